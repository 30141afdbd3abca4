package io.quorate.ledger;

import static io.quorate.ledger.TestChain.ANNA;
import static io.quorate.ledger.TestChain.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.LedgerQueries.ValueView;
import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.DeleteValue;
import io.quorate.ledger.Operation.Expected;
import io.quorate.ledger.Operation.PutValue;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.accounts.Usage;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** ledger.md, Transactions: RegisterInstance, PutValue, DeleteValue; and the bounds per sender. */
class InstancesAndValuesTest {
    private final TestChain chain = TestChain.fresh();

    @Test
    void registeringAgainByTheSameKeyChangesNothing() {
        assertThat(chain.succeed(ANNA, new RegisterInstance("i"))).isEqualTo(new Result.Registered("i", ANNA, true));
        LedgerQueries.InstanceView first = chain.queries().instance("i").orElseThrow();

        assertThat(chain.succeed(ANNA, new RegisterInstance("i"))).isEqualTo(new Result.Registered("i", ANNA, false));
        assertThat(chain.queries().instance("i")).contains(first);
        assertThat(first.height()).isEqualTo(new Height(1));
        assertThat(chain.queries().summary().instances()).isEqualTo(1);
    }

    @Test
    void anotherKeyCannotTakeAnInstance() {
        chain.succeed(ANNA, new RegisterInstance("i"));

        assertThat(chain.fail(BEN, new RegisterInstance("i"))).isEqualTo(FailureCode.INSTANCE_TAKEN);
        assertThat(chain.queries().instance("i").orElseThrow().publicKey()).isEqualTo(ANNA);
    }

    @Test
    void theFirstWriterOfAKeyOwnsItUntilItDeletesIt() {
        assertThat(chain.succeed(ANNA, put("k", "1"))).isEqualTo(new Result.Put("k", true));
        assertThat(chain.succeed(ANNA, put("k", "2"))).isEqualTo(new Result.Put("k", false));
        assertThat(chain.queries().value("k")).contains(new ValueView("k", Bytes.ofText("2"), ANNA, chain.height()));

        assertThat(chain.fail(BEN, put("k", "3"))).isEqualTo(FailureCode.NOT_OWNER);
        assertThat(chain.fail(BEN, delete("k"))).isEqualTo(FailureCode.NOT_OWNER);

        assertThat(chain.succeed(ANNA, delete("k"))).isEqualTo(new Result.Deleted("k"));
        assertThat(chain.queries().value("k")).isEmpty();
        assertThat(chain.succeed(BEN, put("k", "4"))).isEqualTo(new Result.Put("k", true));
    }

    @Test
    void aKeyWithoutAValueCannotBeDeleted() {
        assertThat(chain.fail(ANNA, delete("k"))).isEqualTo(FailureCode.NO_SUCH_KEY);
    }

    @Test
    void aCompareAndSetNeedsTheValueItExpects() {
        Expected absent = new Expected.Absent();
        Expected one = new Expected.Present(Bytes.ofText("1"));
        assertThat(chain.fail(ANNA, put("k", "1", one))).isEqualTo(FailureCode.VALUE_MISMATCH);

        chain.succeed(ANNA, put("k", "1", absent));
        assertThat(chain.fail(ANNA, put("k", "2", absent))).isEqualTo(FailureCode.VALUE_MISMATCH);

        chain.succeed(ANNA, put("k", "2", one));
        assertThat(chain.fail(ANNA, put("k", "3", one))).isEqualTo(FailureCode.VALUE_MISMATCH);
        assertThat(chain.fail(ANNA, new DeleteValue("k", Optional.of(Bytes.ofText("1")))))
                .isEqualTo(FailureCode.VALUE_MISMATCH);
        assertThat(chain.fail(BEN, put("k", "3", one)))
                .as("the owner comes first")
                .isEqualTo(FailureCode.NOT_OWNER);

        chain.succeed(ANNA, new DeleteValue("k", Optional.of(Bytes.ofText("2"))));
        assertThat(chain.queries().value("k")).isEmpty();
    }

    @Test
    void anEmptyValueIsAValue() {
        chain.succeed(ANNA, put("k", ""));

        assertThat(chain.queries().value("k").orElseThrow().value().length()).isZero();
        assertThat(chain.fail(ANNA, put("k", "1", new Expected.Absent()))).isEqualTo(FailureCode.VALUE_MISMATCH);
    }

    @Test
    void aFailedOperationUndoesThoseBeforeItAndNoOtherTransaction() {
        List<Receipt> receipts = chain.block(
                chain.transaction(ANNA, put("before", "1")),
                chain.transaction(ANNA, put("a", "1"), new RegisterInstance("i"), delete("missing"), put("b", "1")),
                chain.transaction(ANNA, put("after", "1")));

        assertThat(receipts.get(0)).isInstanceOf(Receipt.Ok.class);
        assertThat(receipts.get(1)).isInstanceOfSatisfying(Receipt.Failed.class, failed -> {
            assertThat(failed.operation()).isEqualTo(2);
            assertThat(failed.code()).isEqualTo("NO_SUCH_KEY");
        });
        assertThat(receipts.get(2)).isInstanceOf(Receipt.Ok.class);
        assertThat(chain.queries().value("a")).isEmpty();
        assertThat(chain.queries().instance("i")).isEmpty();
        assertThat(chain.queries().summary().keys()).isEqualTo(2);
        assertThat(chain.queries().usage(ANNA).keys()).isEqualTo(2);
    }

