package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static io.quorate.node.e2e.LedgerByCurl.ALLOTTED;
import static io.quorate.node.e2e.LedgerByCurl.ERIN;
import static io.quorate.node.e2e.LedgerByCurl.FINN;
import static io.quorate.node.e2e.LedgerByCurl.HEAVY;
import static io.quorate.node.e2e.LedgerByCurl.HEAVY_WEIGHT;
import static io.quorate.node.e2e.LedgerByCurl.SEVEN;
import static io.quorate.node.e2e.LedgerByCurl.with;
import static io.quorate.node.e2e.LedgerFailures.grant;
import static io.quorate.node.e2e.LedgerFailures.open;
import static io.quorate.node.e2e.LedgerFailures.put;
import static io.quorate.node.e2e.LedgerFailures.register;
import static io.quorate.node.e2e.LedgerFailures.reveal;
import static io.quorate.node.e2e.LedgerFailures.text;
import static io.quorate.node.e2e.LedgerFailures.vote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.FailureCode;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.node.e2e.LedgerFailures.Sealed;
import io.quorate.node.p2p.PeerIds;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.VotingPower;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every row of ledger.md's tables by {@code curl}, on three validators: one test for each row, and one for each code that an
 * operation fails with. What is in a row beyond that has its tests in the ledger, without a network:
 *
 * <pre>
 *   RegisterInstance, PutValue, DeleteValue                  InstancesAndValuesTest
 *   OpenDecision; electorate                                 ElectorateTest
 *   CastVote; majority, ties                                 VotingTest
 *   CommitBallot, RevealBallot; secret ballots               SecretBallotTest
 *   PruneDecision                                            PruningTest
 *   Join, Leave, Unjail, RotateKey, GrantStake               ChangeTest, StakingPropertyTest (LINE_FULL: ChangeTest)
 *   SubmitEvidence                                           PenaltyTest (EVIDENCE_TOO_OLD: PenaltyTest)
 *   supermajority                                            SupermajorityTest
 *   weighting                                                WeightingTest
 *   deadlines                                                DeadlineTest, DeadlinesTest
 *   order of the codes                                       PrecedenceTest
 *   at most once, up to the expiry                           AtMostOnceTest
 *   the methods                                              RpcMethodsTest, SignedCallsTest, SubscriptionTest
 * </pre>
 */
