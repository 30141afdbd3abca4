package io.quorate.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.hash.Hash;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A node's RPC, typed: what a program needs to submit transactions and to prove what came of them. Thread-safe; a call
 * takes as long as the node, within the connection's patience.
 *
 * <pre>{@code
 * QuorateClient client = QuorateClient.at(arguments[0]);
 * Genesis genesis = GenesisFormat.read(Path.of(arguments[1]));
 *
 * SignatureScheme ed25519 = SignatureSchemes.ed25519();
 * Signer signer = ed25519.signer(ed25519.generateSeed(new SecureRandom()));
 *
 * Transaction transaction = new TransactionBuilder(genesis.chain(), client.expiry(Duration.ofMinutes(2)))
 *         .add(new Operation.RegisterInstance("program-1"))
 *         .add(new Operation.CastVote("program-1", "deploy", "yes", Optional.of(1)))
 *         .sign(signer);
 * Submission submission = client.submit(transaction, Duration.ofSeconds(30));
 *
 * OfflineVerifier verifier = new OfflineVerifier(genesis);
 * ChainReceipt receipt = client.receipt(new About.Decision("deploy"), Optional.empty());
 * Outcome outcome = verifier.verify(receipt, Optional.empty());
 * }</pre>
 *
 * <p>Nothing but that last outcome is certain: all else is what the node says. Every method throws {@link
 * RpcErrorException} if the node answers with an error, and {@link IOException} if its answer does not come or is not
 * what it must be.
 */
public final class QuorateClient {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** How far a chain's time may be ahead of this machine's clock; validators wait for theirs beyond 2 s. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    private static final int NOT_FINAL_IN_TIME = -32002;
    private static final int NOT_FOUND = -32003;

    private final RpcConnection connection;

    /** Over a connection. */
    public QuorateClient(RpcConnection connection) {
        this.connection = connection;
    }

    /**
     * Of the node that serves at a URL.
     *
     * @throws IllegalArgumentException if the URL is none of HTTP
     */
    public static QuorateClient at(String url) {
        return new QuorateClient(new RpcConnection(url, PATIENCE, Optional.empty()));
    }

    /** The connection, for calls that have no method here. */
    public RpcConnection connection() {
        return connection;
    }

    /** The chain that the node says it is on. Who has the genesis file knows better. */
    public ChainId chain() throws RpcErrorException, IOException, InterruptedException {
        JsonNode state = call("system.get_state", RpcConnection.parameters().put("limit", 0));
        return new ChainId(hash(state.path("summary"), "chainId"));
    }

    /**
     * The time of the newest final block: what transactions expire by. Before the first block this machine's clock, if it
     * is later: the chain's specification may be years old.
     *
     * @throws IOException also if it is ahead of this machine's clock: by an invented time a transaction would live as long
     *     as the node likes, and be executed when its sender has long forgotten it
     */
    public BlockTime time() throws RpcErrorException, IOException, InterruptedException {
        JsonNode head = call("chain.head", RpcConnection.parameters());
        BlockTime time = new BlockTime(count(head, "timeMillis"));
        BlockTime clock = new BlockTime(System.currentTimeMillis());
        if (time.isAfter(clock.plus(AHEAD))) {
            throw new IOException("the chain's time is said to be " + Instant.ofEpochMilli(time.millis())
                    + ", which is more than " + AHEAD.toSeconds() + " s ahead of this machine's clock");
        }
        return number(head, "height") > 0 ? time : BlockTime.max(time, clock);
    }

    /** The block time so much later than the newest final block; at most an hour makes sense. */
    public BlockTime expiry(Duration lifetime) throws RpcErrorException, IOException, InterruptedException {
        return time().plus(lifetime);
    }

    /**
     * Hands a transaction to the node, and waits until it is final.
     *
     * @param wait how long at most, up to a minute; zero does not wait
     */
    public Submission submit(Transaction transaction, Duration wait)
            throws RpcErrorException, IOException, InterruptedException {
        ObjectNode parameters = RpcConnection.parameters()
                .put("transaction", HexFormat.of().formatHex(transaction.bytes()))
                .put("waitMillis", wait.toMillis());
        JsonNode answer = connection.call("tx.submit", parameters, wait);
        TransactionId id = transaction.id();
        requireAbout(id, answer);
        return answer.hasNonNull("receipt") ? finalised(id, answer) : new Submission.Pending(id);
    }

