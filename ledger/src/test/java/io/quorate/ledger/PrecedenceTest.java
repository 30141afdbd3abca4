package io.quorate.ledger;

import static io.quorate.ledger.Poll.listed;
import static io.quorate.ledger.Poll.nonce;
import static io.quorate.ledger.Poll.rules;
import static io.quorate.ledger.TestChain.ANNA;
import static io.quorate.ledger.TestChain.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.CommitBallot;
import io.quorate.ledger.Operation.OpenDecision;
import io.quorate.ledger.Operation.PruneDecision;
import io.quorate.ledger.Operation.PutValue;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.Operation.RevealBallot;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.types.BlockTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * ledger.md, Decisions: codes have a fixed order of precedence. Each operation is made wrong in one way, and in any two
 * ways at once that go together: the code that comes first in {@link FailureCode} is given.
 */
class PrecedenceTest {
    private static final PublicKey ALICE = TestChain.key("alice account");
    private static final LedgerLimits LIMITS =
            new LedgerLimits(100, 40, 100, 20_000, Duration.ofMinutes(5), new TreeMap<>(Map.of()));
    private static final long HUGE = 1L << 60;

    /** An operation about to be made: right, unless a fault changes a part of it. */
    private static final class Attempt {
        private final State state = new State();
        private PublicKey sender = BEN;
        private String instance = "b";
        private String topic = "";
        private Optional<Integer> total = Optional.empty();
        private String value = "v";
        private Electorate electorate = listed("a", "b");
        private Weighting weighting = Weighting.EQUAL;
        private BallotRule ballot = BallotRule.withoutDeadline();
    }

    /** A way to be wrong: it changes one part, so two ways go together if they change different ones. */
    private record Fault(FailureCode code, String part, Consumer<Attempt> how) {}

    /**
     * A chain at second 1,000 with decisions in every state. Anna opened them; a, b, ... are Ben's instances, x and y those
     * of a validator with much stake. The instances a, b, c and d are listed; a has voted or committed itself everywhere.
     */
    private static final class State {
        private final TestChain chain = new TestChain(LIMITS, HUGE, 3, 3);
        private final BlockTime start = chain.time();

        State() {
            chain.succeed(BEN, registering("a", "b", "c", "d", "e"));
            chain.succeed(ALICE, registering("x", "y", "z", "p", "q"));
            open("open", BallotRule.withoutDeadline());
            open("closed", BallotRule.withoutDeadline());
            open("expired", new BallotRule.Open(Optional.of(at(500))));
            open("committing", secret(2_000, 3_000));
            open("revealing", secret(500, 3_000));
            open("tallied", secret(500, 600));
            chain.succeed(ANNA, new OpenDecision("full", ofTwo(secret(2_000, 3_000))));
            chain.succeed(ANNA, new OpenDecision("pruned", DecisionRules.ofFirst(1)));
            chain.succeed(BEN, vote("a", "open"), vote("a", "closed"), vote("b", "closed"), vote("d", "closed"));
            chain.succeed(BEN, vote("a", "pruned"), vote("a", "expired"));
            for (String topic : List.of("committing", "revealing", "tallied", "full")) {
                chain.succeed(BEN, commit("a", topic), commit("c", topic));
            }
            for (String topic : List.of("revealing", "tallied")) {
                chain.succeed(BEN, commit("b", topic));
            }
            chain.nextAt(at(510));
            chain.succeed(BEN, reveal("a", "revealing"), reveal("a", "tallied"));
            chain.nextAt(at(900));
            chain.succeed(ANNA, new OpenDecision("fresh", DecisionRules.ofFirst(1)), new PruneDecision("pruned"));
            chain.succeed(BEN, vote("a", "fresh"));
            chain.nextAt(at(1_000));
        }

        BlockTime at(int seconds) {
            return start.plus(Duration.ofSeconds(seconds));
        }

        BallotRule secret(int commits, int reveals) {
            return new BallotRule.Secret(at(commits), at(reveals));
        }

        private void open(String topic, BallotRule ballot) {
            chain.succeed(ANNA, new OpenDecision(topic, rulesWith(ballot)));
        }

        /** Whatever more Ben is to hold is too much. */
        void fill() {
            long left = LIMITS.bytes() - chain.queries().usage(BEN).bytes();
            chain.succeed(BEN, new PutValue("z", Bytes.of(new byte[(int) left - 1]), Optional.empty()));
        }

        /** Ben has as many decisions open as he may. */
        void openAll() {
            for (long i = 0; i < LIMITS.openDecisions(); i++) {
                chain.succeed(BEN, new OpenDecision("many" + i, DecisionRules.ofFirst(3)));
            }
        }
    }

    private static DecisionRules rulesWith(BallotRule ballot) {
        return rules(listed("a", "b", "c", "d"), Quorum.MAJORITY, ballot);
    }

    private static DecisionRules ofTwo(BallotRule ballot) {
        return rules(new Electorate.Open(2), Quorum.MAJORITY, ballot);
    }

    private static Operation[] registering(String... ids) {
        return Stream.of(ids).map(RegisterInstance::new).toArray(Operation[]::new);
    }

