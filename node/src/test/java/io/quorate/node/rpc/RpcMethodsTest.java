package io.quorate.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Commitment;
import io.quorate.ledger.Operation;
import io.quorate.ledger.state.Bytes;
import io.quorate.node.http.ByteBudget;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Transaction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every method, over a node that executes the real ledger. */
class RpcMethodsTest {
    @TempDir
    Path directory;

    private RpcHarness rpc;

    @BeforeEach
    void start() {
        rpc = new RpcHarness(directory).withLedger();
    }

    @AfterEach
    void stop() {
        rpc.close();
    }

    private static Transaction transaction(String instance) {
        return signed(new Operation.RegisterInstance(instance));
    }

    private static Transaction signed(Operation... operations) {
        Signer signer = DevelopmentKeys.DAVE.account().signer();
        Transaction.Draft draft = new Transaction.Draft(
                FakeNode.CHAIN,
                signer.publicKey(),
                new Transaction.Salt(1, 2),
                new BlockTime(System.currentTimeMillis() + 1_800_000),
                Stream.of(operations).map(Operation::encode).toList());
        return draft.signed(signer.sign(draft.signingBytes()));
    }

    private static String hex(Transaction transaction) {
        return HexFormat.of().formatHex(transaction.bytes());
    }

    @Test
    void threeInstancesDecideByTheSecondVote() {
        for (String instance : List.of("a", "b", "c")) {
            JsonNode registered = rpc.result("system.register", "{'instanceId':'" + instance + "'}");
            assertThat(registered.get("registered").booleanValue()).isTrue();
            assertThat(registered.get("publicKey").textValue()).hasSize(64);
        }
        JsonNode first = rpc.result("system.quorum.vote", "['a', 'lunch', 'soup', 3]");
        assertThat(first.get("voted").booleanValue()).isTrue();
        assertThat(first.get("quorumReached").booleanValue()).isFalse();
        assertThat(first.has("finalDecision")).isFalse();
        assertThat(first.get("voteCount").intValue()).isEqualTo(1);

        JsonNode again = rpc.error("system.quorum.vote", "['a', 'lunch', 'soup']");
        assertThat(again.get("code").intValue()).isEqualTo(-32000);
        assertThat(again.at("/data/code").textValue()).isEqualTo("ALREADY_VOTED");
        assertThat(again.at("/data/txId").textValue()).hasSize(64);

        JsonNode mismatch = rpc.error("system.quorum.vote", "['b', 'lunch', 'soup', 5]");
        assertThat(mismatch.at("/data/code").textValue()).isEqualTo("RULES_MISMATCH");

        JsonNode second = rpc.result("system.quorum.vote", "['b', 'lunch', 'soup']");
        assertThat(second.get("quorumReached").booleanValue()).isTrue();
        assertThat(second.get("finalDecision").textValue()).isEqualTo("soup");
        assertThat(second.get("voteCount").intValue()).isEqualTo(2);
        assertThat(rpc.result("tx.get", "['" + second.get("txId").textValue() + "']")
                        .get("height"))
                .isEqualTo(second.get("height"));

        JsonNode late = rpc.error("system.quorum.vote", "['c', 'lunch', 'salad']");
        assertThat(late.at("/data/code").textValue()).isEqualTo("DECISION_CLOSED");

        JsonNode state = rpc.result("system.get_state", "{'decision':'lunch','instanceId':'b'}");
        assertThat(state.at("/decision/status").textValue()).isEqualTo("DECIDED");
        assertThat(state.at("/decision/result").textValue()).isEqualTo("soup");
        assertThat(state.at("/decision/votes")).hasSize(2);
        assertThat(state.at("/decision/tally/0/weight").intValue()).isEqualTo(2);
        assertThat(state.at("/instance/vote/value").textValue()).isEqualTo("soup");
        JsonNode whole = rpc.result("system.get_state", "{}").get("summary");
        assertThat(whole.get("instances").intValue()).isEqualTo(3);
        assertThat(whole.at("/latestDecisions/0/topic").textValue()).isEqualTo("lunch");
    }

