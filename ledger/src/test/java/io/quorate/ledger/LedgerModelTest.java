package io.quorate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.DeleteValue;
import io.quorate.ledger.Operation.Expected;
import io.quorate.ledger.Operation.PutValue;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.accounts.Summary;
import io.quorate.ledger.accounts.Usage;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random transactions do to the ledger exactly what they do to the model, and the same on every node. */
class LedgerModelTest {
    private static final LedgerLimits LIMITS = new LedgerLimits(4, 3, 4, 360);
    private static final List<PublicKey> SENDERS =
            List.of(TestChain.ANNA, TestChain.BEN, TestChain.key("carl"), TestChain.key("dora"));

    private final Map<FailureCode, Integer> failures = new EnumMap<>(FailureCode.class);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theLedgerDoesWhatTheModelDoes(long seed) {
        Random random = new Random(seed);
        TestChain chain = new TestChain(LIMITS);
        LedgerModel model = new LedgerModel(LIMITS);
        for (int block = 0; block < 400; block++) {
            List<Transaction> transactions = new ArrayList<>();
            List<Expectation> expectations = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                int who = random.nextInt(SENDERS.size());
                PublicKey sender = SENDERS.get(who);
                List<Operation> operations = operations(random, who, block / 25);
                transactions.add(chain.transaction(sender, operations.toArray(Operation[]::new)));
                LedgerModel after = model.copy();
                Expectation expectation = expect(after, sender, operations);
                expectations.add(expectation);
                model = expectation.failure().isEmpty() ? after : model;
            }
            List<Receipt> receipts = chain.block(transactions.toArray(Transaction[]::new));
            for (int i = 0; i < receipts.size(); i++) {
                assertThat(expectationOf(receipts.get(i)))
                        .as("seed %d, block %d, transaction %d", seed, block, i)
                        .isEqualTo(expectations.get(i));
            }
            assertSame(chain, model, "seed " + seed + ", block " + block);
        }
    }

    @Test
    void theRandomTransactionsFailInEveryWay() {
        theLedgerDoesWhatTheModelDoes(99);
        theLedgerDoesWhatTheModelDoes(100);

        // What a validator asks for has a model of its own: StakingPropertyTest.
        Set<FailureCode> others = EnumSet.allOf(FailureCode.class);
        others.removeAll(EnumSet.range(FailureCode.NOT_A_VALIDATOR, FailureCode.INVALID_EVIDENCE));
        others.remove(FailureCode.MALFORMED_OPERATION);
        assertThat(failures).containsOnlyKeys(others);
    }

    @Test
    void theSameBlocksGiveTheSameRootsReceiptsAndChanges() {
        Random random = new Random(7);
        TestChain first = new TestChain(LIMITS);
        TestChain second = new TestChain(LIMITS);
        for (int block = 0; block < 200; block++) {
            List<Transaction> transactions = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                int who = random.nextInt(SENDERS.size());
                transactions.add(first.transaction(
                        SENDERS.get(who), operations(random, who, block / 25).toArray(Operation[]::new)));
            }
            List<Receipt> receipts = first.block(transactions.toArray(Transaction[]::new));
            List<Receipt> again = second.block(transactions.toArray(Transaction[]::new));
            assertThat(again.stream().map(Receipt::toBytes))
                    .containsExactlyElementsOf(
                            receipts.stream().map(Receipt::toBytes).toList());
            assertThat(second.root()).isEqualTo(first.root());
            assertThat(second.events()).isEqualTo(first.events());
        }
        assertThat(second.entries()).containsExactlyEntriesOf(first.entries());
    }

    private record Expectation(int operation, Optional<FailureCode> failure) {}

    private Expectation expect(LedgerModel model, PublicKey sender, List<Operation> operations) {
        for (int i = 0; i < operations.size(); i++) {
            Optional<FailureCode> failure = model.apply(sender, operations.get(i));
            if (failure.isPresent()) {
                failures.merge(failure.get(), 1, Integer::sum);
                return new Expectation(i, failure);
            }
        }
        return new Expectation(0, Optional.empty());
    }

    private static Expectation expectationOf(Receipt receipt) {
        return receipt instanceof Receipt.Failed failed
                ? new Expectation(failed.operation(), Optional.of(FailureCode.valueOf(failed.code())))
                : new Expectation(0, Optional.empty());
    }

    private static void assertSame(TestChain chain, LedgerModel model, String where) {
        LedgerQueries queries = chain.queries();
        model.instances.forEach(
                (id, key) -> assertThat(queries.instance(id).orElseThrow().publicKey())
                        .as(where)
                        .isEqualTo(key));
        model.topics.forEach((name, topic) -> {
            DecisionView view = chain.decision(name).orElseThrow();
            assertThat(view.rules().totalInstances()).as(where).isEqualTo(topic.total());
            assertThat(view.result()).as(where).isEqualTo(topic.winner());
            assertThat(view.votes().stream().map(vote -> vote.instance() + "=" + vote.value()))
                    .as(where)
                    .containsExactlyElementsOf(topic.casts().stream()
                            .map(cast -> cast.instance() + "=" + cast.value())
                            .toList());
        });
        for (int i = 0; i < 24; i++) {
            String key = "key" + i;
            assertThat(queries.value(key).map(view -> new LedgerModel.Entry(view.owner(), view.value())))
                    .as(where)
                    .isEqualTo(Optional.ofNullable(model.values.get(key)));
        }
        for (PublicKey sender : SENDERS) {
            assertThat(queries.usage(sender))
                    .as(where)
                    .isEqualTo(new Usage(
                            model.instances(sender),
                            model.openDecisions(sender),
                            model.keys(sender),
                            model.bytes(sender)));
        }
        long decided =
                model.topics.values().stream().filter(LedgerModel.Topic::closed).count();
        assertThat(queries.summary())
                .as(where)
                .isEqualTo(new Summary(model.topics.size(), decided, model.instances.size(), model.values.size()));
    }

    /** A few operations over few names, so that they meet; topics are new in each era, for old ones close. */
    private static List<Operation> operations(Random random, int who, int era) {
        List<Operation> operations = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String instance = "i" + mostlyOwn(random, who);
            String key = "key" + mostlyOwn(random, who);
            Bytes value = Bytes.ofText("v".repeat(1 + random.nextInt(3)));
            operations.add(
                    switch (random.nextInt(8)) {
                        case 0 -> new RegisterInstance(instance);
                        case 1, 2, 3 ->
                            new CastVote(
                                    instance,
                                    "topic" + era + "." + random.nextInt(4),
                                    "v" + random.nextInt(3),
                                    total(random));
                        case 4, 5 ->
                            new PutValue(key, random.nextInt(9) == 0 ? big(random) : value, expected(random, value));
                        default -> new DeleteValue(key, random.nextBoolean() ? Optional.empty() : Optional.of(value));
                    });
        }
        return operations;
    }

    private static int mostlyOwn(Random random, int who) {
        return random.nextInt(6) * 4 + (random.nextInt(8) == 0 ? random.nextInt(4) : who);
    }

    private static Bytes big(Random random) {
        return Bytes.of(new byte[random.nextInt(300)]);
    }

    private static Optional<Integer> total(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> Optional.of(random.nextInt(8));
            case 1, 2 -> Optional.of(5);
            case 3 -> Optional.of(random.nextBoolean() ? 1001 : 1);
            default -> Optional.empty();
        };
    }

    private static Optional<Expected> expected(Random random, Bytes value) {
        return switch (random.nextInt(4)) {
            case 0 -> Optional.of(new Expected.Absent());
            case 1 -> Optional.of(new Expected.Present(value));
            default -> Optional.empty();
        };
    }
}