    private static CastVote vote(String instance, String topic) {
        return new CastVote(instance, topic, "v", Optional.empty());
    }

    private static CommitBallot commit(String instance, String topic) {
        return new CommitBallot(instance, topic, Commitment.of(TestChain.CHAIN, topic, instance, "v", nonce(instance)));
    }

    private static RevealBallot reveal(String instance, String topic) {
        return new RevealBallot(instance, topic, "v", nonce(instance));
    }

    private static Fault topic(FailureCode code, String topic) {
        return new Fault(code, "topic", attempt -> attempt.topic = topic);
    }

    private static Fault instance(FailureCode code, String instance) {
        return new Fault(code, "instance", attempt -> attempt.instance = instance);
    }

    private static final Fault NOT_REGISTERED = instance(FailureCode.NOT_REGISTERED, "ghost");
    private static final Fault NOT_OWNER = new Fault(FailureCode.NOT_OWNER, "sender", attempt -> attempt.sender = ANNA);
    private static final Fault ALREADY_VOTED = instance(FailureCode.ALREADY_VOTED, "a");
    private static final Fault STATE_QUOTA =
            new Fault(FailureCode.STATE_QUOTA_EXCEEDED, "bytes", attempt -> attempt.state.fill());
    private static final Fault TOO_MANY_OPEN =
            new Fault(FailureCode.TOO_MANY_OPEN_DECISIONS, "decisions", attempt -> attempt.state.openAll());

    @TestFactory
    Stream<DynamicTest> castVote() {
        List<Fault> faults = List.of(
                NOT_REGISTERED,
                NOT_OWNER,
                new Fault(FailureCode.INVALID_TOTAL, "total", attempt -> attempt.total = Optional.of(0)),
                new Fault(FailureCode.RULES_MISMATCH, "total", attempt -> attempt.total = Optional.of(7)),
                topic(FailureCode.RULES_MISMATCH, "committing"),
                topic(FailureCode.DECISION_CLOSED, "closed"),
                topic(FailureCode.DECISION_CLOSED, "expired"),
                instance(FailureCode.NOT_IN_ELECTORATE, "e"),
                ALREADY_VOTED,
                STATE_QUOTA);
        return pairs(
                faults, "open", attempt -> new CastVote(attempt.instance, attempt.topic, attempt.value, attempt.total));
    }

    @TestFactory
    Stream<DynamicTest> castVoteThatOpens() {
        return pairs(
                List.of(NOT_REGISTERED, NOT_OWNER, TOO_MANY_OPEN, STATE_QUOTA),
                "new",
                attempt -> new CastVote(attempt.instance, attempt.topic, attempt.value, attempt.total));
    }

    @TestFactory
    Stream<DynamicTest> openDecision() {
        List<Fault> faults = List.of(
                new Fault(FailureCode.NOT_REGISTERED, "list", attempt -> attempt.electorate = listed("a", "ghost")),
                topic(FailureCode.RULES_MISMATCH, "open"),
                topic(FailureCode.RULES_MISMATCH, "closed"),
                new Fault(
                        FailureCode.DEADLINE_PASSED,
                        "ballot",
                        attempt -> attempt.ballot = attempt.state.secret(1_000, 2_000)),
                new Fault(FailureCode.NO_WEIGHT, "list", attempt -> attempt.weighting = Weighting.EFFECTIVE),
                new Fault(FailureCode.WEIGHT_LIMIT, "list", attempt -> {
                    attempt.electorate = listed("x", "y", "z", "p", "q");
                    attempt.weighting = Weighting.STAKE;
                }),
                TOO_MANY_OPEN,
                STATE_QUOTA);
        return pairs(
                faults,
                "new",
                attempt -> new OpenDecision(
                        attempt.topic,
                        new DecisionRules(attempt.electorate, Quorum.MAJORITY, attempt.weighting, attempt.ballot)));
    }

    @TestFactory
    Stream<DynamicTest> openDecisionAgain() {
        List<Fault> faults = List.of(
                new Fault(FailureCode.RULES_MISMATCH, "ballot", attempt -> attempt.ballot = attempt.state.secret(1, 2)),
                topic(FailureCode.DECISION_CLOSED, "closed"),
                topic(FailureCode.ALREADY_OPENED, "open"),
                TOO_MANY_OPEN,
                STATE_QUOTA);
        return pairs(faults, "open", attempt -> new OpenDecision(attempt.topic, rulesWith(attempt.ballot)))
                .filter(test -> test.getDisplayName().contains("CLOSED")
                        || test.getDisplayName().contains("ALREADY_OPENED"));
    }

    @Test
    void openDecisionAgainWithDeadlinesThatHavePassed() {
        State state = new State();
        assertThat(state.chain.fail(
                        BEN, new OpenDecision("expired", rulesWith(new BallotRule.Open(Optional.of(state.at(500)))))))
                .isEqualTo(FailureCode.DECISION_CLOSED);
        assertThat(state.chain.fail(BEN, new OpenDecision("revealing", rulesWith(state.secret(500, 3_000)))))
                .isEqualTo(FailureCode.ALREADY_OPENED);
    }