    /** operations.md, HTTP: page sizes are bounded. */
    @Test
    void pagesAreBoundedAndFollowOnEachOther() {
        for (String instance : List.of("a", "b", "c")) {
            rpc.result("system.register", "['" + instance + "']");
            rpc.result("system.quorum.vote", "['" + instance + "', 'pages', 'x', 5]");
        }
        List<String> voters = new ArrayList<>();
        for (int offset = 0; offset < 4; offset += 2) {
            JsonNode page = rpc.result("system.get_state", "{'decision':'pages','offset':" + offset + ",'limit':2}");
            JsonNode votes = page.at("/decision/votes");
            assertThat(votes).hasSizeLessThanOrEqualTo(2);
            assertThat(page.at("/decision/tally/0/weight").intValue())
                    .as("whatever the page")
                    .isEqualTo(3);
            assertThat(page.at("/decision/tallyCount").intValue()).isEqualTo(1);
            assertThat(page.at("/decision/nextOffset").asInt(-1)).isEqualTo(offset == 0 ? 2 : -1);
            voters.addAll(votes.findValuesAsText("instanceId"));
        }
        assertThat(voters).containsExactly("a", "b", "c");
        for (String tooLong : List.of(
                "system.get_state {'decision':'pages','limit':101}",
                "system.get_state {'limit':101}",
                "chain.block {'height':1,'limit':1001}",
                "consensus.evidence {'limit':1001}")) {
            String[] call = tooLong.split(" ", 2);
            JsonNode error = rpc.error(call[0], call[1]);
            assertThat(error.get("code").intValue()).as(tooLong).isEqualTo(-32602);
            assertThat(error.at("/data/parameter").textValue()).as(tooLong).isEqualTo("limit");
        }
    }

    @Test
    void registeringAgainChangesNothing() {
        JsonNode first = rpc.result("system.register", "['a']");
        int transactions = rpc.node.submitted().size();
        assertThat(rpc.result("system.register", "['a']")).isEqualTo(first);
        assertThat(rpc.node.submitted()).hasSize(transactions);
    }

    @Test
    void anInstanceOfAnotherKeyIsTaken() {
        rpc.result("tx.submit", "['" + hex(transaction("theirs")) + "']");
        JsonNode taken = rpc.error("system.register", "['theirs']");
        assertThat(taken.get("code").intValue()).isEqualTo(-32000);
        assertThat(taken.at("/data/code").textValue()).isEqualTo("INSTANCE_TAKEN");
        JsonNode foreign = rpc.error("system.quorum.vote", "['theirs', 'lunch', 'soup']");
        assertThat(foreign.get("code").intValue()).isEqualTo(-32006);
        assertThat(foreign.at("/data/code").textValue()).isEqualTo("NOT_OWNER");
    }

    @Test
    void anUnknownInstanceIsToldToRegister() {
        JsonNode error = rpc.error("system.quorum.vote", "['nobody', 'lunch', 'soup']");
        assertThat(error.get("code").intValue()).isEqualTo(-32006);
        assertThat(error.at("/data/code").textValue()).isEqualTo("NOT_REGISTERED");
        assertThat(error.get("message").textValue()).contains("system.register");
    }

    @Test
    void badPartsOfAVoteAreNamed() {
        assertNamed("['no spaces', 'lunch', 'soup']", "instanceId");
        assertNamed("['', 'lunch', 'soup']", "instanceId");
        assertNamed("['a', '', 'soup']", "decision");
        assertNamed("['a', '" + "t".repeat(129) + "', 'soup']", "decision");
        assertNamed("['a', 'lunch', '" + "v".repeat(5_000) + "']", "value");
        assertNamed("['a', 'lunch', 'soup', 0]", "totalInstances");
        assertNamed("['a', 'lunch', 'soup', 1001]", "totalInstances");
        assertNamed("['a', 'lunch', 'soup', '3']", "totalInstances");
        assertNamed("{'instanceId':'a','decision':'lunch','value':'soup','weight':7}", "weight");
    }

    private void assertNamed(String params, String parameter) {
        JsonNode error = rpc.error("system.quorum.vote", params);
        assertThat(error.get("code").intValue()).isEqualTo(-32602);
        assertThat(error.at("/data/parameter").textValue()).isEqualTo(parameter);
    }

    @Test
    void valuesAreKept() {
        JsonNode put = rpc.result("kv.put", "{'key':'k','value':'gr\u00fc\u00df'}");
        assertThat(put.get("created").booleanValue()).isTrue();
        JsonNode got = rpc.result("kv.get", "['k']");
        assertThat(got.get("value").textValue()).isEqualTo("gr\u00fc\u00df");
        assertThat(got.get("height")).isEqualTo(put.get("height"));
        assertThat(got.get("owner").textValue())
                .isEqualTo(DevelopmentKeys.ALICE.account().publicKey().toHex());
        assertThat(rpc.result("kv.put", "['k','2']").get("created").booleanValue())
                .isFalse();
        assertThat(rpc.error("kv.get", "['other']").get("code").intValue()).isEqualTo(-32003);
    }

