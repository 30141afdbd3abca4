package io.quorate.ledger;

import io.quorate.crypto.hash.Blake3;
import io.quorate.crypto.hash.Hash;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.protocol.types.ChainId;
import java.nio.charset.StandardCharsets;

/**
 * What an instance commits itself with in a secret ballot (ledger.md, Secret ballots): BLAKE3 over
 *
 * <pre>
 *   "quorate.ballot.v1" | chain id | decision | instance id | value | nonce
 * </pre>
 *
 * <p>each behind its 4-byte length. The chain, the decision and the instance are in it, so nobody can use it elsewhere or
 * for another instance; the nonce hides the value, of which there may be few.
 */
public final class Commitment {
    /** Length of a nonce, in bytes: as many as nobody can guess. */
    public static final int NONCE_BYTES = 32;

    private static final byte[] TAG = "quorate.ballot.v1".getBytes(StandardCharsets.US_ASCII);

    private Commitment() {}

    /**
     * The commitment to a vote.
     *
     * @param nonce {@link #NONCE_BYTES} random bytes, never used before, and secret until the vote is revealed
     * @throws IllegalArgumentException if the nonce has another length, or a text is no proper Unicode
     */
    public static Hash of(ChainId chain, String decision, String instanceId, String value, Bytes nonce) {
        requireNonce(nonce);
        return Blake3.hash(new RecordWriter(256)
                .bytes(TAG)
                .bytes(chain.hash().toBytes())
                .text(decision)
                .text(instanceId)
                .text(value)
                .bytes(nonce.toBytes())
                .toBytes());
    }

    static void requireNonce(Bytes nonce) {
        if (nonce.length() != NONCE_BYTES) {
            throw new IllegalArgumentException("a nonce has " + NONCE_BYTES + " bytes, not " + nonce.length());
        }
    }
}