    @TestFactory
    Stream<DynamicTest> commitBallot() {
        List<Fault> faults = List.of(
                NOT_REGISTERED,
                NOT_OWNER,
                topic(FailureCode.NO_SUCH_DECISION, "none"),
                topic(FailureCode.RULES_MISMATCH, "open"),
                topic(FailureCode.RULES_MISMATCH, "closed"),
                topic(FailureCode.DECISION_CLOSED, "tallied"),
                topic(FailureCode.TOO_LATE, "revealing"),
                instance(FailureCode.NOT_IN_ELECTORATE, "e"),
                ALREADY_VOTED,
                topic(FailureCode.ELECTORATE_FULL, "full"),
                STATE_QUOTA);
        return pairs(faults, "committing", attempt -> commit(attempt.instance, attempt.topic))
                // Who is not listed where nobody is?
                .filter(test -> !test.getDisplayName().equals("NOT_IN_ELECTORATE and ELECTORATE_FULL"));
    }

    @TestFactory
    Stream<DynamicTest> revealBallot() {
        List<Fault> faults = List.of(
                NOT_REGISTERED,
                NOT_OWNER,
                topic(FailureCode.NO_SUCH_DECISION, "none"),
                topic(FailureCode.RULES_MISMATCH, "open"),
                topic(FailureCode.RULES_MISMATCH, "closed"),
                topic(FailureCode.DECISION_CLOSED, "tallied"),
                topic(FailureCode.TOO_EARLY, "committing"),
                instance(FailureCode.NO_COMMITMENT, "d"),
                instance(FailureCode.NO_COMMITMENT, "e"),
                ALREADY_VOTED,
                new Fault(FailureCode.INVALID_REVEAL, "value", attempt -> attempt.value = "w"),
                STATE_QUOTA);
        return pairs(
                faults,
                "revealing",
                attempt -> new RevealBallot(attempt.instance, attempt.topic, attempt.value, nonce(attempt.instance)));
    }

    @TestFactory
    Stream<DynamicTest> pruneDecision() {
        List<Fault> faults = List.of(
                new Fault(FailureCode.NOT_OWNER, "sender", attempt -> attempt.sender = ALICE),
                topic(FailureCode.NO_SUCH_DECISION, "none"),
                topic(FailureCode.ALREADY_PRUNED, "pruned"),
                topic(FailureCode.TOO_EARLY, "open"),
                topic(FailureCode.TOO_EARLY, "committing"),
                topic(FailureCode.TOO_EARLY, "fresh"));
        return pairs(faults, "closed", attempt -> new PruneDecision(attempt.topic), ANNA)
                // What is not there has no owner.
                .filter(test -> !test.getDisplayName().equals("NOT_OWNER and NO_SUCH_DECISION"));
    }

    private static Stream<DynamicTest> pairs(List<Fault> faults, String topic, Function<Attempt, Operation> operation) {
        return pairs(faults, topic, operation, BEN);
    }

    private static Stream<DynamicTest> pairs(
            List<Fault> faults, String topic, Function<Attempt, Operation> operation, PublicKey sender) {
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < faults.size(); i++) {
            for (int j = i; j < faults.size(); j++) {
                Fault first = faults.get(i);
                Fault second = faults.get(j);
                boolean alone = i == j;
                if (!alone && first.part().equals(second.part())) {
                    continue;
                }
                String name = alone ? first.code().name() : first.code() + " and " + second.code();
                tests.add(DynamicTest.dynamicTest(name, () -> {
                    Attempt attempt = attempt(topic, sender);
                    first.how().accept(attempt);
                    if (!alone) {
                        second.how().accept(attempt);
                    }
                    FailureCode expected = first.code().compareTo(second.code()) <= 0 ? first.code() : second.code();
                    assertThat(attempt.state.chain.fail(attempt.sender, operation.apply(attempt)))
                            .isEqualTo(expected);
                }));
            }
        }
        return tests.stream();
    }

    @Test
    void theOrderIsTheDocumentedOne() throws IOException {
        Pattern line = Pattern.compile("[0-9]+\\. `([A-Z_]+)`.*");
        List<String> documented = Files.readAllLines(Path.of("../docs/ledger.md")).stream()
                .map(line::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .toList();
        assertThat(documented)
                .containsExactlyElementsOf(
                        Stream.of(FailureCode.values()).map(Enum::name).toList());
    }

    @Test
    void withoutAFaultEachOfThemSucceeds() {
        TestChain chain = new State().chain;
        chain.succeed(BEN, vote("b", "open"));
        chain.succeed(BEN, vote("b", "new"));
        chain.succeed(BEN, new OpenDecision("newer", rules(listed("a", "b"), Quorum.MAJORITY)));
        chain.succeed(BEN, commit("b", "committing"));
        chain.succeed(BEN, reveal("b", "revealing"));
        chain.succeed(ANNA, new PruneDecision("closed"));
    }

    private static Attempt attempt(String topic, PublicKey sender) {
        Attempt attempt = new Attempt();
        attempt.topic = topic;
        attempt.sender = sender;
        return attempt;
    }
}