    @Test
    void aClientsOwnTransactionIsCarried() {
        Transaction transaction = transaction("mine");
        String id = transaction.id().toString();
        assertThat(rpc.error("tx.get", "['" + id + "']").get("code").intValue()).isEqualTo(-32003);
        assertThat(rpc.error("tx.wait", "['" + id + "', 1]").at("/data/txId").textValue())
                .isEqualTo(id);
        assertThat(rpc.result("tx.submit", "['" + hex(transaction) + "']")
                        .get("id")
                        .textValue())
                .isEqualTo(id);
        JsonNode waited = rpc.result("tx.wait", "['" + id + "']");
        assertThat(waited.at("/receipt/ok").booleanValue()).isTrue();
        assertThat(rpc.result("tx.get", "['" + id + "']")).isEqualTo(waited);
        for (int i = 0; i < 1_000; i++) {
            assertThat(rpc.result("tx.wait", "['" + id + "', 0]"))
                    .as("what is final is told however short the wait")
                    .isEqualTo(waited);
        }
        JsonNode refused = rpc.error("tx.submit", "['" + hex(transaction) + "']");
        assertThat(refused.get("code").intValue()).isEqualTo(-32001);
        assertThat(refused.at("/data/code").textValue()).isEqualTo("ALREADY_KNOWN");
    }

    @Test
    void aSubmissionThatWaitsIsAnsweredWithWhatBecameOfIt() {
        Transaction transaction = transaction("mine");
        String id = transaction.id().toString();
        JsonNode done = rpc.result("tx.submit", "['" + hex(transaction) + "', 10000]");
        assertThat(done.at("/receipt/ok").booleanValue()).isTrue();
        assertThat(done).isEqualTo(rpc.result("tx.get", "['" + id + "']"));
        assertThat(rpc.error("tx.submit", "['" + hex(transaction) + "', 10000]")
                        .at("/data/code")
                        .textValue())
                .isEqualTo("ALREADY_KNOWN");
    }

    @Test
    void aSubmissionThatIsNotFinalInTimeIsPendingStill() {
        rpc.node.behave(transaction -> new FakeNode.Fate.Silence());
        Transaction transaction = transaction("mine");
        JsonNode pending = rpc.result("tx.submit", "{'transaction': '" + hex(transaction) + "', 'waitMillis': 1}");
        assertThat(pending)
                .isEqualTo(RpcHarness.JSON
                        .createObjectNode()
                        .put("id", transaction.id().toString()));
    }

    @Test
    void howLongASubmissionWaitsIsBounded() {
        JsonNode error = rpc.error("tx.submit", "['" + hex(transaction("mine")) + "', 60001]");
        assertThat(error.at("/data/parameter").textValue()).isEqualTo("waitMillis");
    }

    /** As the ledger counts: ledger.md, Limits. */
    @Test
    void charactersAreCodePoints() {
        String topic = "\ud83d\uddf3".repeat(128);
        assertThat(rpc.error("system.get_state", "{'decision':'" + topic + "'}")
                        .get("code")
                        .intValue())
                .as("there is none")
                .isEqualTo(-32003);
        assertThat(rpc.error("system.get_state", "{'decision':'" + topic + "x'}")
                        .at("/data/parameter")
                        .textValue())
                .isEqualTo("decision");
    }

    /** operations.md, HTTP. */
    @Test
    void whatSignsWithTheNodesKeysIsForTrustedCallersOnly() {
        Workers workers = new Workers(1, 1);
        JsonRpc calls = new JsonRpc(MethodsFixture.of(rpc.node, directory, workers), 100);
        for (String method : List.of(
                "system.register",
                "system.quorum.vote",
                "system.quorum.open",
                "system.quorum.commit",
                "system.quorum.reveal",
                "system.batch.process",
                "kv.put",
                "net.addPeer",
                "net.ban",
                "node.prune")) {
            assertThat(code(calls, method, false)).as(method).isEqualTo(-32007);
            assertThat(code(calls, method, true)).as(method).isEqualTo(-32602);
        }
        assertThat(code(calls, "node.snapshot", false)).isEqualTo(-32007);
        for (String method : List.of("kv.get", "tx.submit", "tx.wait", "tx.get", "chain.block", "chain.certificate")) {
            assertThat(code(calls, method, false)).as(method).isEqualTo(-32602);
        }
        workers.close();
    }