    /**
     * Waits until a transaction is final, whoever handed it to whichever node: for who was told {@link
     * Submission.Pending}. May be asked again and again.
     *
     * @param wait how long at most, up to a minute; zero does not wait
     * @return pending if it is not final by then, or the node never saw it
     */
    public Submission await(TransactionId id, Duration wait)
            throws RpcErrorException, IOException, InterruptedException {
        ObjectNode parameters =
                RpcConnection.parameters().put("id", id.toString()).put("timeoutMillis", wait.toMillis());
        try {
            return finalised(id, connection.call("tx.wait", parameters, wait));
        } catch (RpcErrorException e) {
            if (e.code() == NOT_FINAL_IN_TIME) {
                return new Submission.Pending(id);
            }
            throw e;
        }
    }

    /** A transaction that the node knows to be final. */
    public Optional<Submission.Final> find(TransactionId id)
            throws RpcErrorException, IOException, InterruptedException {
        try {
            JsonNode answer = call("tx.get", RpcConnection.parameters().put("id", id.toString()));
            return Optional.of(finalised(id, answer));
        } catch (RpcErrorException e) {
            if (e.code() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * A receipt, for {@link OfflineVerifier}: of the newest state, or of a transaction that is final or never will be. It
     * is about what was asked for; that it is true is for the verifier to say.
     *
     * @param from the height of a pinned block at which it is to begin; genesis if none
     */
    public ChainReceipt receipt(About about, Optional<Height> from)
            throws RpcErrorException, IOException, InterruptedException {
        ObjectNode parameters = RpcConnection.parameters();
        if (about instanceof About.Decision decision) {
            parameters.put("decision", decision.topic());
        } else if (about instanceof About.Key key) {
            parameters.put("key", key.key());
        } else if (about instanceof About.OfTransaction transaction) {
            parameters.put("tx", transaction.id().toString());
            transaction.expiry().ifPresent(expiry -> parameters.put("expiryMillis", expiry.millis()));
        }
        from.ifPresent(height -> parameters.put("from", height.number()));
        ChainReceipt receipt;
        try {
            receipt = ReceiptJson.of(call("chain.receipt", parameters));
        } catch (IllegalArgumentException e) {
            throw new IOException("the node's receipt is none: " + e.getMessage(), e);
        }
        if (!about.fits(receipt.claim())) {
            throw new IOException("the node's receipt is about something else");
        }
        return receipt;
    }

    private JsonNode call(String method, ObjectNode parameters)
            throws RpcErrorException, IOException, InterruptedException {
        return connection.call(method, parameters, Duration.ZERO);
    }

    private static Submission.Final finalised(TransactionId id, JsonNode answer) throws IOException {
        requireAbout(id, answer);
        return new Submission.Final(id, new Height(count(answer, "height")), receipt(id, answer.path("receipt")));
    }

    private static void requireAbout(TransactionId id, JsonNode answer) throws IOException {
        if (!text(answer, "id").equals(id.toString())) {
            throw new IOException("the answer is about another transaction");
        }
    }

    private static Receipt receipt(TransactionId id, JsonNode receipt) throws IOException {
        JsonNode ok = receipt.path("ok");
        if (!ok.isBoolean()) {
            throw strange("receipt");
        }
        if (!ok.booleanValue()) {
            int operation = (int) Math.min(count(receipt, "operation"), Transaction.MAX_OPERATIONS);
            return new Receipt.Failed(id, operation, text(receipt, "code"), text(receipt, "message"));
        }
        List<byte[]> results = new ArrayList<>();
        for (JsonNode result : receipt.path("results")) {
            try {
                results.add(HexFormat.of().parseHex(result.asText()));
            } catch (IllegalArgumentException e) {
                throw strange("results");
            }
        }
        return new Receipt.Ok(id, results);
    }

    private static String text(JsonNode answer, String member) throws IOException {
        JsonNode value = answer.path(member);
        if (!value.isTextual()) {
            throw strange(member);
        }
        return value.textValue();
    }

    /** A number that is not negative. */
    private static long count(JsonNode answer, String member) throws IOException {
        long number = number(answer, member);
        if (number < 0) {
            throw strange(member);
        }
        return number;
    }

    private static long number(JsonNode answer, String member) throws IOException {
        JsonNode value = answer.path(member);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw strange(member);
        }
        return value.longValue();
    }

    private static Hash hash(JsonNode answer, String member) throws IOException {
        try {
            return Hash.fromHex(answer.path(member).asText());
        } catch (IllegalArgumentException e) {
            throw strange(member);
        }
    }

    private static IOException strange(String member) {
        return new IOException("the answer has no \"" + member + "\" of the right kind");
    }
}
