package io.quorate.protocol.port;

import io.quorate.crypto.hash.Hash;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The deterministic application that every validator executes: a pure function of (state, block). No clock, no
 * randomness, no unordered iteration; every call is total for verified transactions.
 */
public interface Application {
    /**
     * The most accusations in a block: a bad one costs every replica signature checks and whoever made it nothing, so a
     * block is no lever. Proposers leave more of them pending.
     */
    int MAX_ACCUSATIONS = 16;

    /** The state of the genesis block, made from nothing. */
    Execution genesis(Genesis genesis);

    /** Executes a body on the state of the parent. Transactions come with their signatures checked. */
    Outcome execute(ReadableState parent, BlockContext context, List<Transaction> transactions);

    /**
     * Why a transaction could not be in a block with this context on this state, if so: its expiry has passed or lies too
     * far ahead, or its id is known. {@code execute} of a body is {@link Outcome.Invalid} exactly if this refuses one of
     * its transactions, an id is in it twice, or it has more than {@link #MAX_ACCUSATIONS} accusations.
     */
    Optional<Refusal> refuse(ReadableState parent, BlockTime time, Transaction transaction);

    /** The operation, encoded, that brings evidence on chain. */
    byte[] accusation(Evidence evidence);

    /** Whether executing a transaction checks evidence; told without checking any, in little time. */
    boolean isAccusation(Transaction transaction);

    /**
     * Why evidence is of no use on a state, if so: its fault is recorded already, its epoch lies ahead, or too far back.
     */
    Optional<Refusal> refuse(ReadableState state, BlockTime time, Evidence evidence);

    /**
     * Where the block stands.
     *
     * @param validators the set of its epoch
     * @param proposer the member of it that the header names
     * @param lastOfEpoch whether executing it yields the next epoch's set
     */
    record BlockContext(
            Height height,
            Epoch epoch,
            BlockTime time,
            ValidatorSet validators,
            ValidatorIndex proposer,
            boolean lastOfEpoch) {}

    /** Why a transaction is refused: a stable code, and words for people. */
    record Refusal(String code, String message) {}

    /** What execution gave. */
    sealed interface Outcome {
        /** The body breaks a rule of the application that no valid block breaks. */
        record Invalid(Refusal refusal) implements Outcome {}
    }

    /**
     * The result of a valid body.
     *
     * @param stateRoot root of the state after it
     * @param receipts one for each transaction, in order
     * @param events what happened, in order, for whoever listens
     * @param next the set of the next epoch: the context's own, unless the block is the last of its epoch
     */
    record Execution(
            Hash stateRoot, StateChanges changes, List<Receipt> receipts, List<Event> events, ValidatorSet next)
            implements Outcome {
        /** Copies the lists. */
        public Execution {
            receipts = List.copyOf(receipts);
            events = List.copyOf(events);
        }
    }

    /** Something that happened: a stable name such as {@code quorum.decision.made}, and its parts as text. */
    record Event(String name, SortedMap<String, String> fields) {}
}