    private static int code(JsonRpc calls, String method, boolean trusted) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}";
        byte[] answer = calls.answer(
                        body.getBytes(StandardCharsets.UTF_8),
                        Caller.byHttp(trusted, new ByteBudget(Long.MAX_VALUE).share(0)))
                .join()
                .orElseThrow();
        return RpcHarness.parse(new String(answer, StandardCharsets.UTF_8))
                .at("/error/code")
                .intValue();
    }

    @Test
    void malformedTransactionsAreRefused() {
        for (String bad : List.of("", "00", "0x00", "zz", "0", "00".repeat(300))) {
            JsonNode error = rpc.error("tx.submit", "['" + bad + "']");
            assertThat(error.get("code").intValue()).as(bad).isEqualTo(-32602);
            assertThat(error.at("/data/parameter").textValue()).isEqualTo("transaction");
        }
        assertThat(rpc.error("tx.get", "['00']").at("/data/parameter").textValue())
                .isEqualTo("id");
    }

    @Test
    void blocksAreFoundByHeightAndById() {
        rpc.result("kv.put", "['k','v']");
        JsonNode head = rpc.result("chain.head", "[]");
        assertThat(head.get("height").intValue()).isEqualTo(1);
        JsonNode block = rpc.result("chain.block", "{'height':1}");
        assertThat(block.get("id")).isEqualTo(head.get("id"));
        assertThat(block.at("/transactions/0/ok").booleanValue()).isTrue();
        assertThat(rpc.result("chain.block", "{'id':'" + head.get("id").textValue() + "'}"))
                .isEqualTo(block);
        assertThat(rpc.result("chain.block", "{'height':1,'offset':1}").get("transactions"))
                .isEmpty();
        assertThat(rpc.error("chain.block", "[2]").get("code").intValue()).isEqualTo(-32003);
        assertThat(rpc.error("chain.block", "[-1]").get("code").intValue()).isEqualTo(-32602);
        assertThat(rpc.error("chain.block", "[]").get("code").intValue()).isEqualTo(-32602);
        assertThat(rpc.error("chain.block", "{'height':1,'id':'00'}")
                        .get("code")
                        .intValue())
                .isEqualTo(-32602);
    }

    @Test
    void aBlockWithoutItsOwnCertificateIsProvenByADescendants() {
        rpc.result("kv.put", "['k','1']");
        assertThat(rpc.error("chain.certificate", "[1]").get("code").intValue()).isEqualTo(-32003);
        rpc.result("kv.put", "['k','2']");
        JsonNode certificate = rpc.result("chain.certificate", "[1]");
        assertThat(certificate.get("certifiedHeight").intValue()).isEqualTo(2);
        assertThat(certificate.get("signers")).isEqualTo(RpcHarness.parse("[0, 2]"));
        assertThat(certificate.get("signatures")).hasSize(2);
        assertThat(rpc.error("chain.certificate", "[3]").get("code").intValue()).isEqualTo(-32003);
        String first = rpc.result("chain.block", "[1]").get("id").textValue();
        assertThat(rpc.result("chain.certificate", "{'id':'" + first + "'}")).isEqualTo(certificate);
    }

    @Test
    void howAnEpochBeganIsToldWithItsSet() {
        JsonNode epoch = rpc.result("chain.epoch", "[1]");
        assertThat(epoch.get("height").intValue()).isZero();
        byte[] set = HexFormat.of().parseHex(epoch.get("validators").textValue());
        assertThat(StoredForms.validatorSet(set)).isEqualTo(rpc.node.genesis().validators());
        assertThat(epoch.get("validatorsHash").textValue())
                .isEqualTo(rpc.node.genesis().validators().hash().toHex());
        assertThat(rpc.error("chain.epoch", "[2]").get("code").intValue()).isEqualTo(-32003);
        assertThat(rpc.result("chain.head", "[]").get("oldestHeight").intValue())
                .isZero();
    }

    @Test
    void theLiveRoundIsShownWithNames() {
        JsonNode state = rpc.result("consensus.state", "[]");
        assertThat(state.at("/leader/name").textValue()).isEqualTo("charlie");
        assertThat(state.at("/self/name").textValue()).isEqualTo("bob");
        assertThat(state.get("phase").textValue()).isEqualTo("VOTING");
        assertThat(state.get("waitingFor").textValue()).isEqualTo("notarize votes of alice (1 of 2 power)");
        assertThat(state.at("/views/0/votes/0/voters/0/name").textValue()).isEqualTo("charlie");
        assertThat(state.get("missing").findValuesAsText("name")).containsExactly("alice", "bob");
        JsonNode set = rpc.result("consensus.validators", "[]");
        assertThat(set.get("validators").findValuesAsText("name")).containsExactly("alice", "bob", "charlie");
        assertThat(set.get("quorumPower").intValue()).isEqualTo(2);
        assertThat(set.get("toleratedPower").intValue()).isZero();
        JsonNode peers = rpc.result("net.peers", "[]");
        assertThat(peers.at("/peers/0/direction").textValue()).isEqualTo("inbound");
        assertThat(peers.at("/peers/0/validator").textValue()).isEqualTo("bob");
        assertThat(peers.at("/peers/0/validatorKey")).isEqualTo(set.at("/validators/1/publicKey"));
        assertThat(peers.at("/peers/0/faultPoints").intValue()).isEqualTo(60);
    }

    /** Bob's was of another epoch, in which the index may have been another's. */
    @Test
    void theLastVotesOfTheEpochAreShown() {
        JsonNode validators = rpc.result("consensus.validators", "[]").get("validators");
        assertThat(validators.at("/0").has("lastVote")).isFalse();
        assertThat(validators.at("/1").has("lastVote")).isFalse();
        JsonNode vote = validators.at("/2/lastVote");
        assertThat(vote.get("kind").textValue()).isEqualTo("notarize");
        assertThat(vote.get("view"))
                .isEqualTo(rpc.result("consensus.state", "[]").get("view"));
        assertThat(vote.get("agoMillis").intValue()).isEqualTo(7);
    }

    @Test
    void whatWasSeenLatelyIsToldWithItsTimes() {
        rpc.node.seal(List.of(), List.of());
        JsonNode recent = rpc.result("consensus.recent", "[]");
        assertThat(recent.at("/blocks/0").has("latencyMicros")).isFalse();
        assertThat(recent.at("/blocks/1/latencyMicros").intValue()).isEqualTo(21_000);
        assertThat(recent.at("/blocks/1/finalMillis").intValue()).isEqualTo(2_000);
        assertThat(recent.at("/rounds/0/leader").intValue()).isEqualTo(2);
        assertThat(recent.at("/rounds/0/proposedMicros").intValue()).isEqualTo(-1_000);
        assertThat(recent.at("/rounds/0/votes/0/index").intValue()).isEqualTo(2);
        assertThat(recent.at("/rounds/0/votes/0/afterMicros").intValue()).isEqualTo(5_000);
        assertThat(recent.at("/rounds/0/votes")).hasSize(1);
        assertThat(recent.at("/rounds/0/certificates/0/kind").textValue()).isEqualTo("notarize");
        assertThat(recent.at("/rounds/0/certificates/0/afterMicros").intValue()).isEqualTo(6_500);
        long height = recent.at("/blocks/1/height").longValue();
        JsonNode less = rpc.result("consensus.recent", "{'fromHeight':" + height + ",'rounds':0}");
        assertThat(less.get("blocks").findValuesAsText("height")).containsExactly("" + height);
        assertThat(less.get("rounds")).isEmpty();
    }

    @Test
    void evidenceIsShownWithItsProof() {
        JsonNode evidence = rpc.result("consensus.evidence", "[]");
        JsonNode one = evidence.at("/pending/0");
        assertThat(one.at("/validator/name").textValue()).isEqualTo("bob");
        assertThat(one.get("reason").textValue()).isEqualTo("Equivocation");
        assertThat(one.get("view").intValue()).isEqualTo(1);
        assertThat(StoredForms.evidence(HexFormat.of().parseHex(one.get("bytes").textValue())))
                .isEqualTo(FakeNode.EVIDENCE);
        assertThat(evidence.get("penaltyCount").intValue()).isZero();
        assertThat(evidence.get("penalties")).isEmpty();
    }

    /** ledger.md, Weights. */
    @Test
    void theCalculatorAnswersForAnyNumberOfNodes() {
        assertThat(rpc.result("consensus.quorum", "[]").get("activeNodes").intValue())
                .isEqualTo(3);
        int[][] rows = {
            {1, 1, 1, 1, 0, 0}, {3, 2, 3, 2, 1, 0}, {4, 3, 4, 3, 1, 1}, {7, 4, 6, 5, 2, 2}, {10, 6, 8, 7, 3, 3}
        };
        for (int[] row : rows) {
            JsonNode answer = rpc.result("consensus.quorum", "[" + row[0] + "]");
            assertThat(answer.get("minimum").intValue()).isEqualTo(row[1]);
            assertThat(answer.get("optimal").intValue()).isEqualTo(row[2]);
            assertThat(answer.get("finality").intValue()).isEqualTo(row[3]);
            assertThat(answer.get("toleratedCrashes").intValue()).isEqualTo(row[4]);
            assertThat(answer.get("toleratedByzantine").intValue()).isEqualTo(row[5]);
            // consensus.md, Timers: 3 Delta, of 250 ms
            assertThat(answer.get("expectedTimeoutMillis").intValue()).isEqualTo(750);
        }
    }

    @Test
    void healthSaysWhoIsNotConnected() {
        JsonNode well = rpc.result("consensus.health", "[]");
        assertThat(well.get("healthy").booleanValue()).isTrue();
        assertThat(well.get("connectedPower").intValue()).isEqualTo(1);
        assertThat(well.get("quorumConnected").booleanValue()).isFalse();
        assertThat(well.get("notConnected").findValuesAsText("name")).containsExactly("alice", "charlie");
        rpc.node.fallIll("no block became final for 30 s");
        JsonNode ill = rpc.result("consensus.health", "[]");
        assertThat(ill.get("healthy").booleanValue()).isFalse();
        assertThat(ill.get("reason").textValue()).isEqualTo("no block became final for 30 s");
        assertThat(ill.get("waitingFor").textValue()).isEqualTo("notarize votes of alice (1 of 2 power)");
    }

    @Test
    void votesOfABatchCountOrFailEachByItself() {
        rpc.result("system.register", "['a']");
        rpc.result("system.register", "['b']");
        JsonNode results = rpc.result(
                        "system.batch.process",
                        "{'votes':[{'instanceId':'a','decision':'d','value':'x'},"
                                + "{'instanceId':'nobody','decision':'d','value':'x'},"
                                + "{'instanceId':'a','decision':'d','value':'y'},"
                                + "{'instanceId':'b','decision':'d','value':'x','totalInstances':3}]}")
                .get("results");
        assertThat(results).hasSize(4);
        assertThat(results.at("/0/voted").booleanValue()).isTrue();
        assertThat(results.at("/1/voted").booleanValue()).isFalse();
        assertThat(results.at("/1/error/code").intValue()).isEqualTo(-32006);
        assertThat(results.at("/2/error/data/code").textValue()).isEqualTo("ALREADY_VOTED");
        assertThat(results.at("/3/finalDecision").textValue()).isEqualTo("x");
        assertThat(rpc.node.together().get(2))
                .as("what goes to the node together")
                .hasSize(3);
        JsonNode long1 = rpc.error("system.batch.process", "[[]]");
        assertThat(long1.at("/data/parameter").textValue()).isEqualTo("votes");
        JsonNode unknown =
                rpc.error("system.batch.process", "[[{'instanceId':'a','decision':'d','value':'x','colour':'red'}]]");
        assertThat(unknown.get("message").textValue()).contains("[0]").contains("colour");
    }

    @Test
    void theOperatorDialsAndBansPeers() {
        String peer = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";
        String address = "['/ip4/127.0.0.1/tcp/30333/p2p/" + peer + "']";
        assertThat(rpc.result("net.addPeer", address).get("added").booleanValue())
                .isTrue();
        rpc.result("net.ban", "{'peer':'" + peer + "','seconds':60}");
        assertThat(rpc.node.asked())
                .containsExactly("dial /ip4/127.0.0.1/tcp/30333/p2p/" + peer, "ban " + peer + " 60");
        assertThat(rpc.result("net.addPeer", address).get("added").booleanValue())
                .as("a second time")
                .isFalse();
        for (String bad : List.of("/ip4/127.0.0.1/tcp/30333", "127.0.0.1:30333", "/ip4/1/tcp/x/p2p/y")) {
            assertThat(rpc.error("net.addPeer", "['" + bad + "']")
                            .at("/data/parameter")
                            .textValue())
                    .isEqualTo("address");
        }
        assertThat(rpc.error("net.ban", "['nobody']").at("/data/parameter").textValue())
                .isEqualTo("peer");
    }

    @Test
    void theOperatorLooksAfterTheStore() {
        JsonNode taken = rpc.result("node.snapshot", "[]");
        assertThat(taken.get("path").textValue())
                .isEqualTo("/base/snapshots/" + taken.get("height").longValue());
        assertThat(taken.get("blockId"))
                .isEqualTo(rpc.result("chain.head", "[]").get("id"));

        JsonNode removed = rpc.result("node.prune", "{'keep':1000}");
        assertThat(rpc.node.asked()).containsExactly("keep 1000");
        assertThat(removed.toString()).isEqualTo("{\"oldest\":5,\"removed\":4,\"more\":true}");

        assertThat(rpc.error("node.prune", "[999]").at("/data/parameter").textValue())
                .isEqualTo("keep");
        JsonNode full = rpc.error("node.prune", "[7777]");
        assertThat(full.get("code").intValue()).isEqualTo(-32011);
        assertThat(full.get("message").textValue()).isEqualTo("the disk is full: free space");
        assertThat(rpc.error("node.prune", "[8888]").get("code").intValue()).isEqualTo(-32005);
    }

    /** The rules of a secret ballot, with deadlines so many milliseconds from now. */
    private static String secret(String decision, long commits, long reveals) {
        long now = System.currentTimeMillis();
        return "{'decision':'" + decision + "','ballot':'secret','totalInstances':2,'commitDeadlineMillis':"
                + (now + commits) + ",'revealDeadlineMillis':" + (now + reveals) + "}";
    }

    private static String nonce(int fill) {
        return HexFormat.of().toHexDigits((byte) fill).repeat(Commitment.NONCE_BYTES);
    }

    private static String commitment(String decision, String instance, String value, String nonce) {
        return Commitment.of(
                        FakeNode.CHAIN,
                        decision,
                        instance,
                        value,
                        Bytes.of(HexFormat.of().parseHex(nonce)))
                .toHex();
    }

    /** ledger.md, Secret ballots. */
    @Test
    void aSecretBallotIsCommittedAndThenRevealed() {
        rpc.result("system.register", "['a']");
        rpc.result("system.register", "['b']");
        JsonNode opened = rpc.result("system.quorum.open", secret("hidden", 60_000, 120_000));
        assertThat(opened.at("/decision/status").textValue()).isEqualTo("COMMITTING");
        assertThat(opened.at("/decision/rules/ballot").textValue()).isEqualTo("secret");
        assertThat(opened.get("txId").textValue()).hasSize(64);
        for (String instance : List.of("a", "b")) {
            String made = commitment("hidden", instance, "red", nonce(7));
            JsonNode committed = rpc.result("system.quorum.commit", "['" + instance + "','hidden','" + made + "']");
            assertThat(committed.at("/decision/voteCount").intValue()).isZero();
        }
        int submitted = rpc.node.submitted().size();
        JsonNode early = rpc.error("system.quorum.reveal", "['a','hidden','red','" + nonce(7) + "']");
        assertThat(early.get("code").intValue()).isEqualTo(-32008);
        assertThat(early.at("/data/waitMillis").longValue()).isBetween(1L, 60_000L);
        Operation reveal = new Operation.RevealBallot(
                "a", "hidden", "red", Bytes.of(HexFormat.of().parseHex(nonce(7))));
        JsonNode own = rpc.error("tx.submit", "['" + hex(signed(new Operation.Leave(), reveal)) + "']");
        assertThat(own.get("code").intValue()).as("signed by the client").isEqualTo(-32008);
        assertThat(rpc.node.submitted()).as("nothing was sent").hasSize(submitted);

        rpc.node.pass(Duration.ofSeconds(61));
        rpc.result("tx.submit", "['" + hex(signed(reveal)) + "']");
        assertThat(rpc.error("system.quorum.reveal", "['a','hidden','blue','" + nonce(7) + "']")
                        .at("/data/code")
                        .textValue())
                .isEqualTo("INVALID_REVEAL");
        JsonNode revealed = rpc.result("system.quorum.reveal", "['a','hidden','red','" + nonce(7) + "']");
        assertThat(revealed.at("/decision/status").textValue()).isEqualTo("REVEALING");
        assertThat(revealed.at("/decision/commits/0/revealed").booleanValue()).isTrue();
        JsonNode last = rpc.result("system.quorum.reveal", "['b','hidden','red','" + nonce(7) + "']");
        assertThat(last.at("/decision/status").textValue()).isEqualTo("DECIDED");
        assertThat(last.at("/decision/result").textValue()).isEqualTo("red");
        assertThat(new OpenRpcSchemas(rpc.result("rpc.discover", "[]")).problems("system.quorum.reveal", last))
                .isEmpty();
    }

    /** ledger.md, Secret ballots: of a decision that it does not know, a node does not know that commits are over. */
    @Test
    void noRevealIsSentOnADecisionThatThisNodeDoesNotKnow() {
        rpc.result("system.register", "['a']");
        int submitted = rpc.node.submitted().size();
        Operation reveal = new Operation.RevealBallot(
                "a", "elsewhere", "red", Bytes.of(HexFormat.of().parseHex(nonce(7))));
        for (JsonNode error : List.of(
                rpc.error("system.quorum.reveal", "['a','elsewhere','red','" + nonce(7) + "']"),
                rpc.error("tx.submit", "['" + hex(signed(reveal)) + "']"))) {
            assertThat(error.get("code").intValue()).isEqualTo(-32003);
            assertThat(error.at("/data/code").textValue()).isEqualTo("NO_SUCH_DECISION");
        }
        assertThat(rpc.node.submitted()).hasSize(submitted);
    }

    @Test
    void rulesThatCanNeverBeRightAreNamed() {
        String[][] rows = {
            {"{'decision':'d','instances':['a'],'totalInstances':3}", "totalInstances"},
            {"{'decision':'d','instances':['a','a']}", "instances"},
            {"{'decision':'d','weighting':'stake'}", "weighting"},
            {"{'decision':'d','quorum':'most'}", "quorum"},
            {"{'decision':'d','ballot':'secret'}", "commitDeadlineMillis"},
            {"{'decision':'d','ballot':'secret','commitDeadlineMillis':5}", "revealDeadlineMillis"},
            {
                "{'decision':'d','ballot':'secret','commitDeadlineMillis':5,'revealDeadlineMillis':5}",
                "revealDeadlineMillis"
            },
            {"{'decision':'d','ballot':'secret','deadlineMillis':5}", "deadlineMillis"},
            {"{'decision':'d','commitDeadlineMillis':5}", "commitDeadlineMillis"},
            {"{'decision':'d','totalInstances':0}", "totalInstances"},
            {"{'decision':'d','instances':['no spaces']}", "instances"},
            {"{}", "decision"},
        };
        for (String[] row : rows) {
            JsonNode error = rpc.error("system.quorum.open", row[0]);
            assertThat(error.at("/data/parameter").textValue())
                    .as(row[0] + error)
                    .isEqualTo(row[1]);
        }
        assertThat(rpc.node.submitted()).isEmpty();
    }

    @Test
    void everyResultIsWhatItsMethodDeclares() {
        rpc.result("system.register", "['a']");
        String voted = rpc.result("system.quorum.vote", "['a', 'd', 'v', 1]")
                .get("txId")
                .textValue();
        List<List<String>> calls = List.of(
                List.of("system.register", "['a']"),
                List.of("system.register", "['b']"),
                List.of("system.quorum.vote", "['a', 'e', 'v', 2]"),
                List.of("system.quorum.vote", "['a', 'f', 'v', 1]"),
                List.of("system.get_state", "[]"),
                List.of("system.get_state", "['d', 'a']"),
                List.of("kv.put", "['k', 'v']"),
                List.of("kv.get", "['k']"),
                List.of("tx.submit", "['" + hex(transaction("x")) + "']"),
                List.of("tx.get", "['" + voted + "']"),
                List.of("tx.wait", "['" + voted + "']"),
                List.of("chain.head", "[]"),
                List.of("chain.block", "[0]"),
                List.of("chain.certificate", "[1]"),
                List.of("chain.epoch", "[1]"),
                List.of("consensus.certificates", "[]"),
                List.of("chain.receipt", "{'tx':'" + voted + "'}"),
                List.of("kv.prove", "['k']"),
                List.of("kv.prove", "['none']"),
                List.of("consensus.state", "[]"),
                List.of("consensus.validators", "[]"),
                List.of("consensus.recent", "[]"),
                List.of("consensus.evidence", "[]"),
                List.of("consensus.quorum", "[]"),
                List.of("consensus.quorum", "[7]"),
                List.of("consensus.health", "[]"),
                List.of(
                        "system.batch.process",
                        "[[{'instanceId':'a','decision':'g','value':'v'},{'instanceId':'z','decision':'g','value':'v'}]]"),
                List.of(
                        "net.addPeer",
                        "['/ip4/127.0.0.1/tcp/1/p2p/12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp']"),
                List.of("net.ban", "['12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp', 60]"),
                List.of("net.peers", "[]"),
                List.of("node.snapshot", "[]"),
                List.of("node.prune", "[1000]"),
                List.of("system.quorum.open", "{'decision':'listed','instances':['a','b'],'quorum':'supermajority'}"),
                List.of("system.quorum.open", secret("hidden", 60_000, 120_000)),
                List.of("system.quorum.commit", "['a', 'hidden', '" + "00".repeat(32) + "']"),
                List.of("system.get_state", "['hidden', 'a']"),
                List.of("system.get_state", "['listed']"),
                List.of("rpc.discover", "[]"));
        OpenRpcSchemas schemas = new OpenRpcSchemas(rpc.result("rpc.discover", "[]"));
        assertThat(calls.stream().map(call -> call.get(0)).distinct())
                // Two need a socket; the reveal has a test of its own.
                .containsExactlyInAnyOrderElementsOf(schemas.names().stream()
                        .filter(name -> !Set.of("subscribe", "unsubscribe", "system.quorum.reveal")
                                .contains(name))
                        .toList());
        for (List<String> call : calls) {
            JsonNode result = rpc.result(call.get(0), call.get(1));
            assertThat(schemas.problems(call.get(0), result))
                    .as(call + ": " + result)
                    .isEmpty();
        }
    }
}
