package io.quorate.protocol.consensus;

import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;

/** When each validator of an epoch was last heard, in views: so that the views of a dead leader cost nothing. */
final class Heard {
    private final ValidatorSet set;
    private final long[] lastView;
    /** The view from which on every validator had its chance to be heard here. */
    private View since = View.ZERO.next();

    Heard(ValidatorSet set) {
        this.set = set;
        this.lastView = new long[set.size()];
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

    /** This replica was not there in the views before this one: nobody's silence in them says anything. */
    void listenFrom(View view) {
        since = view;
    }

    /** Whether a leader was silent during the last views while a quorum was not. See consensus.md, Nullify. */
    boolean isSilent(ValidatorIndex leader, View current) {
        long from = current.number() - ConsensusConfig.SKIP_AFTER;
        if (from < since.number() || lastView[leader.number()] >= from) {
            return false;
        }
        Signers heard = Signers.none(set.size());
        for (int i = 0; i < lastView.length; i++) {
            if (lastView[i] >= from) {
                heard = heard.with(new ValidatorIndex(i));
            }
        }
        return set.isQuorum(heard);
    }
}
