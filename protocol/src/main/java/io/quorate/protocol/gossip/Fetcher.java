package io.quorate.protocol.gossip;

import io.quorate.protocol.port.Network;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.port.Timers;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks for what is missing, one peer after another, none trusted. See consensus.md, Fetch.
 *
 * <p>A block is asked for a moment after it is missed: most often its proposal is on the way, and asking at once would
 * carry every large block twice. The parent of a block that had to be asked for is not on the way, and is asked for at
 * once; so are certificates. Bounded: what was asked
 * for most often in vain makes room for a newcomer; if it is needed still, it is missed again.
 */
public final class Fetcher {
    private static final int LIMIT = 256;
    private static final int ATTEMPTS = 40;

    private final Peers peers;
    private final Network network;
    private final Timers timers;
    private final Duration grace;
    private final Duration interval;
    private final Map<Want, Attempts> wants = new LinkedHashMap<>();
    private boolean armed;

    private sealed interface Want {
        record Certificates(Round round) implements Want {}

        record Body(BlockId block) implements Want {}
    }

    private static final class Attempts {
        private final Optional<PeerId> first;
        private int made;
        /** Whether it was asked for between two timers: the next one is too early to ask another peer. */
        private boolean early;

        Attempts(Optional<PeerId> first) {
            this.first = first;
        }
    }

    /** Asks first after {@code grace}, then at each {@code interval}. */
    public Fetcher(Peers peers, Network network, Timers timers, Duration grace, Duration interval) {
        this.peers = peers;
        this.network = network;
        this.timers = timers;
        this.grace = grace;
        this.interval = interval;
    }

    /** The certificates of a round are missing. */
    public void wantCertificates(Round round, Optional<PeerId> likely) {
        Want want = new Want.Certificates(round);
        if (add(want, likely)) {
            ask(want);
            arm(interval);
        }
    }

    /** A block is missing. */
    public void wantBlock(BlockId block, Optional<PeerId> likely) {
        if (add(new Want.Body(block), likely)) {
            arm(grace);
        }
    }

    private boolean add(Want want, Optional<PeerId> likely) {
        if (wants.containsKey(want)) {
            return false;
        }
        if (wants.size() >= LIMIT) {
            wants.remove(mostAsked());
        }
        wants.put(want, new Attempts(likely));
        return true;
    }

    private Want mostAsked() {
        Map.Entry<Want, Attempts> most = wants.entrySet().iterator().next();
        for (Map.Entry<Want, Attempts> entry : wants.entrySet()) {
            if (entry.getValue().made > most.getValue().made) {
                most = entry;
            }
        }
        return most.getKey();
    }

    private void arm(Duration delay) {
        if (!armed) {
            armed = true;
            timers.arm(new Timer.Fetch(), delay);
        }
    }

    /** Whether a block was asked for: others are not taken. */
    public boolean expects(BlockId block) {
        return wants.containsKey(new Want.Body(block));
    }

    /** Certificates of a round came. If another of the round is missing still, it is missed again. */
    public void obtained(Round round) {
        wants.remove(new Want.Certificates(round));
    }

    /** A block came. Whatever it rests on, and is missing too, was missed by now. */
    public void obtained(BlockId block, BlockId parent) {
        Attempts attempts = wants.remove(new Want.Body(block));
        Want below = new Want.Body(parent);
        Attempts next = wants.get(below);
        if (attempts != null && attempts.made > 0 && next != null && next.made == 0) {
            ask(below);
            next.early = true;
        }
    }

    /** Nothing of a finished epoch or a decided round is missing any more. */
    public void forgetUpTo(Round round) {
        wants.keySet()
                .removeIf(
                        want -> want instanceof Want.Certificates certificates && round.isAfter(certificates.round()));
    }

    /** Asks again for all that is still missing. */
    public void onTimer() {
        armed = false;
        for (Iterator<Map.Entry<Want, Attempts>> i = wants.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Want, Attempts> entry = i.next();
            if (entry.getValue().made >= ATTEMPTS) {
                i.remove();
            } else if (entry.getValue().early) {
                entry.getValue().early = false;
            } else {
                ask(entry.getKey());
            }
        }
        if (!wants.isEmpty()) {
            arm(interval);
        }
    }

    private void ask(Want want) {
        Attempts attempts = wants.get(want);
        if (attempts == null) {
            return;
        }
        Message request = want instanceof Want.Certificates certificates
                ? new Message.VoteRequest(certificates.round())
                : new Message.BlockRequest(((Want.Body) want).block());
        choose(want, attempts).ifPresent(peer -> network.send(peer, request));
        attempts.made++;
    }

    private Optional<PeerId> choose(Want want, Attempts attempts) {
        if (attempts.made == 0 && attempts.first.filter(peers::has).isPresent()) {
            return attempts.first;
        }
        List<PeerId> candidates =
                want instanceof Want.Certificates certificates ? peers.likelyToHold(certificates.round()) : peers.all();
        return candidates.isEmpty() ? Optional.empty() : Optional.of(candidates.get(attempts.made % candidates.size()));
    }
}