    @Test
    void anUndecodableOperationFailsItsTransactionBeforeAnythingElseOfIt() {
        Receipt receipt = chain.block(chain.transactionOf(
                        ANNA,
                        chain.time().plus(TestChain.MINUTE),
                        List.of(delete("missing").encode(), new RegisterInstance("i").encode(), new byte[] {99})))
                .get(0);

        assertThat(receipt).isInstanceOfSatisfying(Receipt.Failed.class, failed -> {
            assertThat(failed.operation()).isEqualTo(2);
            assertThat(failed.code()).isEqualTo("MALFORMED_OPERATION");
            assertThat(failed.message()).contains("tag 99");
        });
    }

    @Test
    void aSenderHoldsNoMoreThanItMay() {
        TestChain small = new TestChain(new LedgerLimits(2, 1, 2, 10_000));
        small.succeed(ANNA, new RegisterInstance("a"), new RegisterInstance("b"), new RegisterInstance("a"));
        assertThat(small.fail(ANNA, new RegisterInstance("c"))).isEqualTo(FailureCode.TOO_MANY_INSTANCES);

        small.succeed(ANNA, put("a", "1"), put("b", "1"), put("a", "2"));
        assertThat(small.fail(ANNA, put("c", "1"))).isEqualTo(FailureCode.TOO_MANY_KEYS);
        small.succeed(ANNA, delete("a"), put("c", "1"));

        small.succeed(ANNA, vote("a", "one"));
        assertThat(small.fail(ANNA, vote("a", "two"))).isEqualTo(FailureCode.TOO_MANY_OPEN_DECISIONS);
        small.succeed(ANNA, new CastVote("a", "of one", "yes", Optional.of(1)));
        small.succeed(ANNA, vote("b", "one"));
        small.succeed(ANNA, vote("a", "two"));

        small.succeed(BEN, new RegisterInstance("c"), put("d", "1"));
        assertThat(small.queries().usage(ANNA).openDecisions()).isEqualTo(1);
    }

    @Test
    void aDecisionThatAnotherClosesIsGivenBackToItsOpener() {
        chain.succeed(ANNA, new RegisterInstance("a"), vote("a", "one"));
        assertThat(chain.queries().usage(ANNA).openDecisions()).isEqualTo(1);

        chain.succeed(BEN, new RegisterInstance("b"), vote("b", "one"));
        assertThat(chain.queries().usage(ANNA).openDecisions()).isZero();
        assertThat(chain.queries().usage(BEN).openDecisions()).isZero();
    }

    @Test
    void bytesOfStateAreChargedAndGivenBack() {
        TestChain small = new TestChain(new LedgerLimits(10, 10, 10, 400));
        small.succeed(ANNA, put("key", "v".repeat(397)));
        assertThat(small.queries().usage(ANNA)).isEqualTo(new Usage(0, 0, 1, 400));
        assertThat(small.fail(ANNA, put("key", "v".repeat(398)))).isEqualTo(FailureCode.STATE_QUOTA_EXCEEDED);
        assertThat(small.fail(ANNA, put("k", ""))).isEqualTo(FailureCode.STATE_QUOTA_EXCEEDED);
        assertThat(small.fail(ANNA, new RegisterInstance("i"))).isEqualTo(FailureCode.STATE_QUOTA_EXCEEDED);

        small.succeed(ANNA, put("key", "short"));
        assertThat(small.queries().usage(ANNA)).isEqualTo(new Usage(0, 0, 1, 8));
        small.succeed(ANNA, delete("key"));
        assertThat(small.queries().usage(ANNA)).isEqualTo(Usage.NONE);

        small.succeed(ANNA, new RegisterInstance("i"));
        int left = 400 - 33 - (64 + 1) - (128 + 5);
        assertThat(small.fail(ANNA, new CastVote("i", "topic", "v".repeat(left + 1), Optional.empty())))
                .isEqualTo(FailureCode.STATE_QUOTA_EXCEEDED);
        small.succeed(ANNA, new CastVote("i", "topic", "v".repeat(left), Optional.empty()));
        assertThat(small.queries().usage(ANNA)).isEqualTo(new Usage(1, 1, 0, 400));
    }

    private static PutValue put(String key, String value) {
        return new PutValue(key, Bytes.ofText(value), Optional.empty());
    }

    private static PutValue put(String key, String value, Expected expected) {
        return new PutValue(key, Bytes.ofText(value), Optional.of(expected));
    }

    private static DeleteValue delete(String key) {
        return new DeleteValue(key, Optional.empty());
    }

    private static CastVote vote(String instance, String topic) {
        return new CastVote(instance, topic, "yes", Optional.empty());
    }
}
