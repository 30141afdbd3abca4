package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Operation;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * Makes signed transactions: each writes one of a few keys, so that the state stays small. From several senders, for a
 * node bounds what one may have pending. Thread-safe.
 */
final class TransactionSource {
    private static final int SENDERS = 64;
    private static final int KEYS_OF_A_SENDER = 8;

    /** The most that are signed ahead; what is needed beyond is signed when it is due. */
    private static final int MOST_AHEAD = 200_000;

    private static final Duration LIFETIME = Duration.ofMinutes(50);

    private final ChainId chain;
    private final int size;
    private final SecureRandom random = new SecureRandom();
    private final long run = random.nextLong();
    private final List<Signer> senders = new ArrayList<>();
    private final Queue<Signed> ahead = new ArrayDeque<>();
    private long made;

    private TransactionSource(ChainId chain, int size) {
        this.chain = chain;
        this.size = size;
        SignatureScheme scheme = SignatureSchemes.ed25519();
        for (int i = 0; i < SENDERS; i++) {
            senders.add(scheme.signer(scheme.generateSeed(random)));
        }
    }

    /** What goes over the wire, as hexadecimal digits. */
    record Signed(String id, String hex) {}

    /** For the chain that this node follows. */
    static TransactionSource forNode(RpcClient node, int size) throws InterruptedException {
        JsonNode summary =
                node.call("system.get_state", Json.object().put("limit", 0)).path("summary");
        return new TransactionSource(
                new ChainId(Hash.fromHex(summary.path("chainId").asText())), size);
    }

    synchronized void signAhead(int count) {
        for (int i = 0; i < Math.min(count, MOST_AHEAD); i++) {
            ahead.add(sign());
        }
    }

    synchronized Signed next() {
        Signed ready = ahead.poll();
        return ready == null ? sign() : ready;
    }

    private Signed sign() {
        long number = made++;
        Signer sender = senders.get((int) (number % SENDERS));
        String key =
                "bench/" + Long.toHexString(run) + "/" + number % SENDERS + "/" + number / SENDERS % KEYS_OF_A_SENDER;
        byte[] value = new byte[size];
        for (int i = 0; i < Math.min(size, Long.BYTES); i++) {
            value[i] = (byte) (number >>> (8 * i));
        }
        Transaction.Draft draft = new Transaction.Draft(
                chain,
                sender.publicKey(),
                new Transaction.Salt(run, number),
                new BlockTime(System.currentTimeMillis()).plus(LIFETIME),
                List.of(new Operation.PutValue(key, Bytes.of(value), Optional.empty()).encode()));
        Transaction transaction = draft.signed(sender.sign(draft.signingBytes()));
        return new Signed(transaction.id().toString(), HexFormat.of().formatHex(transaction.bytes()));
    }
}
