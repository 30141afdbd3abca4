package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Operation;
import io.quorate.node.config.OperatorException;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** Signs operations with an account's key here, and has a node put them on the chain: the node never sees the key. */
final class AccountClient {
    private static final Duration LIFETIME = Duration.ofMinutes(2);
    private static final int WAIT_MILLIS = 10_000;

    private final RpcClient client;
    private final Signer account;
    private final ChainId chain;

    /** Asks the node which chain it is on. */
    AccountClient(RpcClient client, Signer account) throws InterruptedException {
        this.client = client;
        this.account = account;
        JsonNode summary =
                client.call("system.get_state", Json.object().put("limit", 0)).path("summary");
        this.chain = new ChainId(
                Hash.of(HexFormat.of().parseHex(summary.path("chainId").asText())));
    }

    ChainId chain() {
        return chain;
    }

    Signer account() {
        return account;
    }

    /**
     * The receipt of a transaction with one operation, once it is final and has succeeded.
     *
     * @throws OperatorException if it has not, with why
     */
    JsonNode submit(Operation operation) throws InterruptedException {
        SecureRandom random = new SecureRandom();
        BlockTime head =
                new BlockTime(client.call("chain.head").path("timeMillis").asLong());
        Transaction.Draft draft = new Transaction.Draft(
                chain,
                account.publicKey(),
                new Transaction.Salt(random.nextLong(), random.nextLong()),
                head.plus(LIFETIME),
                List.of(operation.encode()));
        Transaction transaction = draft.signed(account.sign(draft.signingBytes()));
        JsonNode answer = client.call(
                "tx.submit",
                Json.object()
                        .put("transaction", HexFormat.of().formatHex(transaction.bytes()))
                        .put("waitMillis", WAIT_MILLIS));
        JsonNode receipt = answer.path("receipt");
        if (receipt.isMissingNode()) {
            throw OperatorException.failure(
                    "the transaction " + answer.path("id").asText()
                            + " is not final yet, and may still become so: see quorate validator status");
        }
        if (!receipt.path("ok").asBoolean()) {
            throw OperatorException.failure(receipt.path("code").asText() + ": "
                    + receipt.path("message").asText());
        }
        return answer;
    }
}
