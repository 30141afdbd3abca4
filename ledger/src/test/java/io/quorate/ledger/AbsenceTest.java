package io.quorate.ledger;

import static io.quorate.ledger.TestChain.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.window.Absence;
import io.quorate.ledger.window.Periods;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ledger.md, Transactions: for a while after its expiry it can be shown that a transaction never executed. */
class AbsenceTest {
    private static final RegisterInstance OPERATION = new RegisterInstance("i");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = TestChain.MINUTE;

    private final TestChain chain = TestChain.fresh();

    private Absence absence(Transaction transaction) {
        return new LedgerQueries(chain.state()).absence(transaction.id(), transaction.expiry());
    }

    private void pass(Duration time) {
        BlockTime until = chain.time().plus(time);
        while (until.isAfter(chain.time())) {
            chain.block(chain.time().plus(Duration.ofSeconds(20)), List.of());
        }
    }

    private void executeOneAMinute(int minutes) {
        for (int minute = 0; minute < minutes; minute++) {
            BlockTime next = chain.time().plus(MINUTE);
            chain.block(next, List.of(chain.transaction(ANNA, next, OPERATION)));
        }
    }

    private void assertShown(Transaction never) {
        assertThat(absence(never))
                .isInstanceOfSatisfying(
                        Absence.Shown.class,
                        shown -> assertThat(isShown(never.id(), never.expiry(), shown.gaps()))
                                .isTrue());
    }

    /** As a reader does it, who has the entry's bytes and the proofs. */
    private boolean isShown(TransactionId id, BlockTime expiry, List<SparseMerkleProof> gaps) {
        byte[] entry = chain.state().get(LedgerQueries.executedKey()).orElseThrow();
        assertThat(new LedgerQueries(chain.state())
                        .prove(LedgerQueries.executedKey())
                        .includes(chain.root(), LedgerQueries.executedKey().toBytes(), entry))
                .isTrue();
        Optional<List<Hash>> roots = Periods.fromBytes(entry).roots(expiry);
        if (roots.isEmpty() || roots.get().size() != gaps.size()) {
            return false;
        }
        for (int i = 0; i < gaps.size(); i++) {
            if (!gaps.get(i).excludes(roots.get().get(i), id.hash())) {
                return false;
            }
        }
        return true;
    }

    @Test
    void itIsShownFromTheEndOfThePeriodUntilTenMinutesAfterTheExpiry() {
        chain.block(chain.transaction(ANNA, OPERATION));
        Transaction never = chain.transaction(ANNA, chain.time().plus(MINUTE), OPERATION);
        assertThat(absence(never)).isInstanceOf(Absence.TooEarly.class);

        chain.block(never.expiry(), List.of());
        assertThat(absence(never)).as("it may be in the next block").isInstanceOf(Absence.TooEarly.class);
        chain.block(never.expiry().plus(MINUTE), List.of());
        chain.block(never.expiry().plus(Periods.KEPT), List.of());

        assertShown(never);
    }

    @Test
    void whatExecutedIsNotShownToBeAbsent() {
        Transaction executed = chain.transaction(ANNA, chain.time().plus(MINUTE), OPERATION);
        chain.block(executed);
        pass(Duration.ofMinutes(3));

        assertThat(absence(executed)).isInstanceOf(Absence.Executed.class);
    }

    @Test
    void aTransactionOfAnHourIsFoundWhereverItWas() {
        Transaction executed = chain.transaction(ANNA, chain.time().plus(Duration.ofHours(1)), OPERATION);
        chain.block(executed);
        executeOneAMinute(65);

        assertThat(absence(executed)).isInstanceOf(Absence.Executed.class);
    }

    @Test
    void afterThatNothingIsTold() {
        Transaction never = chain.transaction(ANNA, chain.time().plus(MINUTE), OPERATION);
        executeOneAMinute(90);

        assertThat(absence(never)).isInstanceOf(Absence.TooLate.class);
    }

    /** Nothing may be final for long: that is when somebody wants to know what became of a transaction. */
    @ParameterizedTest
    @ValueSource(ints = {2, 12, 59, 61, 70, 75, 200, 2_000})
    void itIsShownAfterAnOutageToo(int minutes) {
        executeOneAMinute(90);
        Transaction never = chain.transaction(ANNA, chain.time().plus(MINUTE), OPERATION);
        assertThat(absence(never)).isInstanceOf(Absence.TooEarly.class);

        chain.block(chain.time().plus(MINUTE.multipliedBy(minutes)), List.of());
        assertThat(absence(never)).isInstanceOf(Absence.Shown.class);
        chain.block(chain.time().plus(Periods.KEPT), List.of());

        assertShown(never);
    }

