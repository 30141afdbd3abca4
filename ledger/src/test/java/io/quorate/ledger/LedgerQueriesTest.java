package io.quorate.ledger;

import static io.quorate.ledger.TestChain.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quorate.ledger.LedgerQueries.DecisionSummary;
import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.PutValue;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.accounts.Summary;
import io.quorate.ledger.decisions.Decision;
import io.quorate.ledger.decisions.Decisions;
import io.quorate.ledger.instances.Instance;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.validators.ValidatorAccount;
import io.quorate.ledger.validators.ValidatorStatus;
import io.quorate.ledger.values.StoredValue;
import io.quorate.protocol.types.VotingPower;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerQueriesTest {
    private final TestChain chain = TestChain.fresh();

    @Test
    void genesisHoldsTheValidatorsAccounts() {
        ValidatorAccount bob =
                chain.queries().validator(TestChain.key("bob account")).orElseThrow();
        assertThat(bob.name()).isEqualTo("bob");
        assertThat(bob.keys().map(ValidatorAccount.Keys::current)).contains(TestChain.key("bob votes"));
        assertThat(bob.stake()).isEqualTo(new VotingPower(10));
        assertThat(bob.status()).isEqualTo(ValidatorStatus.ACTIVE);
        assertThat(chain.queries().validatorOf(TestChain.key("bob votes"))).contains(bob);
        assertThat(chain.queries().validator(ANNA)).isEmpty();
        assertThat(chain.queries().summary()).isEqualTo(Summary.EMPTY);
    }

    @Test
    void decisionsAreListedFromTheLatestInPages() {
        chain.succeed(ANNA, new RegisterInstance("i"));
        for (int i = 0; i < 150; i++) {
            chain.succeed(ANNA, new CastVote("i", "t" + i, "yes", Optional.of(i % 2 + 1)));
        }

        assertThat(chain.queries().latestDecisions(chain.time(), 0, 3))
                .extracting(DecisionSummary::topic)
                .containsExactly("t149", "t148", "t147");
        assertThat(chain.queries().latestDecisions(chain.time(), 148, 10))
                .extracting(DecisionSummary::status)
                .containsExactly(Decision.Status.OPEN, Decision.Status.DECIDED);
        assertThat(chain.queries().latestDecisions(chain.time(), 0, Integer.MAX_VALUE))
                .hasSize(LedgerQueries.MAX_PAGE);
        assertThat(chain.queries().latestDecisions(chain.time(), Long.MAX_VALUE, 10))
                .isEmpty();
        assertThat(chain.queries().summary()).isEqualTo(new Summary(150, 75, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> chain.queries().latestDecisions(chain.time(), -1, 1));
    }

    @Test
    void aNameThatCannotBeIsNotFound() {
        assertThat(chain.decision("")).isEmpty();
        assertThat(chain.decision("\uD83D")).isEmpty();
        assertThat(chain.queries().instance("a b")).isEmpty();
        assertThat(chain.queries().value("k".repeat(5000))).isEmpty();
    }

    @Test
    void whatAQuerySaysIsProvenByTheStateRoot() {
        chain.succeed(
                ANNA,
                new RegisterInstance("i"),
                new CastVote("i", "lunch", "soup", Optional.of(1)),
                new PutValue("k", Bytes.ofText("v"), Optional.empty()));

        Decision decision = Decisions.find(chain.state(), "lunch").orElseThrow();
        assertThat(decision.result(chain.time())).contains("soup");
        assertThat(chain.queries()
                        .prove(LedgerQueries.decisionKey("lunch"))
                        .includes(
                                chain.root(), LedgerQueries.decisionKey("lunch").toBytes(), decision.toBytes()))
                .isTrue();
        Instance instance = Instance.find(chain.state(), "i").orElseThrow();
        assertThat(chain.queries()
                        .prove(LedgerQueries.instanceKey("i"))
                        .includes(chain.root(), LedgerQueries.instanceKey("i").toBytes(), instance.toBytes()))
                .isTrue();
        StoredValue value = StoredValue.find(chain.state(), "k").orElseThrow();
        assertThat(chain.queries()
                        .prove(LedgerQueries.valueKey("k"))
                        .includes(chain.root(), LedgerQueries.valueKey("k").toBytes(), value.toBytes()))
                .isTrue();
        assertThat(chain.queries()
                        .prove(LedgerQueries.valueKey("other"))
                        .excludes(chain.root(), LedgerQueries.valueKey("other").toBytes()))
                .isTrue();
    }
}
