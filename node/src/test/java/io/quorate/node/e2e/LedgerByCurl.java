package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.TransactionBuilder;
import io.quorate.client.genesis.GenesisFormat;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.node.config.Chains;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Transaction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The three validators of the chain {@code local}, reached by {@code curl} alone. Genesis differs from the one that comes
 * with the program in what would take too long or too much to reach otherwise: what a sender may hold, how long votes are
 * kept, how long an epoch lasts, what an invalid proposal costs, and who has stake or weight beside the three.
 */
final class LedgerByCurl implements AutoCloseable {
    /** What genesis lets one sender hold. */
    static final int INSTANCES = 12;

    static final int OPEN_DECISIONS = 8;
    static final int KEYS = 4;
    static final int BYTES = 60_000;

    /** Accounts with stake that are no validators yet; what votes of the two keys weigh. */
    static final Signer ERIN = key("erin");

    static final Signer FINN = key("finn");
    static final long ALLOTTED = 3;
    static final Signer SEVEN = key("seven");
    static final Signer HEAVY = key("heavy");
    static final long HEAVY_WEIGHT = (1L << 60) - 7;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final Network network;
    private final Map<Member, Curl> clients = new LinkedHashMap<>();
    private final ChainId chain;
    private final AtomicInteger names = new AtomicInteger();

    private LedgerByCurl(Path directory, Path curl, byte[] genesis) throws Exception {
        chain = GenesisFormat.chainId(genesis);
        Path file = Files.write(directory.resolve("genesis.json"), genesis);
        network = new Network(directory, file.toString(), ALICE, BOB, CHARLIE);
        for (Member member : network.members()) {
            clients.put(member, new Curl(curl, directory, member));
        }
    }

    /** Starts it; returns when each has a final block. */
    static LedgerByCurl start(Path directory) throws Exception {
        Path curl = Programs.orFailInCi("curl", "apt-get install curl");
        LedgerByCurl started = new LedgerByCurl(directory, curl, genesis());
        try {
            started.network.startAll();
            for (Member member : started.network.members()) {
                started.network.awaitHeight(member, 1);
            }
        } catch (Throwable e) {
            started.close();
            throw e;
        }
        return started;
    }

    private static byte[] genesis() throws Exception {
        ObjectNode root = (ObjectNode) Rpc.JSON.readTree(Chains.bytes("local"));
        root.put("epochDuration", "4s").put("blockInterval", "500ms");
        ObjectNode staking = root.putObject("staking").put("invalidProposalPenalty", 10_000);
        ArrayNode allotments = staking.putArray("allotments");
        for (Signer account : List.of(ERIN, FINN)) {
            allotments
                    .addObject()
                    .put("accountKey", account.publicKey().toHex())
                    .put("stake", ALLOTTED);
        }
        ObjectNode ledger = root.putObject("ledger")
                .put("instances", INSTANCES)
                .put("openDecisions", OPEN_DECISIONS)
                .put("keys", KEYS)
                .put("bytes", BYTES)
                .put("retention", "1s");
        ArrayNode weights = ledger.putArray("weights");
        weights.addObject().put("key", SEVEN.publicKey().toHex()).put("weight", 7);
        weights.addObject().put("key", HEAVY.publicKey().toHex()).put("weight", HEAVY_WEIGHT);
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    ChainId chain() {
        return chain;
    }

    Network network() {
        return network;
    }

    Curl at(DevelopmentKeys node) {
        return Optional.ofNullable(clients.get(network.member(node))).orElseThrow();
    }

    /** A name that nothing has yet. */
    String name(String of) {
        return of + "-" + names.incrementAndGet();
    }

    /** Someone nobody knows yet. */
    Signer someone() {
        return key(name("someone"));
    }

    private static Signer key(String name) {
        return SignatureSchemes.ed25519()
                .signer(Sha256.hash(name.getBytes(StandardCharsets.UTF_8)).toBytes());
    }

    /** Parameters by name. */
    static Map<String, Object> with(Object... pairs) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.put(pairs[i].toString(), pairs[i + 1]);
        }
        return parameters;
    }

    // ---- time

    /** The time of the newest final block that a node knows. */
    BlockTime now() throws Exception {
        return new BlockTime(
                at(ALICE).result("chain.head", Map.of()).path("timeMillis").asLong());
    }

    /** Returns when a block at or after this time is final. */
    void await(BlockTime time) throws Exception {
        until("block time " + time.millis(), () -> !time.isAfter(now()));
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    void until(String what, Condition condition) throws Exception {
        Await.until(what, network::toString, () -> {
            try {
                return condition.holds();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(what + ": " + e, e);
            }
        });
    }

    // ---- transactions that are signed here

    Transaction transaction(Signer sender, BlockTime expiry, List<Operation> operations) {
        TransactionBuilder builder = new TransactionBuilder(chain, expiry);
        operations.forEach(builder::add);
        return builder.sign(sender);
    }

    Transaction transaction(Signer sender, List<Operation> operations) throws Exception {
        return transaction(sender, now().plus(LIFE), operations);
    }

    static Map<String, Object> submission(Transaction transaction) {
        return with("transaction", HexFormat.of().formatHex(transaction.bytes()), "waitMillis", PATIENCE.toMillis());
    }

    /** The receipt of a transaction, final. */
    JsonNode receipt(Signer sender, List<Operation> operations) throws Exception {
        JsonNode answer = at(ALICE).result("tx.submit", submission(transaction(sender, operations)));
        assertThat(answer.has("receipt")).as("%s: %s", operations, answer).isTrue();
        return answer.path("receipt");
    }

    /** The results of operations that must succeed. */
    List<Result> succeed(Signer sender, List<Operation> operations) throws Exception {
        return results(receipt(sender, operations));
    }

    static List<Result> results(JsonNode receipt) {
        assertThat(receipt.path("ok").asBoolean()).as(receipt.toString()).isTrue();
        List<Result> results = new ArrayList<>();
        receipt.path("results")
                .forEach(result -> results.add(Result.decode(HexFormat.of().parseHex(result.asText()))));
        return results;
    }

    Result succeed(Signer sender, Operation operation) throws Exception {
        return succeed(sender, List.of(operation)).get(0);
    }

    /** Checks that the last of some operations fails with a code, and with it all of them. */
    void fails(String code, Signer sender, List<Operation> operations) throws Exception {
        JsonNode receipt = receipt(sender, operations);
        assertThat(receipt.path("ok").asBoolean(true)).as(receipt.toString()).isFalse();
        assertThat(receipt.path("code").asText()).as(receipt.toString()).isEqualTo(code);
        assertThat(receipt.path("message").asText()).isNotBlank();
        assertThat(receipt.path("operation").asInt(-1)).as(receipt.toString()).isEqualTo(operations.size() - 1);
    }

    // ---- what there is

    JsonNode decision(String topic) throws Exception {
        return at(ALICE).result("system.get_state", with("decision", topic)).path("decision");
    }

    /** What a member of the current set is, with the epoch; none if there is none with this account. */
    Optional<ObjectNode> seat(PublicKey account) throws Exception {
        JsonNode all = at(ALICE).result("consensus.validators", Map.of());
        for (JsonNode validator : all.path("validators")) {
            if (validator.path("account").asText().equals(account.toHex())) {
                ObjectNode found = validator.deepCopy();
                return Optional.of(found.put("epoch", all.path("epoch").asLong())
                        .put("setHash", all.path("hash").asText()));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        network.close();
    }
}