    /** A chain where nothing executes has a period an hour. */
    @Test
    void aStretchWithoutTransactionsCostsLittle() {
        pass(Duration.ofHours(12));

        byte[] entry = chain.state().get(LedgerQueries.executedKey()).orElseThrow();
        assertThat(Periods.fromBytes(entry).closed()).hasSizeBetween(2, 4);
    }

    /** Many in little time: a period ends early, perhaps in the very moment that the one before it did. */
    @Test
    void thousandsEndAPeriodEarlyAndAreToldApart() {
        chain.block(chain.transaction(ANNA, OPERATION));
        BlockTime time = chain.time().plus(SECOND);
        BlockTime expiry = time;
        Transaction never = chain.transaction(ANNA, expiry, OPERATION);
        List<Transaction> executed = new ArrayList<>();
        for (int block = 0; block < 5; block++) {
            List<Transaction> transactions = new ArrayList<>();
            for (int i = 0; i < 9_000; i++) {
                transactions.add(chain.transaction(ANNA, expiry, OPERATION));
            }
            chain.block(time, transactions);
            executed.add(transactions.get(block));
        }
        byte[] entry = chain.state().get(LedgerQueries.executedKey()).orElseThrow();
        List<Periods.Period> closed = Periods.fromBytes(entry).closed();
        assertThat(closed.stream().map(Periods.Period::end)).endsWith(time, time);
        assertThat(absence(never)).isInstanceOf(Absence.TooEarly.class);

        chain.block(time.plus(MINUTE.multipliedBy(2)), List.of());

        executed.forEach(transaction -> assertThat(absence(transaction)).isInstanceOf(Absence.Executed.class));
        assertShown(never);
    }

    /** Whatever the expiries, the rates and the gaps: shown is what did not execute, and nothing else. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void onlyWhatDidNotExecuteIsShown(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int most = random.nextInt(2, 6);
        List<Transaction> executed = new ArrayList<>();
        List<Transaction> others = new ArrayList<>();
        int shown = 0;
        for (int block = 0; block < 250; block++) {
            BlockTime next = chain.time().plus(Duration.ofMillis(random.nextInt(100_000)));
            List<Transaction> transactions = new ArrayList<>();
            for (int i = random.nextInt(most); i > 0; i--) {
                Duration ahead = random.nextBoolean() ? SECOND.multipliedBy(random.nextInt(3_601)) : Duration.ZERO;
                transactions.add(chain.transaction(ANNA, next.plus(ahead), OPERATION));
                others.add(chain.transaction(ANNA, next.plus(ahead), OPERATION));
            }
            chain.block(next, transactions);
            executed.addAll(transactions);
            for (Transaction transaction : executed) {
                assertThat(absence(transaction))
                        .as("seed %d, block %d", seed, block)
                        .isNotInstanceOf(Absence.Shown.class);
            }
            for (Transaction transaction : others) {
                boolean due = !chain.time().isAfter(transaction.expiry().plus(Periods.KEPT));
                Absence absence = absence(transaction);
                if (absence instanceof Absence.Shown gaps) {
                    shown++;
                    assertThat(isShown(transaction.id(), transaction.expiry(), gaps.gaps()))
                            .isTrue();
                } else {
                    assertThat(due && absence instanceof Absence.TooLate)
                            .as("seed %d, block %d: %s", seed, block, absence)
                            .isFalse();
                    assertThat(absence).isNotInstanceOf(Absence.Executed.class);
                }
            }
        }
        assertThat(shown).as("seed %d", seed).isGreaterThan(50);
    }

    @Test
    void periodsReadBackAndNothingElseIsRead() {
        chain.block(chain.transaction(ANNA, OPERATION));
        pass(Duration.ofMinutes(5));
        byte[] entry = chain.state().get(LedgerQueries.executedKey()).orElseThrow();

        assertThat(Periods.fromBytes(entry).toBytes()).isEqualTo(entry);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = java.util.Arrays.copyOf(entry, random.nextInt(entry.length + 1));
            for (int j = random.nextInt(4); j > 0 && bytes.length > 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(Periods.fromBytes(bytes).toBytes()).isEqualTo(bytes);
                Periods.fromBytes(bytes).roots(new BlockTime(random.nextLong(Long.MAX_VALUE)));
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
        assertThatThrownBy(() -> Periods.fromBytes(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
