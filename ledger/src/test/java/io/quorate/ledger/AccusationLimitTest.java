package io.quorate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.Signature;
import io.quorate.ledger.Operation.Leave;
import io.quorate.ledger.Operation.SubmitEvidence;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Evidence.ConflictingVotes;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.Vote;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A bad accusation costs every replica signature checks, and its sender nothing: a block has few of them. */
class AccusationLimitTest {
    private final StakingChain chain = StakingChain.of(1_000, 1_000, 1_000, 1_000);

    private Evidence forged() {
        ConflictingVotes good = (ConflictingVotes) chain.equivocation("d", new Epoch(1), 7);
        return new ConflictingVotes(
                good.first(), new Vote(good.second().subject(), good.validator(), Signature.of(new byte[64])));
    }

    private List<Transaction> accusations(int count) {
        Evidence evidence = forged();
        return IntStream.range(0, count)
                .mapToObj(i -> chain.transaction(StakingChain.account("a"), new SubmitEvidence(evidence)))
                .toList();
    }

    @Test
    void aBlockHasAsManyAccusationsAsAreAllowed() {
        assertThat(chain.block(false, accusations(Application.MAX_ACCUSATIONS))).hasSize(Application.MAX_ACCUSATIONS);
    }

    @Test
    void oneMoreMakesItInvalid() {
        assertThat(chain.outcome(accusations(Application.MAX_ACCUSATIONS + 1)))
                .isInstanceOfSatisfying(
                        Application.Outcome.Invalid.class,
                        it -> assertThat(it.refusal().code()).isEqualTo(Ledger.TOO_MANY_ACCUSATIONS));
    }

    @Test
    void whatIsRefusedWithoutACheckIsNoAccusation() {
        Transaction mixed = chain.transaction(StakingChain.account("a"), new Leave(), new SubmitEvidence(forged()));
        assertThat(chain.ledger().isAccusation(mixed)).isFalse();
        assertThat(chain.ledger().isAccusation(chain.transaction(StakingChain.account("a"), new Leave())))
                .isFalse();
        assertThat(chain.ledger().isAccusation(accusations(1).get(0))).isTrue();
    }
}
