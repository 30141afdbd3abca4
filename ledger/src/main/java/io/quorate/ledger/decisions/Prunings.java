package io.quorate.ledger.decisions;

import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The votes of pruned decisions on their way out of the state: a queue of decisions, and a few votes a block from its
 * front. To every question they are gone as soon as the decision is pruned; so many at once would cost a block too much.
 */
public final class Prunings {
    /** Parts (votes, then listed instances) that a block drops. */
    static final int PER_BLOCK = 256;

    private static final StateKey BOUNDS = Space.PRUNING_BOUNDS.key();

    private Prunings() {}

    /** Who learns what no longer takes any room. */
    public interface Released {
        /** A vote of an instance. */
        void vote(Ballot ballot);

        /** A vote of an instance in a secret ballot. */
        void sealedBallot(SealedBallot ballot);

        /** The list of a decision's electors. */
        void electors(Decision decision, List<Elector> electors);
    }

    /** Prunes a closed decision. */
    public static Decision prune(Overlay overlay, Decision decision) {
        Decision pruned = decision.withoutVotes();
        Decisions.store(overlay, pruned);
        Bounds bounds = Bounds.of(overlay);
        overlay.put(keyOf(bounds.next), RecordWriter.utf8(decision.topic()));
        new Bounds(bounds.first, bounds.next + 1, bounds.dropped).store(overlay);
        return pruned;
    }

    /** Drops the next parts. */
    public static void advance(Overlay overlay, Released released) {
        Bounds bounds = Bounds.of(overlay);
        long first = bounds.first;
        int dropped = bounds.dropped;
        int budget = PER_BLOCK;
        while (first < bounds.next && budget > 0) {
            Decision decision = decisionAt(overlay, first);
            int parts = partsOf(decision);
            int until = Math.min(parts, dropped + budget);
            drop(overlay, decision, dropped, until, released);
            // A decision without votes costs something, too.
            budget -= Math.max(1, until - dropped);
            dropped = until;
            if (dropped == parts) {
                overlay.delete(keyOf(first++));
                dropped = 0;
            }
        }
        if (budget < PER_BLOCK) {
            new Bounds(first, bounds.next, dropped).store(overlay);
        }
    }

    private static int partsOf(Decision decision) {
        return decision.count().ballots()
                + (decision.rules().isListed() ? decision.rules().totalInstances() : 0);
    }

    private static void drop(Overlay overlay, Decision decision, int from, int until, Released released) {
        int ballots = decision.count().ballots();
        for (int number = from; number < Math.min(until, ballots); number++) {
            if (decision.rules().isSecret()) {
                SealedBallot ballot = Decisions.sealedBallot(overlay, decision.topic(), number);
                Decisions.forget(overlay, decision.topic(), number, ballot);
                released.sealedBallot(ballot);
            } else {
                Ballot ballot = Decisions.ballot(overlay, decision.topic(), number);
                Decisions.forget(overlay, decision.topic(), number, ballot);
                released.vote(ballot);
            }
        }
        if (until > ballots) {
            List<Elector> electors = Decisions.electors(overlay, decision.topic());
            electors.subList(Math.max(0, from - ballots), until - ballots)
                    .forEach(elector -> Decisions.forgetElector(overlay, decision.topic(), elector));
            if (until == partsOf(decision)) {
                overlay.delete(Decisions.electorateKeyOf(decision.topic()));
                released.electors(decision, electors);
            }
        }
    }

    private static Decision decisionAt(ReadableState state, long place) {
        return state.get(keyOf(place))
                .flatMap(topic -> Decisions.find(state, new String(topic, StandardCharsets.UTF_8)))
                .orElseThrow(() -> new IllegalStateException("a pruned decision is missing"));
    }

    private static StateKey keyOf(long place) {
        return Space.PRUNING.key(ByteBuffer.allocate(Long.BYTES).putLong(place).array());
    }

    /**
     * Where the queue begins and ends.
     *
     * @param dropped how many parts of the first are gone
     */
    private record Bounds(long first, long next, int dropped) {
        static Bounds of(ReadableState state) {
            Optional<RecordReader> stored = state.get(BOUNDS).map(RecordReader::new);
            return stored.map(in -> new Bounds(in.number(), in.number(), in.integer()))
                    .orElse(new Bounds(0, 0, 0));
        }

        void store(Overlay overlay) {
            overlay.put(
                    BOUNDS,
                    new RecordWriter()
                            .number(first)
                            .number(next)
                            .integer(dropped)
                            .toBytes());
        }
    }
}
