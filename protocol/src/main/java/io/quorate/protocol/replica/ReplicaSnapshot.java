package io.quorate.protocol.replica;

import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Phase;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.Waiting;
import java.util.List;
import java.util.Optional;

/**
 * Where a replica stood after a step: published by its thread, read by any.
 *
 * @param self its index in the current set, if it is a member
 * @param round its current round
 * @param leader who leads it
 * @param phase what it is at
 * @param epoch the epoch it is in, with its set
 * @param head header of the highest finalized block
 * @param headId its id
 * @param finalizedRound round of the highest finalization
 * @param views what it holds of each view above that finalization, votes included, lowest first
 * @param pendingTransactions transactions in the mempool
 * @param pendingBytes their bytes
 * @param evidence what is proven of validators and not recorded on chain, oldest first
 * @param waitingFor what keeps the current view from going on
 * @param syncTarget the height that it is catching up to, if it is behind
 */
public record ReplicaSnapshot(
        Optional<ValidatorIndex> self,
        Round round,
        ValidatorIndex leader,
        Phase phase,
        EpochStart epoch,
        BlockHeader head,
        BlockId headId,
        Round finalizedRound,
        List<ViewHoldings> views,
        int pendingTransactions,
        long pendingBytes,
        List<Evidence> evidence,
        Waiting waitingFor,
        Optional<Long> syncTarget) {
    /** Copies the lists. */
    public ReplicaSnapshot {
        views = List.copyOf(views);
        evidence = List.copyOf(evidence);
    }
}
