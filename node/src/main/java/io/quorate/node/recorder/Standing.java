package io.quorate.node.recorder;

import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Phase;
import io.quorate.protocol.types.Round;

/**
 * Where a step left the replica, and a digest of what it did: the same for the same step, whoever runs it.
 *
 * @param pending transactions in the mempool
 * @param evidence proofs that are not on chain
 * @param effects digest of all that was signed and sent in the step
 */
record Standing(
        Round round,
        Phase phase,
        Height height,
        BlockId head,
        Round finalized,
        int pending,
        int evidence,
        int effects) {
    static Standing of(ReplicaSnapshot snapshot, int effects) {
        return new Standing(
                snapshot.round(),
                snapshot.phase(),
                snapshot.head().height(),
                snapshot.headId(),
                snapshot.finalizedRound(),
                snapshot.pendingTransactions(),
                snapshot.evidence().size(),
                effects);
    }

    @Override
    public String toString() {
        return "view " + round + " " + phase + ", height " + height + " "
                + head.toString().substring(0, 8)
                + ", final " + finalized + ", " + pending + " pending"
                + (evidence == 0 ? "" : ", " + evidence + " proofs") + ", effects " + Integer.toHexString(effects);
    }
}
