package io.quorate.node.p2p;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.protocol.types.PeerId;
import java.util.Arrays;

/**
 * Peer ids as text: base58 of the identity multihash of the node's Ed25519 public key in its protobuf form, so that the
 * key can be read back from the id ({@code 12D3KooW...}). One key has one text. See network.md, Addresses.
 */
public final class PeerIds {
    /** Multihash: identity, 36 bytes; protobuf: key type Ed25519, then 32 bytes of key. */
    private static final byte[] PREFIX = {0x00, 0x24, 0x08, 0x01, 0x12, 0x20};

    private static final int KEY_BYTES = 32;
    private static final int MAX_TEXT = 64;

    private PeerIds() {}

    /**
     * The id of a node's public key.
     *
     * @throws IllegalArgumentException if it is not an Ed25519 key in canonical form
     */
    public static PeerId of(PublicKey nodeKey) {
        if (!SignatureSchemes.ed25519().isCanonicalKey(nodeKey)) {
            throw new IllegalArgumentException("not a canonical Ed25519 public key");
        }
        byte[] bytes = Arrays.copyOf(PREFIX, PREFIX.length + KEY_BYTES);
        System.arraycopy(nodeKey.toBytes(), 0, bytes, PREFIX.length, KEY_BYTES);
        return new PeerId(Base58.encode(bytes));
    }

    /**
     * Reads a peer id from text.
     *
     * @throws IllegalArgumentException with a reason of one line, if it is none
     */
    public static PeerId parse(String text) {
        return of(keyIn(text));
    }

    /**
     * The public key that an id stands for.
     *
     * @throws IllegalArgumentException if its text is no peer id
     */
    public static PublicKey publicKey(PeerId id) {
        return keyIn(id.text());
    }

    private static PublicKey keyIn(String text) {
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("a peer id has about 52 characters, not " + text.length());
        }
        byte[] bytes = Base58.decode(text);
        if (bytes.length != PREFIX.length + KEY_BYTES
                || !Arrays.equals(bytes, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
            throw new IllegalArgumentException("a peer id is that of an Ed25519 key: it begins with 12D3KooW");
        }
        return PublicKey.of(Arrays.copyOfRange(bytes, PREFIX.length, bytes.length));
    }
}
