package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.About;
import io.quorate.client.OfflineVerifier;
import io.quorate.client.QuorateClient;
import io.quorate.client.Quoted;
import io.quorate.client.Submission;
import io.quorate.client.TransactionBuilder;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.ledger.decisions.Decision;
import io.quorate.node.config.OperatorException;
import io.quorate.node.rpc.methods.DecisionJson;
import io.quorate.protocol.receipt.Outcome;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Signs operations with an account's key here, and has a node put them on the chain: the node never sees the key. */
final class AccountClient {
    private static final Duration LIFETIME = Duration.ofMinutes(2);
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final RpcClient client;
    private final Signer account;
    private final ChainId chain;
    private final Optional<OfflineVerifier> verifier;

    /** Asks the node which chain it is on. */
    AccountClient(RpcClient client, Signer account) throws InterruptedException {
        this(client, account, client.typed("system.get_state", QuorateClient::chain), Optional.empty());
    }

    private AccountClient(RpcClient client, Signer account, ChainId chain, Optional<OfflineVerifier> verifier) {
        this.client = client;
        this.account = account;
        this.chain = chain;
        this.verifier = verifier;
    }

    /** Signs for a known chain, and believes of results only what is proven against its genesis. */
    static AccountClient of(RpcClient client, Signer account, Genesis genesis) {
        return new AccountClient(client, account, genesis.chain(), Optional.of(new OfflineVerifier(genesis)));
    }

    ChainId chain() {
        return chain;
    }

    Signer account() {
        return account;
    }

    /**
     * The decision on a topic with a secret ballot, as the newest final state has it: proven, if the genesis is known;
     * else what the node says.
     *
     * @throws OperatorException if there is none, its ballot is open, or the node's proof is refused
     */
    SecretBallot ballot(String topic) throws InterruptedException {
        if (verifier.isEmpty()) {
            return SecretBallot.ask(client, topic);
        }
        return SecretBallot.of(topic, proven(verifier.get(), topic));
    }

    private Outcome.Proven proven(OfflineVerifier genesis, String topic) throws InterruptedException {
        return client.typed(
                "chain.receipt",
                node -> accepted(
                        node.receipt(new About.Decision(topic), Optional.empty()),
                        "the decision " + Quoted.of(topic),
                        genesis));
    }

    /**
     * The answer of a command that changed a decision: what the change came to, and the decision since. If the genesis is
     * known it is proven, and lists no votes; else it is what the node says.
     *
     * @throws OperatorException if the node's proof is refused, or older than the change
     */
    JsonNode answer(String topic, Done done) throws InterruptedException {
        ObjectNode answer =
                Json.object().put("height", done.height()).put("txId", done.id().toString());
        if (verifier.isEmpty()) {
            JsonNode state = client.call("system.get_state", Json.object().put("decision", topic));
            return answer.set("decision", state.path("decision"));
        }
        Outcome.Proven proven = proven(verifier.get(), topic);
        if (proven.under().height().number() < done.height()) {
            throw OperatorException.failure("the transaction is final in block " + done.height()
                    + ", and the node proves the decision " + Quoted.of(topic) + " only as of block "
                    + proven.under().height());
        }
        Decision decision = SecretBallot.decision(topic, proven);
        return answer.set(
                "decision", DecisionJson.record(decision, proven.under().time()));
    }

    /** What became of a transaction of one operation: it is final, and succeeded. */
    record Done(TransactionId id, long height, Receipt.Ok receipt) {
        /**
         * What the operation gave.
         *
         * @throws OperatorException if it is nothing that such an operation gives
         */
        <R extends Result> R result(Class<R> kind) {
            List<byte[]> results = receipt.results();
            return Optional.of(results)
                    .filter(all -> all.size() == 1)
                    .flatMap(all -> Done.read(all.get(0)))
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .orElseThrow(() -> OperatorException.failure(
                            "what is said to be the result of transaction " + id + " is no result of what was sent"));
        }

        /** A result of a ledger that this version knows. */
        static Optional<Result> read(byte[] bytes) {
            try {
                return Optional.of(Result.decode(bytes));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    /**
     * The result of a transaction with one operation, once it is final and has succeeded.
     *
     * @throws OperatorException if it has not, with why
     */
    Done perform(Operation operation) throws InterruptedException {
        return perform(List.of(operation));
    }

    /** The same with several operations: all are applied, or none is. */
    Done perform(List<Operation> operations) throws InterruptedException {
        return client.typed("tx.submit", node -> {
            TransactionBuilder builder = new TransactionBuilder(chain, node.expiry(LIFETIME));
            operations.forEach(builder::add);
            Transaction transaction = builder.sign(account);
            if (!(node.submit(transaction, WAIT) instanceof Submission.Final said)) {
                throw OperatorException.failure("the transaction " + transaction.id()
                        + " is not final yet, and may still become so until "
                        + Instant.ofEpochMilli(transaction.expiry().millis())
                        + ": see quorate receipt --tx ID --expiry TIME");
            }
            long height = said.height().number();
            Receipt receipt = said.receipt();
            if (verifier.isPresent()) {
                Outcome.Proven proven = accepted(
                        node.receipt(new About.OfTransaction(transaction.id()), Optional.empty()),
                        "transaction " + transaction.id(),
                        verifier.get());
                height = proven.under().height().number();
                receipt = ((ChainReceipt.Execution) proven.claim()).receipt();
            }
            if (receipt instanceof Receipt.Failed failed) {
                throw OperatorException.failure(failed.code() + ": " + failed.message());
            }
            return new Done(transaction.id(), height, (Receipt.Ok) receipt);
        });
    }

    private static Outcome.Proven accepted(ChainReceipt receipt, String what, OfflineVerifier verifier) {
        Outcome outcome = verifier.verify(receipt, Optional.empty());
        if (outcome instanceof Outcome.Refused refused) {
            throw OperatorException.failure("the node's receipt of " + what + " is refused at check "
                    + refused.check().id() + ": " + refused.reason());
        }
        return (Outcome.Proven) outcome;
    }

    /** The same as JSON. */
    JsonNode submit(Operation operation) throws InterruptedException {
        return submit(List.of(operation));
    }

    JsonNode submit(List<Operation> operations) throws InterruptedException {
        Done done = perform(operations);
        ObjectNode answer = Json.object().put("id", done.id().toString()).put("height", done.height());
        ArrayNode results = answer.putObject("receipt").put("ok", true).putArray("results");
        done.receipt().results().forEach(result -> results.add(HexFormat.of().formatHex(result)));
        return answer;
    }
}
