package io.quorate.client;

import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.TransactionId;

/** What a node says became of a transaction that it took. To be certain, ask for its receipt and verify that. */
public sealed interface Submission {
    /** The transaction. */
    TransactionId id();

    /** It is final: in a block, with this result. Nothing changes that any more. */
    record Final(TransactionId id, Height height, Receipt receipt) implements Submission {}

    /** It is not final yet. It still may become so, until its expiry: {@link QuorateClient#await} waits on. */
    record Pending(TransactionId id) implements Submission {}
}
