package io.quorate.ledger;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.protocol.types.ChainId;
import java.nio.charset.StandardCharsets;

/**
 * What a consensus key signs to be taken into service, or out of it. The account and the chain are in it, so nobody else
 * can use the signature, nor here one that was made elsewhere.
 *
 * <pre>
 *   join      tag "quorate.join.v1"    | chain id 32 | account | consensus key
 *   rotation  tag "quorate.rotate.v1"  | chain id 32 | account | old key | new key
 * </pre>
 *
 * <p>Keys are behind a 4-byte length.
 */
public final class KeyProofs {
    private static final byte[] JOIN = "quorate.join.v1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ROTATE = "quorate.rotate.v1".getBytes(StandardCharsets.US_ASCII);

    private KeyProofs() {}

    /** What a consensus key signs to serve an account. */
    public static byte[] join(ChainId chain, PublicKey account, PublicKey consensusKey) {
        return begin(JOIN, chain).key(account).key(consensusKey).toBytes();
    }

    /** What the old key and the new one sign for the new one to take its place. */
    public static byte[] rotation(ChainId chain, PublicKey account, PublicKey oldKey, PublicKey newKey) {
        return begin(ROTATE, chain).key(account).key(oldKey).key(newKey).toBytes();
    }

    private static RecordWriter begin(byte[] tag, ChainId chain) {
        RecordWriter out = new RecordWriter(tag.length + Hash.SIZE + 128);
        for (byte octet : tag) {
            out.octet(octet);
        }
        return out.hash(chain.hash());
    }
}
