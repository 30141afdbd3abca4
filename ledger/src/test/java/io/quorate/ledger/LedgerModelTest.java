package io.quorate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.ledger.LedgerQueries.InstanceView;
import io.quorate.ledger.TopicModel.Act;
import io.quorate.ledger.accounts.Summary;
import io.quorate.ledger.accounts.Usage;
import io.quorate.ledger.decisions.Decision.Closing;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.SealedBallot;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random transactions do to the ledger exactly what they do to the model. */
class LedgerModelTest {
    private static final int SEQUENCES = 200;
    private static final int BLOCKS = 24;
    private static final int BLOCKS_OF_AN_ERA = 12;
    private static final List<PublicKey> SENDERS = RandomOperations.SENDERS;
    private static final LedgerLimits LIMITS =
            new LedgerLimits(3, 2, 2, 900, Duration.ofSeconds(4), new TreeMap<>(Map.of(TestChain.ANNA, 1L << 60)));

    private final Map<FailureCode, Integer> failures = new EnumMap<>(FailureCode.class);
    private final Map<Status, Integer> ends = new EnumMap<>(Status.class);

    /** Thousands of short lives of a chain. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void theLedgerDoesWhatTheModelDoes(long batch) {
        for (long seed = batch * SEQUENCES; seed < (batch + 1) * SEQUENCES; seed++) {
            run(seed);
        }
    }

    @Test
    void theRandomTransactionsFailInEveryWayAndDecisionsEndInEveryWay() {
        for (long seed = 1_000_000; seed < 1_000_000 + SEQUENCES; seed++) {
            run(seed);
        }
        // What a validator asks for has a model of its own: StakingPropertyTest.
        Set<FailureCode> others = EnumSet.allOf(FailureCode.class);
        others.removeAll(EnumSet.range(FailureCode.NOT_A_VALIDATOR, FailureCode.INVALID_EVIDENCE));
        others.remove(FailureCode.MALFORMED_OPERATION);
        assertThat(failures).containsOnlyKeys(others);
        assertThat(ends).containsOnlyKeys(Status.values());
    }

    private void run(long seed) {
        Random random = new Random(seed);
        // Few and tiny, uneven, and as much as there may be.
        long[] stakes = List.of(new long[] {1, 1, 1}, new long[] {10, 3, 1}, new long[] {1L << 60, (1L << 60) - 9, 9})
                .get(random.nextInt(3));
        TestChain chain = new TestChain(LIMITS, stakes[0], stakes[1], stakes[2]);
        LedgerModel model =
                new LedgerModel(LIMITS, Map.of(SENDERS.get(0), stakes[0], SENDERS.get(1), stakes[1]), chain.time());
        RandomOperations operations = new RandomOperations(random);
        for (int block = 0; block < BLOCKS; block++) {
            String where = "seed " + seed + ", block " + block;
            BlockTime time = chain.time().plus(Duration.ofSeconds(random.nextInt(4)));
            model.block(time);
            List<Transaction> transactions = new ArrayList<>();
            List<Expectation> expectations = new ArrayList<>();
            for (int i = block == 0 ? SENDERS.size() : 1 + random.nextInt(5); i > 0; i--) {
                int who = block == 0 ? i - 1 : random.nextInt(SENDERS.size());
                List<Operation> next = block == 0
                        ? operations.registrations(who)
                        : operations.next(who, block / BLOCKS_OF_AN_ERA, time);
                if (next.isEmpty()) {
                    continue;
                }
                transactions.add(chain.transaction(SENDERS.get(who), next.toArray(Operation[]::new)));
                LedgerModel after = model.copy();
                Expectation expectation = expect(after, SENDERS.get(who), next);
                expectations.add(expectation);
                model = expectation.failure().isEmpty() ? after : model;
            }
            List<Receipt> receipts = chain.block(time, transactions);
            for (int i = 0; i < receipts.size(); i++) {
                assertThat(expectationOf(receipts.get(i)))
                        .as("%s, transaction %d", where, i)
                        .isEqualTo(expectations.get(i));
            }
            if (block % 3 == 2) {
                assertSame(chain, model, where);
            }
        }
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

    /** One comparison of everything: there are many. */
    private void assertSame(TestChain chain, LedgerModel model, String where) {
        LedgerQueries queries = chain.queries();
        Facts real = new Facts();
        Facts expected = new Facts();
        model.instances.forEach((id, key) -> {
            real.add(queries.instance(id).map(InstanceView::publicKey));
            expected.add(Optional.of(key));
        });
        model.values.forEach((key, entry) -> {
            real.add(queries.value(key).map(view -> new LedgerModel.Entry(view.owner(), view.value())));
            expected.add(Optional.of(entry));
        });
        model.topics.forEach((name, topic) -> {
            for (int seconds : new int[] {0, 5}) {
                // Also what a deadline to come will make of it, should nothing happen until then.
                BlockTime now = chain.time().plus(Duration.ofSeconds(seconds));
                DecisionView view = queries.decision(name, now).orElseThrow();
                ends.merge(view.status(), 1, Integer::sum);
                describe(view, topic, real);
                describe(topic, now, expected);
            }
        });
        for (PublicKey sender : SENDERS) {
            real.add(queries.usage(sender));
            expected.add(new Usage(
                    model.instances(sender), model.openDecisions(sender), model.keys(sender), model.bytes(sender)));
        }
        real.add(queries.summary());
        expected.add(new Summary(model.topics.size(), model.decided(), model.instances.size(), model.values.size()));
        real.add(chain.events().stream()
                .filter(event -> event.name().equals(Ledger.DECISION_MADE)
                        || event.name().equals(Ledger.DECISION_CLOSED))
                .map(LedgerModelTest::closing)
                .toList());
        expected.add(model.closings);
        assertThat(real.all).as(where).isEqualTo(expected.all);
    }

