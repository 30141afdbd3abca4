package io.quorate.ledger;

import static io.quorate.ledger.TestChain.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.Operation.PutValue;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.StateTree;
import io.quorate.ledger.validators.Production;
import io.quorate.protocol.port.Application.Outcome;
import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** ledger.md, Transactions: a transaction executes at most once, and only up to its expiry. */
class AtMostOnceTest {
    private static final RegisterInstance OPERATION = new RegisterInstance("i");
    private static final Duration MINUTE = TestChain.MINUTE;
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestChain chain = TestChain.fresh();

    @Test
    void aTransactionExecutesOnce() {
        Transaction transaction = chain.transaction(ANNA, OPERATION);
        chain.block(transaction);

        assertThat(refusal(chain.time(), transaction)).isEqualTo(Ledger.ALREADY_KNOWN);
        assertThat(invalid(chain.time(), List.of(transaction))).isEqualTo(Ledger.ALREADY_KNOWN);
    }

    @Test
    void aFailedTransactionCountsToo() {
        Transaction transaction = chain.transaction(ANNA, new Operation.DeleteValue("missing", Optional.empty()));
        chain.block(transaction);

        assertThat(refusal(chain.time(), transaction)).isEqualTo(Ledger.ALREADY_KNOWN);
    }

    @Test
    void aTransactionIsInABlockOnce() {
        Transaction transaction = chain.transaction(ANNA, OPERATION);

        assertThat(invalid(chain.time(), List.of(transaction, transaction))).isEqualTo(Ledger.ALREADY_KNOWN);
        assertThat(chain.ledger().refuse(chain.state(), chain.time(), transaction))
                .isEmpty();
    }

    @Test
    void aTransactionExecutesUpToItsExpiry() {
        Transaction transaction = chain.transaction(ANNA, chain.time().plus(HOUR), OPERATION);
        BlockTime expiry = transaction.expiry();
        BlockTime later = expiry.plus(Duration.ofMillis(1));

        assertThat(chain.ledger().refuse(chain.state(), expiry, transaction)).isEmpty();
        assertThat(refusal(later, transaction)).isEqualTo(Ledger.EXPIRED);
        assertThat(invalid(later, List.of(transaction))).isEqualTo(Ledger.EXPIRED);
        chain.block(expiry, List.of(transaction));
    }

    @Test
    void anExpiryIsAtMostAnHourAhead() {
        Transaction hour = chain.transaction(ANNA, chain.time().plus(HOUR), OPERATION);
        Transaction longer = chain.transaction(ANNA, hour.expiry().plus(Duration.ofMillis(1)), OPERATION);
        Transaction never = chain.transaction(ANNA, new BlockTime(Long.MAX_VALUE), OPERATION);

        assertThat(chain.ledger().refuse(chain.state(), chain.time(), hour)).isEmpty();
        assertThat(refusal(chain.time(), longer)).isEqualTo(Ledger.EXPIRY_TOO_FAR);
        assertThat(refusal(chain.time(), never)).isEqualTo(Ledger.EXPIRY_TOO_FAR);
        assertThat(invalid(chain.time(), List.of(longer))).isEqualTo(Ledger.EXPIRY_TOO_FAR);
    }

    @Test
    void anIdStaysKnownUntilItsExpiryHoweverManyBlocksPass() {
        Transaction transaction = chain.transaction(ANNA, chain.time().plus(HOUR), OPERATION);
        chain.block(transaction);
        while (chain.time().plus(Duration.ofMinutes(5)).compareTo(transaction.expiry()) <= 0) {
            BlockTime next = chain.time().plus(Duration.ofMinutes(5));
            chain.block(next, List.of(chain.transaction(ANNA, next, OPERATION)));
            assertThat(refusal(chain.time(), transaction)).isEqualTo(Ledger.ALREADY_KNOWN);
        }
        assertThat(refusal(transaction.expiry(), transaction)).isEqualTo(Ledger.ALREADY_KNOWN);
    }

