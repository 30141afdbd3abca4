package io.quorate.protocol.consensus;

import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import java.util.Arrays;

/** When each validator of an epoch was last heard, in views: so that the views of a dead leader cost nothing. */
final class Heard {
    private final ValidatorSet set;
    private final long[] lastView;

    Heard(ValidatorSet set) {
        this.set = set;
        this.lastView = new long[set.size()];
        Arrays.fill(lastView, 0);
    }

    void hear(ValidatorIndex validator, View current) {
        if (set.contains(validator)) {
            lastView[validator.number()] = Math.max(lastView[validator.number()], current.number());
        }
    }

    void hear(Signers signers, View current) {
        for (int i = signers.nextAfter(-1); i >= 0; i = signers.nextAfter(i)) {
            hear(new ValidatorIndex(i), current);
        }
    }

    /** Whether a leader was silent during the last views while a quorum was not. See consensus.md, Nullify. */
    boolean isSilent(ValidatorIndex leader, View current) {
        long since = current.number() - ConsensusConfig.SKIP_AFTER;
        if (since < 1 || lastView[leader.number()] >= since) {
            return false;
        }
        Signers heard = Signers.none(set.size());
        for (int i = 0; i < lastView.length; i++) {
            if (lastView[i] >= since) {
                heard = heard.with(new ValidatorIndex(i));
            }
        }
        return set.isQuorum(heard);
    }
}