@TestInstance(Lifecycle.PER_CLASS)
class LedgerTableTest {
    private Optional<LedgerByCurl> started = Optional.empty();

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        started = Optional.of(LedgerByCurl.start(directory));
    }

    @AfterAll
    void stop() {
        started.ifPresent(LedgerByCurl::close);
    }

    private LedgerByCurl ledger() {
        return started.orElseThrow();
    }

    private LedgerFailures failures() {
        return new LedgerFailures(ledger());
    }

    private Curl alice() {
        return ledger().at(ALICE);
    }

    private static Signer account(DevelopmentKeys keys) {
        return keys.account().signer();
    }

    // ---- ledger.md, Transactions: | operation | what it does |

    @Nested
    class OperationRow {
        @Test
        void registerInstance() throws Exception {
            Signer sender = ledger().someone();
            String instance = ledger().name("sensor");

            Result first = ledger().succeed(sender, register(instance));
            Result again = ledger().succeed(sender, register(instance));

            assertThat(first).isEqualTo(new Result.Registered(instance, sender.publicKey(), true));
            assertThat(again).isEqualTo(new Result.Registered(instance, sender.publicKey(), false));
            ledger().fails("INSTANCE_TAKEN", ledger().someone(), List.of(register(instance)));
            JsonNode known = alice().result("system.get_state", with("instanceId", instance))
                    .path("instance");
            assertThat(known.path("publicKey").asText())
                    .isEqualTo(sender.publicKey().toHex());
        }

        @Test
        void theWeightOfAnInstanceIsOneUnlessGenesisOrItsStakeSaysMore() throws Exception {
            String topic = ledger().name("weights");
            String one = instanceOf(ledger().someone());
            String seven = instanceOf(SEVEN);
            String heavy = instanceOf(HEAVY);
            String validator = instanceOf(account(ALICE));

            ledger().succeed(ledger().someone(), open(topic, Weighting.STAKE, one, seven, heavy, validator));

            assertThat(weights(topic))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(one, 1L, seven, 7L, heavy, HEAVY_WEIGHT, validator, 100L));
        }

        @Test
        void openDecision() throws Exception {
            String topic = ledger().name("open");
            Signer sender = ledger().someone();

            Result opened = ledger().succeed(sender, open(topic, 5));

            assertThat(opened).isEqualTo(new Result.Opened(topic, 5, 3));
            JsonNode state = ledger().decision(topic);
            assertThat(state.path("status").asText()).isEqualTo("OPEN");
            assertThat(state.path("opener").asText())
                    .isEqualTo(sender.publicKey().toHex());
            // Optional: a first vote opens one with the defaults.
            String other = ledger().name("open");
            String instance = instanceOf(sender);
            ledger().succeed(sender, vote(instance, other, "yes"));
            JsonNode rules = ledger().decision(other).path("rules");
            assertThat(rules.path("totalInstances").asInt()).isEqualTo(3);
            assertThat(rules.path("quorum").asText()).isEqualTo("majority");
            assertThat(rules.path("weighting").asText()).isEqualTo("equal");
            assertThat(rules.path("ballot").asText()).isEqualTo("open");
        }

        @Test
        void castVote() throws Exception {
            String topic = ledger().name("cast");
            Signer sender = ledger().someone();
            String instance = instanceOf(sender);

            Result cast = ledger().succeed(sender, vote(instance, topic, "yes"));

            assertThat(cast).isEqualTo(new Result.Voted(topic, 1, 2, Status.OPEN, Optional.empty()));
            ledger().fails("ALREADY_VOTED", sender, List.of(vote(instance, topic, "no")));
            JsonNode votes = ledger().decision(topic).path("votes");
            // ledger.md, Decisions: kept with its instance, height and transaction id
            assertThat(votes).hasSize(1);
            assertThat(votes.path(0).path("instanceId").asText()).isEqualTo(instance);
            assertThat(votes.path(0).path("value").asText()).isEqualTo("yes");
            JsonNode found = alice().result(
                            "tx.get", with("id", votes.path(0).path("txId").asText()));
            assertThat(found.path("height")).isEqualTo(votes.path(0).path("height"));
        }

        @Test
        void commitBallotAndRevealBallot() throws Exception {
            Sealed sealed = failures().revealing(3, 3);
            JsonNode before = ledger().decision(sealed.topic());

            List<Result> last = new ArrayList<>();
            for (String instance : sealed.instances()) {
                last = ledger().succeed(sealed.sender(), List.of(reveal(instance, sealed.topic(), "yes")));
            }

            assertThat(before.path("status").asText()).isEqualTo("REVEALING");
            assertThat(before.path("commitCount").asInt()).isEqualTo(3);
            assertThat(before.toString()).doesNotContain("yes");
            assertThat(last)
                    .containsExactly(new Result.Voted(sealed.topic(), 3, 2, Status.DECIDED, Optional.of("yes")));
            ledger().fails(
                            "DECISION_CLOSED",
                            sealed.sender(),
                            List.of(reveal(sealed.instance(0), sealed.topic(), "yes")));
        }

        @Test
        void putValueAndDeleteValue() throws Exception {
            Signer owner = ledger().someone();
            String key = ledger().name("key");
            Operation.Expected absent = new Operation.Expected.Absent();
            Operation.Expected a = new Operation.Expected.Present(text("a"));

            Operation create = new Operation.PutValue(key, text("a"), Optional.of(absent));
            assertThat(ledger().succeed(owner, create)).isEqualTo(new Result.Put(key, true));
            Operation change = new Operation.PutValue(key, text("b"), Optional.of(a));
            assertThat(ledger().succeed(owner, change)).isEqualTo(new Result.Put(key, false));

            assertThat(alice().result("kv.get", with("key", key)).path("value").asText())
                    .isEqualTo("b");
            ledger().fails("VALUE_MISMATCH", owner, List.of(change));
            ledger().fails("NOT_OWNER", ledger().someone(), List.of(put(key, "c")));
            Operation delete = new Operation.DeleteValue(key, Optional.of(text("b")));
            assertThat(ledger().succeed(owner, delete)).isEqualTo(new Result.Deleted(key));
            // Whoever comes first then owns it.
            ledger().succeed(ledger().someone(), put(key, "d"));
        }

        @Test
        void pruneDecision() throws Exception {
            Signer opener = ledger().someone();
            String topic = ledger().name("prune");
            String instance = ledger().name("sensor");
            ledger().succeed(opener, List.of(register(instance), vote(instance, topic, "yes", 1)));
            Operation prune = new Operation.PruneDecision(topic);
            ledger().await(ledger().now().plus(Duration.ofSeconds(2)));

            Result pruned = ledger().succeed(opener, prune);

            assertThat(pruned).isEqualTo(new Result.Pruned(topic));
            JsonNode state = ledger().decision(topic);
            assertThat(state.path("pruned").asBoolean()).isTrue();
            assertThat(state.path("votes")).isEmpty();
            assertThat(state.path("result").asText()).isEqualTo("yes");
            ledger().fails("ALREADY_PRUNED", opener, List.of(prune));
        }

        /** Two accounts with stake come, change their key, misbehave in two ways, and go or come back. */
        @Test
        void joinLeaveUnjailRotateKeyGrantStakeAndSubmitEvidence() throws Exception {
            Signer erinsFirst = ledger().someone();
            Signer erins = ledger().someone();
            Signer finns = ledger().someone();

            assertInLine(ERIN, failures().join("erin", ERIN, erinsFirst));
            assertInLine(FINN, failures().join("finn", FINN, finns));
            awaitSeat(ERIN, erinsFirst.publicKey());
            awaitSeat(FINN, finns.publicKey());

            assertThat(ledger().succeed(ERIN, failures().rotation(ERIN, erinsFirst, erins)))
                    .isEqualTo(new Result.Rotating(erins.publicKey()));
            ObjectNode seat = awaitSeat(ERIN, erins.publicKey());

            Operation proposal = failures().invalidProposal(seat, erins);
            assertThat(ledger().succeed(ledger().someone(), proposal))
                    .isEqualTo(new Result.Punished(ERIN.publicKey(), new VotingPower(ALLOTTED)));
            ledger().fails("ALREADY_PUNISHED", ledger().someone(), List.of(proposal));
            ledger().fails("JAILED", ERIN, List.of(new Operation.Leave()));
            awaitNoSeat(ERIN);
            ledger().fails("NO_STAKE", ERIN, List.of(new Operation.Unjail()));

            grantByAll(ERIN, 2);
            assertInLine(ERIN, new Operation.Unjail());
            assertThat(awaitSeat(ERIN, erins.publicKey()).path("power").asLong())
                    .isEqualTo(2);

            ObjectNode finn = ledger().seat(FINN.publicKey()).orElseThrow();
            Operation twoVotes =
                    failures().equivocation(finn, finns, finn.path("epoch").asLong());
            // 5% of the stake, rounded up
            assertThat(ledger().succeed(ledger().someone(), twoVotes))
                    .isEqualTo(new Result.Punished(FINN.publicKey(), new VotingPower(1)));
            ledger().fails("ALREADY_PUNISHED", ledger().someone(), List.of(twoVotes));
            ledger().fails("JAILED_FOR_GOOD", FINN, List.of(new Operation.Unjail()));
            JsonNode penalties = alice().result("consensus.evidence", Map.of()).path("penalties");
            assertThat(penalties).hasSize(2);

            assertInLine(ERIN, new Operation.Leave());
            awaitNoSeat(ERIN);
            awaitNoSeat(FINN);
            ledger().fails("NOT_A_VALIDATOR", ERIN, List.of(new Operation.Leave()));
        }

        private void assertInLine(Signer account, Operation operation) throws Exception {
            assertThat(ledger().succeed(account, operation)).isInstanceOf(Result.InLine.class);
        }

        private ObjectNode awaitSeat(Signer account, PublicKey votes) throws Exception {
            ledger().until(
                            "a place in the set with this key",
                            () -> ledger().seat(account.publicKey())
                                    .filter(seat ->
                                            seat.path("publicKey").asText().equals(votes.toHex()))
                                    .isPresent());
            return ledger().seat(account.publicKey()).orElseThrow();
        }

        private void awaitNoSeat(Signer account) throws Exception {
            ledger().until(
                            "no place in the set",
                            () -> ledger().seat(account.publicKey()).isEmpty());
        }

        private void grantByAll(Signer account, long amount) throws Exception {
            Operation grant = grant(ledger().name("grant"), account.publicKey(), amount);
            for (DevelopmentKeys validator : List.of(ALICE, BOB, CHARLIE)) {
                Result.Granted granted = (Result.Granted) ledger().succeed(account(validator), grant);
                assertThat(granted.executed()).isEqualTo(validator == CHARLIE);
            }
            ledger().fails("ALREADY_GRANTED", account(ALICE), List.of(grant));
        }
    }

    /** An instance of a sender's, registered. */
    private String instanceOf(Signer sender) throws Exception {
        String instance = ledger().name("instance");
        ledger().succeed(sender, register(instance));
        return instance;
    }

    private Map<String, Long> weights(String topic) throws Exception {
        Map<String, Long> weights = new TreeMap<>();
        ledger().decision(topic)
                .path("electors")
                .forEach(elector -> weights.put(
                        elector.path("instanceId").asText(),
                        elector.path("weight").asLong()));
        return weights;
    }

    // ---- ledger.md, Transactions: whole transactions

    @Nested
    class TransactionRule {
        @Test
        void allOrNone() throws Exception {
            Signer sender = ledger().someone();
            String key = ledger().name("key");

            ledger().fails("NOT_A_VALIDATOR", sender, List.of(put(key, "a"), new Operation.Leave()));

            assertThat(alice().error("kv.get", with("key", key)).path("code").asInt())
                    .isEqualTo(-32003);
        }

        @Test
        void atMostOnceAndUpToItsExpiryOnThisChainOnly() throws Exception {
            Signer sender = ledger().someone();
            BlockTime now = ledger().now();
            List<Operation> operations = List.of(put(ledger().name("key"), "a"));
            Transaction once = ledger().transaction(sender, operations);
            JsonNode first = alice().result("tx.submit", LedgerByCurl.submission(once));

            // Sent again, it is refused or told to be final already; it never executes a second time.
            JsonNode again = alice().answer("tx.submit", LedgerByCurl.submission(once));
            if (again.has("error")) {
                assertThat(again.path("error").path("data").path("code").asText())
                        .isEqualTo("ALREADY_KNOWN");
            } else {
                assertThat(again.path("result")).isEqualTo(first);
            }
            assertThat(refusal(ledger().transaction(sender, new BlockTime(now.millis() - 1), operations)))
                    .isEqualTo("EXPIRED");
            assertThat(refusal(ledger().transaction(sender, now.plus(Duration.ofHours(2)), operations)))
                    .isEqualTo("EXPIRY_TOO_FAR");
            byte[] elsewhere = once.bytes().clone();
            elsewhere[0] ^= 1;
            assertThat(refusal(Transaction.fromBytes(elsewhere))).isNotBlank();
            // Another one: of a transaction that is final its receipt is told to whoever names its id, which no
            // signature is in.
            byte[] forged = ledger().transaction(sender, operations).bytes().clone();
            forged[forged.length - 1] ^= 1;
            assertThat(refusal(Transaction.fromBytes(forged))).isNotBlank();
        }

        private String refusal(Transaction transaction) throws Exception {
            JsonNode error = alice().error("tx.submit", LedgerByCurl.submission(transaction));
            assertThat(error.path("code").asInt()).as(error.toString()).isEqualTo(-32001);
            return error.path("data").path("code").asText();
        }

        @Test
        void oneTo256Operations() throws Exception {
            Signer sender = ledger().someone();
            String key = ledger().name("key");
            List<Operation> most = new ArrayList<>();
            for (int i = 0; i < 256; i++) {
                most.add(put(key, "" + i));
            }

            assertThat(ledger().succeed(sender, most)).hasSize(256);

            Map<String, Object> none = with("transaction", "00".repeat(154));
            assertThat(alice().error("tx.submit", none).path("message").asText())
                    .contains("1 to 256");
        }
    }

    // ---- ledger.md, Decisions: | rule | values |

    @Nested
    class DecisionRuleRow {
        @Test
        void electorateOpen() throws Exception {
            Signer sender = ledger().someone();
            String topic = ledger().name("open-electorate");
            String[] instance = {instanceOf(sender), instanceOf(sender), instanceOf(sender)};

            // The default is the first three.
            ledger().succeed(sender, vote(instance[0], topic, "a"));
            assertThat(ledger().decision(topic).path("totalInstances").asInt()).isEqualTo(3);
            ledger().fails("RULES_MISMATCH", sender, List.of(vote(instance[1], topic, "b", 2)));
            // An omitted total agrees with what is fixed; of values that tie, the one that was there first wins.
            assertThat(ledger().succeed(sender, vote(instance[1], topic, "b")))
                    .isEqualTo(new Result.Voted(topic, 2, 2, Status.DECIDED, Optional.of("a")));
            ledger().fails("DECISION_CLOSED", sender, List.of(vote(instance[2], topic, "b")));
            // 1 to 1,000
            String most = ledger().name("most");
            assertThat(ledger().succeed(sender, vote(instance[0], most, "a", 1_000)))
                    .isEqualTo(new Result.Voted(most, 1, 501, Status.OPEN, Optional.empty()));
        }

        @Test
        void electorateListed() throws Exception {
            Signer sender = ledger().someone();
            String one = instanceOf(sender);
            String two = instanceOf(sender);
            String other = instanceOf(sender);
            String topic = ledger().name("listed");

            JsonNode opened =
                    alice().result("system.quorum.open", with("decision", topic, "instances", List.of(one, two)));

            assertThat(opened.path("decision").path("rules").path("electorate").asText())
                    .isEqualTo("listed");
            ledger().fails("NOT_IN_ELECTORATE", sender, List.of(vote(other, topic, "a")));
            ledger().succeed(sender, List.of(vote(one, topic, "a"), vote(two, topic, "a")));
            assertThat(ledger().decision(topic).path("result").asText()).isEqualTo("a");
        }

        @ParameterizedTest(name = "of {0}: majority {1}, supermajority {2}")
        @CsvSource({"1, 1, 1", "2, 2, 2", "3, 2, 2", "4, 3, 3", "5, 3, 4", "6, 4, 4", "7, 4, 5"})
        void quorum(int n, int majority, int supermajority) throws Exception {
            for (Quorum quorum : Quorum.values()) {
                int votes = quorum == Quorum.MAJORITY ? majority : supermajority;
                Signer sender = ledger().someone();
                String topic = ledger().name("quorum");
                List<Operation> operations = new ArrayList<>();
                operations.add(
                        open(topic, new Electorate.Open(n), quorum, Weighting.EQUAL, BallotRule.withoutDeadline()));
                for (int i = 0; i < votes; i++) {
                    String instance = ledger().name("voter");
                    operations.add(register(instance));
                    operations.add(vote(instance, topic, "yes"));
                }

                List<Result> results = ledger().succeed(sender, operations);

                for (int i = 1; i < votes; i++) {
                    assertThat(results.get(2 * i))
                            .isEqualTo(new Result.Voted(topic, i, votes, Status.OPEN, Optional.empty()));
                }
                assertThat(results.get(2 * votes))
                        .isEqualTo(new Result.Voted(topic, votes, votes, Status.DECIDED, Optional.of("yes")));
            }
        }

        @Test
        void quorumSupermajorityThatNoValueCanReach() throws Exception {
            Signer sender = ledger().someone();
            String topic = ledger().name("no-consensus");
            alice().result(
                            "system.quorum.open",
                            with("decision", topic, "quorum", "supermajority", "totalInstances", 3));

            List<String> instances = List.of(instanceOf(sender), instanceOf(sender), instanceOf(sender));
            ledger().succeed(sender, List.of(vote(instances.get(0), topic, "a"), vote(instances.get(1), topic, "b")));
            assertThat(ledger().decision(topic).path("status").asText()).isEqualTo("OPEN");
            ledger().succeed(sender, vote(instances.get(2), topic, "c"));

            assertThat(ledger().decision(topic).path("status").asText()).isEqualTo("NO_CONSENSUS");
            assertThat(ledger().decision(topic).has("result")).isFalse();
        }

        @Test
        void weightingEqual() throws Exception {
            String topic = ledger().name("equal");
            String light = instanceOf(ledger().someone());
            String heavy = instanceOf(HEAVY);

            alice().result("system.quorum.open", with("decision", topic, "instances", List.of(light, heavy)));

            assertThat(weights(topic)).containsExactlyInAnyOrderEntriesOf(Map.of(light, 1L, heavy, 1L));
        }

        @Test
        void weightingStake() throws Exception {
            String topic = ledger().name("stake");
            Signer one = ledger().someone();
            String[] light = {instanceOf(one), instanceOf(one)};
            String seven = instanceOf(SEVEN);

            alice().result(
                            "system.quorum.open",
                            with(
                                    "decision",
                                    topic,
                                    "weighting",
                                    "stake",
                                    "instances",
                                    List.of(light[0], light[1], seven)));
            ledger().succeed(one, List.of(vote(light[0], topic, "many")));
            Result decided = ledger().succeed(SEVEN, vote(seven, topic, "heavy"));

            // Two of three have voted, and the value with the most weight behind it wins.
            assertThat(decided).isEqualTo(new Result.Voted(topic, 2, 2, Status.DECIDED, Optional.of("heavy")));
        }

        @Test
        void weightingEffective() throws Exception {
            String validators = instanceOf(account(BOB));
            String nobodys = instanceOf(ledger().someone());

            // Standings change with the epoch: once more if it ended in between.
            for (int attempt = 0; ; attempt++) {
                String topic = ledger().name("effective");
                ObjectNode before = ledger().seat(account(BOB).publicKey()).orElseThrow();
                alice().result(
                                "system.quorum.open",
                                with(
                                        "decision",
                                        topic,
                                        "weighting",
                                        "effective",
                                        "instances",
                                        List.of(validators, nobodys)));
                ObjectNode after = ledger().seat(account(BOB).publicKey()).orElseThrow();
                if (after.path("epoch").equals(before.path("epoch"))) {
                    assertThat(weights(topic))
                            .containsExactlyInAnyOrderEntriesOf(
                                    Map.of(validators, before.path("weight").asLong(), nobodys, 0L));
                    return;
                }
                assertThat(attempt).as("epochs that ended meanwhile").isLessThan(3);
            }
        }

        @Test
        void weightingNeedsAList() throws Exception {
            for (String weighting : List.of("stake", "effective")) {
                JsonNode error =
                        alice().error("system.quorum.open", with("decision", "unlisted", "weighting", weighting));
                assertThat(error.path("code").asInt()).isEqualTo(-32602);
                assertThat(error.path("message").asText()).contains("list");
            }
        }

        @Test
        void ballotSecret() throws Exception {
            Sealed sealed = failures().revealing(3, List.of("yes", "no"));

            // Revealed in the other order: ties break by commit order, and nothing is tallied before all are revealed.
            Result first = ledger().succeed(sealed.sender(), reveal(sealed.instance(1), sealed.topic(), "no"));
            Result second = ledger().succeed(sealed.sender(), reveal(sealed.instance(0), sealed.topic(), "yes"));

            assertThat(first).isEqualTo(new Result.Voted(sealed.topic(), 1, 2, Status.REVEALING, Optional.empty()));
            assertThat(second).isEqualTo(new Result.Voted(sealed.topic(), 2, 2, Status.DECIDED, Optional.of("yes")));
        }

        /** A commitment names its instance: who copies another's has nothing that it could ever reveal. */
        @Test
        void aCopiedCommitmentOfASecretBallot() throws Exception {
            BlockTime commits = ledger().now().plus(Duration.ofSeconds(6));
            BallotRule.Secret secret = new BallotRule.Secret(commits, commits.plus(Duration.ofMinutes(5)));
            Signer owner = ledger().someone();
            Signer thief = ledger().someone();
            String mine = instanceOf(owner);
            String copy = instanceOf(thief);
            String topic = ledger().name("copied");
            Operation.CommitBallot commitment =
                    (Operation.CommitBallot) failures().commit(mine, topic, "yes");
            ledger().succeed(owner, List.of(open(topic, 3, secret), commitment));
            ledger().succeed(thief, new Operation.CommitBallot(copy, topic, commitment.commitment()));
            ledger().await(commits);
            Operation.RevealBallot reveal = (Operation.RevealBallot) reveal(mine, topic, "yes");
            ledger().succeed(owner, reveal);

            // Even with the value and the nonce that are public by now.
            ledger().fails(
                            "INVALID_REVEAL",
                            thief,
                            List.of(new Operation.RevealBallot(copy, topic, "yes", reveal.nonce())));
            assertThat(ledger().decision(topic).path("voteCount").asInt()).isEqualTo(1);
        }

        @Test
        void deadlineOfAnOpenBallot() throws Exception {
            Signer sender = ledger().someone();
            String instance = instanceOf(sender);
            String topic = ledger().name("deadline");
            Operation.OpenDecision open;
            BlockTime deadline;
            do {
                deadline = ledger().now().plus(Duration.ofMillis(1_500));
                open = (Operation.OpenDecision) open(topic, 3, new BallotRule.Open(Optional.of(deadline)));
            } while (!ledger().receipt(sender, List.of(open)).path("ok").asBoolean());

            ledger().await(deadline);

            assertThat(ledger().decision(topic).path("status").asText()).isEqualTo("EXPIRED");
            ledger().fails("DECISION_CLOSED", sender, List.of(vote(instance, topic, "late")));
        }

        @Test
        void deadlinesOfASecretBallot() throws Exception {
            Sealed sealed = failures().sealed(3, 2, false);

            ledger().await(sealed.commits());
            ledger().await(sealed.reveals());

            // Nobody revealed: a lost nonce is a lost vote.
            assertThat(ledger().decision(sealed.topic()).path("status").asText())
                    .isEqualTo("EXPIRED");
            ledger().fails(
                            "DECISION_CLOSED",
                            sealed.sender(),
                            List.of(reveal(sealed.instance(0), sealed.topic(), "yes")));
        }

        @Test
        void deadlinesOfASecretBallotAreTwo() throws Exception {
            JsonNode error = alice().error(
                            "system.quorum.open",
                            with("decision", "x", "ballot", "secret", "commitDeadlineMillis", Long.MAX_VALUE));

            assertThat(error.path("data").path("parameter").asText()).isEqualTo("revealDeadlineMillis");
        }
    }

    // ---- ledger.md, Decisions: codes

    /** Those that are left out come about in the test of the validators' operations, but for two: see the class. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(
            mode = EXCLUDE,
            names = {
                "JAILED_FOR_GOOD",
                "JAILED",
                "NO_STAKE",
                "ALREADY_GRANTED",
                "ALREADY_PUNISHED",
                "LINE_FULL",
                "EVIDENCE_TOO_OLD"
            })
    void code(FailureCode code) throws Exception {
        failures().bringAbout(code);
    }

    // ---- ledger.md, JSON-RPC: | method | parameters -> result |

    @Nested
    class MethodRow {
        @Test
        void systemRegister() throws Exception {
            String instance = ledger().name("method");

            JsonNode registered = alice().result("system.register", with("instanceId", instance));
            JsonNode again = alice().result("system.register", with("instanceId", instance));

            assertThat(registered.path("registered").asBoolean()).isTrue();
            assertThat(registered.path("publicKey").asText()).hasSize(64);
            assertThat(registered.path("height").asLong()).isPositive();
            assertThat(again).isEqualTo(registered);
        }

        @Test
        void systemQuorumVote() throws Exception {
            String one = registered();
            String two = registered();
            String topic = ledger().name("method");

            JsonNode first = alice().result(
                            "system.quorum.vote",
                            with("instanceId", one, "decision", topic, "value", "yes", "totalInstances", 2));
            JsonNode second =
                    alice().result("system.quorum.vote", with("instanceId", two, "decision", topic, "value", "no"));

            assertThat(first.path("voted").asBoolean()).isTrue();
            assertThat(first.path("quorumReached").asBoolean(true)).isFalse();
            assertThat(first.has("finalDecision")).isFalse();
            assertThat(first.path("voteCount").asInt()).isEqualTo(1);
            assertThat(second.path("quorumReached").asBoolean()).isTrue();
            assertThat(second.path("finalDecision").asText()).isEqualTo("yes");
            assertThat(second.path("voteCount").asInt()).isEqualTo(2);
            assertThat(second.path("height").asLong())
                    .isGreaterThanOrEqualTo(first.path("height").asLong());
            assertThat(second.path("txId").asText()).hasSize(64);
        }

        @Test
        void systemQuorumOpenCommitAndReveal() throws Exception {
            String instance = registered();
            for (Duration time = Duration.ofSeconds(2); ; time = time.multipliedBy(2)) {
                String topic = ledger().name("method");
                if (committed(instance, topic, time)) {
                    return;
                }
                // The machine was too slow for it: longer.
                assertThat(time).isLessThan(Duration.ofMinutes(1));
            }
        }

        private boolean committed(String instance, String topic, Duration time) throws Exception {
            BlockTime commits = ledger().now().plus(time);
            BlockTime reveals = commits.plus(Duration.ofHours(1));
            JsonNode opened = alice().answer(
                            "system.quorum.open",
                            with(
                                    "decision",
                                    topic,
                                    "totalInstances",
                                    1,
                                    "ballot",
                                    "secret",
                                    "commitDeadlineMillis",
                                    commits.millis(),
                                    "revealDeadlineMillis",
                                    reveals.millis()));
            String commitment = failures().commitment(instance, topic, "yes").toHex();
            JsonNode taken = alice().answer(
                            "system.quorum.commit",
                            with("instanceId", instance, "decision", topic, "commitment", commitment));
            Map<String, Object> reveal = with(
                    "instanceId",
                    instance,
                    "decision",
                    topic,
                    "value",
                    "yes",
                    "nonce",
                    HexFormat.of().formatHex(LedgerFailures.nonce(instance).toBytes()));
            JsonNode early = alice().answer("system.quorum.reveal", reveal);
            if (early.path("error").path("code").asInt() != -32008) {
                return false;
            }
            assertThat(opened.path("result").path("decision").path("status").asText())
                    .isEqualTo("COMMITTING");
            assertThat(taken.path("result").path("decision").path("commitCount").asInt())
                    .isEqualTo(1);
            ledger().await(commits);
            JsonNode decided = alice().result("system.quorum.reveal", reveal).path("decision");
            assertThat(decided.path("status").asText()).isEqualTo("DECIDED");
            assertThat(decided.path("result").asText()).isEqualTo("yes");
            return true;
        }

        @Test
        void systemGetState() throws Exception {
            String instance = registered();
            String topic = ledger().name("method");
            Map<String, Object> vote =
                    with("instanceId", instance, "decision", topic, "value", "yes", "totalInstances", 1);
            var unused = alice().result("system.quorum.vote", vote);

            JsonNode both = alice().result("system.get_state", with("decision", topic, "instanceId", instance));
            JsonNode whole = alice().result("system.get_state", Map.of());

            JsonNode decision = both.path("decision");
            assertThat(decision.path("rules").path("totalInstances").asInt()).isEqualTo(1);
            assertThat(decision.path("votes")).hasSize(1);
            assertThat(decision.path("tally").path(0).path("weight").asInt()).isEqualTo(1);
            assertThat(decision.path("result").asText()).isEqualTo("yes");
            assertThat(decision.path("openedHeight").asLong()).isPositive();
            assertThat(both.path("instance").path("vote").path("value").asText())
                    .isEqualTo("yes");
            assertThat(whole.path("summary").path("chainId").asText())
                    .isEqualTo(ledger().chain().toString());
            assertThat(whole.path("summary").path("decided").asInt()).isPositive();
        }

        /** With the rate of one instance: 50 votes a minute. */
        @Test
        void systemBatchProcess() throws Exception {
            String instance = registered();
            List<Map<String, Object>> votes = new ArrayList<>();
            for (int i = 0; i < 51; i++) {
                votes.add(with(
                        "instanceId",
                        instance,
                        "decision",
                        ledger().name("batch"),
                        "value",
                        "yes",
                        "totalInstances",
                        1));
            }

            JsonNode results =
                    alice().result("system.batch.process", with("votes", votes)).path("results");

            assertThat(results).hasSize(51);
            for (int i = 0; i < 50; i++) {
                assertThat(results.path(i).path("finalDecision").asText())
                        .as(results.path(i).toString())
                        .isEqualTo("yes");
            }
            // ledger.md, JSON-RPC: in one block where they fit
            Set<Long> heights = new TreeSet<>();
            for (int i = 0; i < 50; i++) {
                heights.add(results.path(i).path("height").asLong());
            }
            assertThat(heights).as(results.toString()).hasSize(1).doesNotContain(0L);
            assertThat(results.path(50).path("voted").asBoolean(true)).isFalse();
            assertThat(results.path(50).path("error").path("code").asInt()).isEqualTo(-32004);
            JsonNode refused = alice().error("system.quorum.vote", votes.get(50));
            assertThat(refused.path("data").path("retryAfterMillis").asLong()).isPositive();
        }

        @Test
        void txSubmitWaitAndGet() throws Exception {
            Transaction transaction = ledger().transaction(ledger().someone(), List.of(put(ledger().name("key"), "a")));
            String id = transaction.id().toString();

            JsonNode pending = alice().result(
                            "tx.submit", with("transaction", HexFormat.of().formatHex(transaction.bytes())));
            JsonNode waited = ledger().at(CHARLIE).result("tx.wait", with("id", id));
            ledger().network()
                    .awaitHeight(
                            ledger().network().member(BOB),
                            waited.path("height").asLong());
            JsonNode got = ledger().at(BOB).result("tx.get", with("id", id));

            assertThat(pending.path("id").asText()).isEqualTo(id);
            assertThat(waited.path("receipt").path("ok").asBoolean()).isTrue();
            assertThat(got).isEqualTo(waited);
            JsonNode unknown = alice().error("tx.get", with("id", "00".repeat(32)));
            assertThat(unknown.path("code").asInt()).isEqualTo(-32003);
        }

        private SparseMerkleProof proofIn(JsonNode proof) {
            List<Hash> siblings = new ArrayList<>();
            proof.path("siblings").forEach(sibling -> siblings.add(Hash.fromHex(sibling.asText())));
            JsonNode other = proof.path("other");
            return new SparseMerkleProof(
                    siblings,
                    other.isObject()
                            ? Optional.of(new SparseMerkleProof.Leaf(
                                    Hash.fromHex(other.path("keyHash").asText()),
                                    Hash.fromHex(other.path("valueHash").asText())))
                            : Optional.empty());
        }

        @Test
        void kvGetPutAndProve() throws Exception {
            JsonNode put = alice().result("kv.put", with("key", "method", "value", "a"));
            JsonNode got = alice().result("kv.get", with("key", "method"));
            JsonNode proof = alice().result("kv.prove", with("key", "method"));
            JsonNode none = alice().result("kv.prove", with("key", "no method"));

            assertThat(got.path("value").asText()).isEqualTo("a");
            assertThat(got.path("height")).isEqualTo(put.path("height"));
            assertThat(proof.path("present").asBoolean()).isTrue();
            assertThat(none.path("present").asBoolean(true)).isFalse();
            Hash root = Hash.fromHex(proof.path("stateRoot").asText());
            byte[] stateKey = HexFormat.of().parseHex(proof.path("stateKey").asText());
            byte[] entry = HexFormat.of().parseHex(proof.path("entry").asText());
            assertThat(proofIn(proof).includes(root, stateKey, entry)).isTrue();
            assertThat(proofIn(proof).excludes(root, stateKey)).isFalse();
            byte[] changed = entry.clone();
            changed[entry.length - 1] ^= 1;
            assertThat(proofIn(proof).includes(root, stateKey, changed)).isFalse();
            Hash rootOfNone = Hash.fromHex(none.path("stateRoot").asText());
            byte[] missing = HexFormat.of().parseHex(none.path("stateKey").asText());
            assertThat(proofIn(none).excludes(rootOfNone, missing)).isTrue();
            assertThat(proofIn(none).excludes(rootOfNone, stateKey)).isFalse();
            JsonNode block = alice().result(
                            "chain.block", with("height", proof.path("height").asLong()));
            assertThat(proof.path("stateRoot")).isEqualTo(block.path("stateRoot"));
        }

        @Test
        void chainHeadBlockCertificateAndReceipt() throws Exception {
            JsonNode head = alice().result("chain.head", Map.of());
            long height = head.path("height").asLong();
            JsonNode byHeight = alice().result("chain.block", with("height", height));
            JsonNode byId =
                    alice().result("chain.block", with("id", head.path("id").asText()));
            JsonNode certificate = alice().result("chain.certificate", with("height", 1));
            JsonNode receipt = alice().result("chain.receipt", with("decision", "nobody asked"));

            assertThat(byHeight).isEqualTo(byId);
            assertThat(byHeight.path("stateRoot")).isEqualTo(head.path("stateRoot"));
            // Two thirds of the power are a quorum.
            assertThat(certificate.path("signers").size()).isGreaterThanOrEqualTo(2);
            assertThat(receipt.path("format").asText()).isEqualTo("quorate-receipt-1");
            assertThat(receipt.path("steps")).isNotEmpty();
        }

        @Test
        void consensusStateValidatorsQuorumEvidenceAndHealth() throws Exception {
            JsonNode state = alice().result("consensus.state", Map.of());
            JsonNode validators = alice().result("consensus.validators", Map.of());
            JsonNode quorum = alice().result("consensus.quorum", with("activeNodes", 7));
            JsonNode evidence = alice().result("consensus.evidence", Map.of());
            JsonNode health = alice().result("consensus.health", Map.of());

            assertThat(state.path("phase").asText()).isIn("IDLE", "PROPOSING", "VOTING", "COMMITTING", "FINALIZED");
            assertThat(state.path("waitingFor").asText()).isNotBlank();
            assertThat(validators.path("validators").size()).isGreaterThanOrEqualTo(3);
            // ledger.md, Weights: minimum, optimal (floor(3n/4) + 1), tolerated faults, expected time-out
            assertThat(quorum.path("minimum").asInt()).isEqualTo(4);
            assertThat(quorum.path("optimal").asInt()).isEqualTo(6);
            assertThat(quorum.path("toleratedByzantine").asInt()).isEqualTo(2);
            assertThat(quorum.path("expectedTimeoutMillis").asLong()).isPositive();
            assertThat(evidence.path("penalties").isArray()).isTrue();
            assertThat(health.path("quorumConnected").asBoolean()).isTrue();
        }

        @Test
        void netPeersAddPeerAndBan() throws Exception {
            ledger().until(
                            "two peers",
                            () -> alice().result("net.peers", Map.of())
                                            .path("count")
                                            .asInt()
                                    == 2);
            String nobody = PeerIds.of(ledger().someone().publicKey()).text();
            Map<String, Object> address = with("address", "/ip4/127.0.0.1/tcp/1/p2p/" + nobody);

            JsonNode added = alice().result("net.addPeer", address);
            JsonNode banned = alice().result("net.ban", with("peer", nobody, "seconds", 1));

            assertThat(added.path("added").asBoolean()).isTrue();
            assertThat(added.path("id").asText()).isEqualTo(nobody);
            assertThat(banned.path("banned").asBoolean()).isTrue();
        }

        @Test
        void nodeSnapshotAndPrune() throws Exception {
            JsonNode snapshot = alice().result("node.snapshot", Map.of());
            JsonNode pruned = alice().result("node.prune", with("keep", 1_000_000));
            JsonNode tooFew = alice().error("node.prune", with("keep", 1));

            assertThat(Path.of(snapshot.path("path").asText()).resolve("db")).isDirectory();
            assertThat(alice().result(
                                    "chain.block",
                                    with("height", snapshot.path("height").asLong()))
                            .path("id"))
                    .isEqualTo(snapshot.path("blockId"));
            assertThat(pruned.path("removed").asInt()).isZero();
            assertThat(pruned.path("more").asBoolean()).isFalse();
            assertThat(tooFew.path("message").asText()).contains("keep").contains("1000");
        }

        /** What curl can see of them; over a WebSocket, which it has no scheme for: SubscriptionTest, NpmClientsTest. */
        @Test
        void subscribeAndUnsubscribeNeedASocket() throws Exception {
            JsonNode subscribe = alice().error("subscribe", with("topic", "blocks"));
            JsonNode unsubscribe = alice().error("unsubscribe", with("subscription", "1"));

            assertThat(subscribe.path("code").asInt()).isEqualTo(-32009);
            assertThat(subscribe.path("message").asText()).contains("ws://");
            assertThat(unsubscribe.path("code").asInt()).isEqualTo(-32009);
        }

        @Test
        void rpcDiscover() throws Exception {
            JsonNode document = alice().result("rpc.discover", Map.of());

            assertThat(document.path("methods").findValuesAsText("name"))
                    .contains("system.register", "system.batch.process", "chain.receipt", "net.ban", "subscribe");
        }

        private String registered() throws Exception {
            String instance = ledger().name("method");
            var unused = alice().result("system.register", with("instanceId", instance));
            return instance;
        }
    }
}