    @Test
    void theWindowForgetsWhatHasExpiredSoTheStateStaysBounded() {
        PutValue put = new PutValue("k", Bytes.ofText("v"), Optional.empty());
        chain.succeed(ANNA, put);
        rest();
        int atRest = chain.size();

        int most = 0;
        int known = 0;
        for (int block = 0; block < 300; block++) {
            List<Transaction> transactions = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                transactions.add(chain.transaction(ANNA, chain.time().plus(MINUTE), put));
            }
            chain.block(chain.time().plus(MINUTE), transactions);
            most = Math.max(most, chain.size());
            known = Math.max(known, chain.known());
        }
        assertThat(known).isLessThanOrEqualTo(2 * 5);
        int leaves = 70 + 2;
        assertThat(most).as("a leaf a block, and pages of the tree").isLessThan(atRest + leaves + known + 40);

        rest();
        assertThat(chain.size()).isEqualTo(atRest);
    }

    /** Longer than anything of the window is kept. */
    private void rest() {
        BlockTime until = chain.time().plus(HOUR.multipliedBy(2));
        while (until.isAfter(chain.time())) {
            chain.block(chain.time().plus(MINUTE.multipliedBy(10)), List.of());
        }
    }

    @Test
    void aLongExpiryHoldsBackTheWindowOnlyUntilItPasses() {
        BlockTime hour = chain.time().plus(HOUR);
        chain.block(chain.transaction(ANNA, hour, OPERATION));
        List<Transaction> later = new ArrayList<>();
        for (int block = 0; block < 50; block++) {
            Transaction transaction = chain.transaction(ANNA, OPERATION);
            chain.block(transaction);
            later.add(transaction);
        }
        assertThat(chain.known()).isEqualTo(51);

        chain.block(hour.plus(Duration.ofMillis(1)), List.of());
        assertThat(chain.known()).isZero();
        later.forEach(
                transaction -> assertThat(refusal(chain.time(), transaction)).isEqualTo(Ledger.EXPIRED));
    }

    @Test
    void aBacklogIsDroppedWithBoundedWorkABlock() {
        int inBlock = 1500;
        for (int block = 0; block < 8; block++) {
            List<Transaction> transactions = new ArrayList<>();
            for (int i = 0; i < inBlock; i++) {
                transactions.add(chain.transaction(ANNA, chain.time().plus(MINUTE), OPERATION));
            }
            chain.block(chain.time().plus(Duration.ofSeconds(1)), transactions);
        }
        BlockTime later = chain.time().plus(HOUR);
        List<Integer> dropped = new ArrayList<>();
        while (chain.known() > 0) {
            int before = chain.known();
            chain.block(later, List.of());
            dropped.add(before - chain.known());
        }

        assertThat(dropped).as("leaves of 1,500 until 4,096 are reached").containsExactly(4500, 4500, 3000);
    }

    @Test
    void aBlockThatHoldsAndDropsNothingChangesNothingButTheCountOfItsProposer() {
        chain.succeed(ANNA, OPERATION);
        chain.block(chain.time().plus(HOUR), List.of());
        ReadableState before = chain.copyOfState();

        chain.block();

        Overlay counted = new Overlay(before);
        Production.count(counted, new Epoch(1), new ValidatorIndex(0));
        assertThat(StateTree.update(counted)).isEqualTo(chain.root());
    }

    private String refusal(BlockTime time, Transaction transaction) {
        return chain.ledger()
                .refuse(chain.state(), time, transaction)
                .map(Refusal::code)
                .orElse("none");
    }

    private String invalid(BlockTime time, List<Transaction> transactions) {
        Outcome outcome = chain.tryBlock(time, transactions);
        return outcome instanceof Outcome.Invalid invalid ? invalid.refusal().code() : "valid";
    }
}
