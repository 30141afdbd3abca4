package io.quorate.ledger.decisions;

import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The votes of pruned decisions on their way out of the state: a queue of decisions, and a few votes a block from its
 * front. To every question they are gone as soon as the decision is pruned; so many at once would cost a block too much.
 */
public final class Prunings {
    /** Parts (votes, then listed instances, some to a part) that any block drops. */
    static final int PER_BLOCK = 256;

    /** Listed instances to a part: they take no leaf of the tree. */
    private static final int ELECTORS_OF_A_PART = 16;

    /** No list in fewer bytes of its operation has a part more: each id is at least one byte behind four. */
    private static final int BYTES_OF_A_PART = 64;

    private static final StateKey BOUNDS = Space.PRUNING_BOUNDS.key();

    private Prunings() {}

    /** Who learns what no longer takes any room. */
    public interface Released {
        /**
         * A vote of an instance.
         *
         * @param result whether its value stays, as the result
         */
        void vote(Ballot ballot, boolean result);

        /**
         * A vote of an instance in a secret ballot.
         *
         * @param result whether its value stays, as the result
         */
        void sealedBallot(SealedBallot ballot, boolean result);

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

    /**
     * Drops the next parts: some, and twice as many more as these transactions can have made, so that it gets ahead of a
     * chain that is busy with nothing but decisions to be pruned.
     */
    public static void advance(Overlay overlay, List<Transaction> transactions, Released released) {
        Bounds bounds = Bounds.of(overlay);
        long first = bounds.first;
        int dropped = bounds.dropped;
        int all = budget(transactions);
        int budget = all;
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
        if (budget < all) {
            new Bounds(first, bounds.next, dropped).store(overlay);
        }
    }

    /** A vote is a part, and so is the pruning of a decision without any; a list is as many as its bytes can hold. */
    private static int budget(List<Transaction> transactions) {
        long made = 0;
        for (Transaction transaction : transactions) {
            made += transaction.operations().size() + transaction.size() / BYTES_OF_A_PART;
        }
        return Math.toIntExact(PER_BLOCK + 2 * made);
    }

    private static int partsOf(Decision decision) {
        int listed = decision.rules().isListed() ? decision.rules().totalInstances() : 0;
        return decision.count().ballots() + (listed + ELECTORS_OF_A_PART - 1) / ELECTORS_OF_A_PART;
    }

    private static void drop(Overlay overlay, Decision decision, int from, int until, Released released) {
        int ballots = decision.count().ballots();
        for (int number = from; number < Math.min(until, ballots); number++) {
            if (decision.rules().isSecret()) {
                SealedBallot ballot = Decisions.sealedBallot(overlay, decision.topic(), number);
                Decisions.forget(overlay, decision.topic(), number, ballot);
                released.sealedBallot(ballot, decision.count().isLedBy(number));
            } else {
                Ballot ballot = Decisions.ballot(overlay, decision.topic(), number);
                Decisions.forget(overlay, decision.topic(), number, ballot);
                released.vote(ballot, decision.count().isLedBy(number));
            }
        }
        if (until > ballots) {
            List<Elector> electors = Decisions.electors(overlay, decision.topic());
            electors.subList(
                            Math.max(0, from - ballots) * ELECTORS_OF_A_PART,
                            Math.min(electors.size(), (until - ballots) * ELECTORS_OF_A_PART))
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
