package io.quorate.protocol.replica;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.consensus.ConsensusState;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Tells when a replica that halts at a height may be stopped: it serves the finalization until a quorum has reported it,
 * and a moment longer, so that its own report reaches the others. Consensus notarizes nothing above that height.
 */
final class Halt {
    /** How many ticks, every second one with a status of this replica's own, pass after a quorum reported. */
    private static final int FAREWELL_TICKS = 8;

    private final Optional<Height> height;
    /** Validators that reported it. One that is gone has reported still: it stopped. */
    private final TreeSet<PublicKey> reported = new TreeSet<>();

    private int ticks;

    Halt(Optional<Height> height) {
        this.height = height;
    }

    /** A validator told where it is. */
    void onStatus(PublicKey validator, Status status) {
        if (height.filter(halt -> !status.finalizedHeight().isBefore(halt)).isPresent()
                && reported.size() < ValidatorSet.LIMIT) {
            reported.add(validator);
        }
    }

    /** Looks, after this replica's status went to all; true once, when it may be stopped. */
    boolean onTick(ConsensusState state) {
        if (!isAt(state.head().height()) || !hasQuorum(state)) {
            return false;
        }
        ticks = Math.min(ticks + 1, FAREWELL_TICKS + 1);
        return ticks == FAREWELL_TICKS;
    }

    boolean isAt(Height head) {
        return height.filter(halt -> !head.isBefore(halt)).isPresent();
    }

    private boolean hasQuorum(ConsensusState state) {
        ValidatorSet set = state.epoch().set();
        Signers who = Signers.none(set.size());
        for (ValidatorIndex index : set.indexes()) {
            boolean self = state.self().filter(index::equals).isPresent();
            if (self || reported.contains(set.get(index).key())) {
                who = who.with(index);
            }
        }
        return set.isQuorum(who);
    }
}
