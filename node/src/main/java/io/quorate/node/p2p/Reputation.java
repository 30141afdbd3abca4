package io.quorate.node.p2p;

import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What peers have done wrong lately, and who is banned for it (network.md, Defence). A fault adds points, which halve
 * every ten minutes; at {@link #BAN_AT} the peer is banned, each time for twice as long. Bounded: the peer that was
 * quiet longest is forgotten first. Thread-safe.
 */
final class Reputation {
    static final int BAN_AT = 100;
    static final int MAX_PEERS = 4_096;
    /** As long as an operator may ban a peer. */
    private static final Duration LONGEST_KEPT = Duration.ofDays(30);

    private static final int MAX_DOUBLINGS = 30;
    private static final double HALF_LIFE_MS = Duration.ofMinutes(10).toMillis();

    /**
     * What outlives a restart of the node: points don't, as they are gone within the hour anyway.
     *
     * @param untilMillis by the wall clock; over, if the peer may come again
     * @param times how often its faults had it banned: the next ban is longer for each
     */
    record Ban(PeerId peer, long untilMillis, int times) {}

    private static final class Standing {
        private double points;
        private long at;
        private int bans;
        private long bannedUntil = Long.MIN_VALUE;
    }

    private final Clock clock;
    private final Duration first;
    private final Duration longest;
    private final Map<PeerId, Standing> standings = new LinkedHashMap<>();
    private final Map<Fault, Long> bans = new EnumMap<>(Fault.class);
    private long changes;

    Reputation(Clock clock, NetworkConfig.Times times) {
        this.clock = clock;
        this.first = times.banFirst();
        this.longest = times.banLongest();
    }

    private static int points(Fault fault) {
        return switch (fault) {
            case MALFORMED, INVALID_SIGNATURE, INVALID_CERTIFICATE, FLOOD, REPLAY -> 60; // twice within seven minutes
            case INVALID_BLOCK, INVALID_EVIDENCE, WRONG_CHAIN -> BAN_AT;
            case UNREQUESTED -> 10;
        };
    }

    /** Counts a fault; tells for how long the peer is banned now, if this was the one too many. */
    synchronized Optional<Duration> penalize(PeerId peer, Fault fault) {
        long now = clock.millis();
        Standing standing = standing(peer, now);
        if (now < standing.bannedUntil) {
            return Optional.empty();
        }
        standing.points = left(standing, now) + points(fault);
        standing.at = now;
        if (standing.points < BAN_AT) {
            return Optional.empty();
        }
        long doubled = first.toMillis() << Math.min(standing.bans, MAX_DOUBLINGS);
        long length = doubled >>> Math.min(standing.bans, MAX_DOUBLINGS) == first.toMillis()
                ? Math.min(longest.toMillis(), doubled)
                : longest.toMillis();
        standing.bans++;
        standing.points = 0;
        standing.bannedUntil = now + length;
        bans.merge(fault, 1L, Long::sum);
        changes++;
        return Optional.of(Duration.ofMillis(length));
    }

    private static double left(Standing standing, long now) {
        return standing.points * Math.pow(0.5, (now - standing.at) / HALF_LIFE_MS);
    }

    /** The points that a peer has now, rounded. */
    synchronized int points(PeerId peer) {
        Standing standing = standings.get(peer);
        return standing == null ? 0 : (int) Math.round(left(standing, clock.millis()));
    }

    /** Bans a peer for this long from now on, whatever it did. */
    synchronized void ban(PeerId peer, Duration time) {
        long now = clock.millis();
        standing(peer, now).bannedUntil = now + time.toMillis();
        changes++;
    }

    /** Who is banned, or was for a fault: what {@link #restore} takes after a restart. */
    synchronized List<Ban> kept() {
        long now = clock.millis();
        List<Ban> kept = new ArrayList<>();
        standings.forEach((peer, standing) -> {
            if (standing.bans > 0 || now < standing.bannedUntil) {
                kept.add(new Ban(peer, standing.bannedUntil, standing.bans));
            }
        });
        return kept;
    }

    /** Takes up the bans of before a restart. */
    synchronized void restore(List<Ban> kept) {
        long now = clock.millis();
        for (Ban ban : kept) {
            Standing standing = standing(ban.peer(), now);
            // A clock that was wrong bans nobody for good.
            standing.bannedUntil = Math.min(ban.untilMillis(), now + LONGEST_KEPT.toMillis());
            standing.bans = Math.max(0, ban.times());
        }
    }

    /** Grows with each ban. */
    synchronized long changes() {
        return changes;
    }

    /** How long a peer is still banned, if it is. */
    synchronized Optional<Duration> banned(PeerId peer) {
        Standing standing = standings.get(peer);
        long left = standing == null ? 0 : standing.bannedUntil - clock.millis();
        return standing != null && standing.bannedUntil > Long.MIN_VALUE && left > 0
                ? Optional.of(Duration.ofMillis(left))
                : Optional.empty();
    }

    /** Bans so far, by the fault that was one too many. */
    synchronized Map<Fault, Long> bans() {
        return Map.copyOf(bans);
    }

    private Standing standing(PeerId peer, long now) {
        Standing standing = standings.remove(peer);
        if (standing == null) {
            standing = new Standing();
            standing.at = now;
        }
        standings.put(peer, standing); // the last in order: whoever is merely asked about keeps its place
        if (standings.size() > MAX_PEERS) {
            standings.remove(standings.keySet().iterator().next());
        }
        return standing;
    }
}