    private static final class Facts {
        private final List<Object> all = new ArrayList<>();

        void add(Object fact) {
            all.add(fact);
        }
    }

    private static String closing(Event event) {
        return event.fields().get("decision") + " " + event.fields().get("status") + " "
                + event.fields().getOrDefault("value", "-");
    }

    private static void describe(DecisionView view, TopicModel topic, Facts facts) {
        facts.add(view.status());
        facts.add(view.result());
        facts.add(view.rules().agreesWith(topic.rules()));
        facts.add(view.voteCount());
        facts.add(view.pruned());
        facts.add(view.closing().map(Closing::time));
        facts.add(view.votes().stream()
                .map(vote -> vote.instance() + "=" + vote.value() + "*" + vote.weight())
                .toList());
        facts.add(view.tally().stream()
                .map(tally -> tally.value() + "=" + tally.weight())
                .sorted()
                .toList());
        facts.add(view.sealedBallots().stream().map(SealedBallot::instance).toList());
        facts.add(view.electors().stream()
                .map(elector -> elector.instance() + "*" + elector.weight())
                .toList());
    }

    private static void describe(TopicModel topic, BlockTime now, Facts facts) {
        List<Act> counted = topic.pruned() ? List.of() : topic.counted();
        facts.add(topic.status(now));
        facts.add(topic.result(now));
        facts.add(true);
        facts.add(topic.counted().size());
        facts.add(topic.pruned());
        facts.add(topic.closed());
        facts.add(counted.stream()
                .map(act -> act.instance() + "=" + act.value().orElseThrow() + "*" + topic.weightOf(act))
                .toList());
        facts.add(counted.stream()
                .map(act -> act.value().orElseThrow())
                .distinct()
                .map(value -> value + "=" + topic.weightOf(value, counted))
                .sorted()
                .toList());
        facts.add(
                topic.secret() && !topic.pruned()
                        ? topic.acts().stream().map(Act::instance).toList()
                        : List.of());
        facts.add(
                topic.pruned()
                        ? List.of()
                        : topic.weights().entrySet().stream()
                                .map(each -> each.getKey() + "*" + each.getValue())
                                .toList());
    }
}
