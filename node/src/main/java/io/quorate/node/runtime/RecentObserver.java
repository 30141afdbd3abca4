package io.quorate.node.runtime;

import io.quorate.node.runtime.Recent.Arrival;
import io.quorate.node.runtime.Recent.Entered;
import io.quorate.node.runtime.Recent.Finalized;
import io.quorate.node.runtime.Recent.LastVote;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/**
 * Keeps what the replica told last, to be read as {@link Recent}. The replica's thread adds to bounded rings, whose
 * readers it never waits for; any thread reads.
 */
final class RecentObserver implements Observer {
    static final int BLOCKS = 256;

    /** Of rounds, proposals, votes and certificates together: some hundred rounds of a few validators. */
    static final int EVENTS = 4_096;

    private static final int PROPOSALS = 256;

    private final LongSupplier nanos;
    private final InstantSource clock;
    private final Ring<Finalized> blocks = new Ring<>(BLOCKS);
    private final Ring<Event> events = new Ring<>(EVENTS);
    /** Of the newest epoch's validators. */
    private final ConcurrentSkipListMap<ValidatorIndex, Heard> votes = new ConcurrentSkipListMap<>();

    private Epoch newest = Round.GENESIS.epoch();
    /** When proposals were first seen; of the replica's thread. The oldest is forgotten first. */
    private final Map<BlockId, Long> proposals = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<BlockId, Long> eldest) {
            return size() > PROPOSALS;
        }
    };

    private sealed interface Event {
        Round round();

        long at();

        record RoundEntered(Round round, long at, ValidatorIndex leader) implements Event {}

        record ProposalSeen(Round round, long at) implements Event {}

        record Arrived(Round round, long at, VoteKind kind, Optional<ValidatorIndex> validator) implements Event {}
    }

    private record Heard(Round round, VoteKind kind, long at) {}

    /**
     * An observer that keeps what it is told for a while.
     *
     * @param nanos a clock that never goes back
     * @param clock this machine's
     */
    RecentObserver(LongSupplier nanos, InstantSource clock) {
        this.nanos = nanos;
        this.clock = clock;
    }

    @Override
    public void entered(Round round, ValidatorIndex leader, Optional<Certificate> by) {
        events.add(new Event.RoundEntered(round, nanos.getAsLong(), leader));
    }

    @Override
    public void proposed(Round round, Block block) {
        long now = nanos.getAsLong();
        proposals.putIfAbsent(block.id(), now);
        events.add(new Event.ProposalSeen(round, now));
    }

    @Override
    public void counted(Vote vote) {
        long now = nanos.getAsLong();
        Round round = vote.subject().round();
        VoteKind kind = vote.subject().kind();
        events.add(new Event.Arrived(round, now, kind, Optional.of(vote.validator())));
        hear(vote.validator(), new Heard(round, kind, now));
    }

    /** Nobody checked it: it shows that its author is there, and is no arrival of the round's. */
    @Override
    public void heard(Vote vote) {
        hear(vote.validator(), new Heard(vote.subject().round(), vote.subject().kind(), nanos.getAsLong()));
    }

    @Override
    public void certified(Certificate certificate) {
        long now = nanos.getAsLong();
        events.add(new Event.Arrived(certificate.round(), now, certificate.kind(), Optional.empty()));
        Signers who = certificate.signers();
        for (int i = who.nextAfter(-1); i >= 0; i = who.nextAfter(i)) {
            hear(new ValidatorIndex(i), new Heard(certificate.round(), certificate.kind(), now));
        }
    }

    /** An index means another validator in another epoch. */
    private void hear(ValidatorIndex validator, Heard vote) {
        int order = vote.round().epoch().compareTo(newest);
        if (order > 0) {
            newest = vote.round().epoch();
            votes.clear();
        }
        Heard last = votes.get(validator);
        boolean later = last == null
                || vote.round().isAfter(last.round())
                || (vote.round().equals(last.round())
                        && vote.kind().code() > last.kind().code());
        if (order >= 0 && later) {
            votes.put(validator, vote);
        }
    }

    @Override
    public void finalized(
            Round round,
            Block block,
            List<Receipt> receipts,
            List<Application.Event> told,
            Optional<Certificate> certificate) {
        Optional<Duration> latency = Optional.ofNullable(proposals.remove(block.id()))
                .map(seen -> Duration.ofNanos(nanos.getAsLong() - seen));
        blocks.add(new Finalized(block.height(), round, block.header().transactionCount(), clock.millis(), latency));
    }

    /**
     * What was seen last.
     *
     * @param rounds how many of the last ones to tell of
     */
    Recent recent(int rounds) {
        Map<ValidatorIndex, LastVote> last = new TreeMap<>();
        long now = nanos.getAsLong();
        votes.forEach((validator, vote) -> last.put(
                validator, new LastVote(vote.round(), vote.kind(), Duration.ofNanos(Math.max(0, now - vote.at())))));
        return new Recent(blocks.items(), lastRounds(rounds), last);
    }

    private List<Entered> lastRounds(int most) {
        if (most == 0) {
            return List.of();
        }
        TreeMap<Round, Event.RoundEntered> entered = new TreeMap<>();
        TreeMap<Round, List<Event>> rest = new TreeMap<>();
        for (Event event : events.items()) {
            if (event instanceof Event.RoundEntered begun) {
                entered.put(begun.round(), begun);
            } else {
                rest.computeIfAbsent(event.round(), unused -> new ArrayList<>()).add(event);
            }
        }
        while (entered.size() > most) {
            entered.pollFirstEntry();
        }
        return entered.values().stream()
                .map(begun -> seen(begun, rest.getOrDefault(begun.round(), List.of())))
                .toList();
    }

    private static Entered seen(Event.RoundEntered begun, List<Event> rest) {
        Optional<Duration> proposed = Optional.empty();
        List<Arrival> arrivals = new ArrayList<>();
        for (Event event : rest) {
            Duration after = Duration.ofNanos(event.at() - begun.at());
            if (event instanceof Event.Arrived arrived) {
                arrivals.add(new Arrival(arrived.validator(), arrived.kind(), after));
            } else if (proposed.isEmpty()) {
                proposed = Optional.of(after);
            }
        }
        return new Entered(begun.round(), begun.leader(), proposed, arrivals);
    }
}
