package io.quorate.protocol.receipt;

import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.VotingPower;

/** What came of checking a receipt. */
public sealed interface Outcome {
    /**
     * All checks hold.
     *
     * @param claim what is proven
     * @param under the header that it is proven under: it was so once this block was executed
     * @param certified the header that a quorum signed as final: the same, or a descendant
     * @param signed the power that signed it
     * @param total the power of its set
     * @param steps how many blocks lead from the beginning of trust to the certified one, itself included
     * @param pinned whether a pinned block is among them
     */
    record Proven(
            ChainReceipt.Claim claim,
            BlockHeader under,
            BlockHeader certified,
            VotingPower signed,
            VotingPower total,
            int steps,
            boolean pinned)
            implements Outcome {}

    /** A check does not hold; {@code reason} is for people. */
    record Refused(Check check, String reason) implements Outcome {}
}
