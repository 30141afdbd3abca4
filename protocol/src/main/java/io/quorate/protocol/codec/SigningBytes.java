package io.quorate.protocol.codec;

import io.quorate.crypto.hash.Hash;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Subject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The bytes that a vote's signature covers. Fixed width, so that no two subjects share bytes:
 *
 * <pre>
 *   domain tag "quorate.vote.v1\0" 16 | chain id 32 | kind 1 | epoch 8 | view 8 | parent view 8 | block id 32
 * </pre>
 *
 * <p>all big-endian; a nullify has zeros in the last two. Chain, epoch, view and kind are in it, so none can be replayed
 * under another (consensus.md, Words).
 */
public final class SigningBytes {
    private static final byte[] VOTE_DOMAIN = "quorate.vote.v1\0".getBytes(StandardCharsets.US_ASCII);

    private SigningBytes() {}

    /** The bytes to sign for a vote. */
    public static byte[] of(ChainId chain, Subject subject) {
        return ByteBuffer.allocate(VOTE_DOMAIN.length + 2 * Hash.SIZE + 1 + 3 * Long.BYTES)
                .put(VOTE_DOMAIN)
                .put(chain.hash().toBytes())
                .put((byte) subject.kind().code())
                .putLong(subject.round().epoch().number())
                .putLong(subject.view().number())
                .putLong(subject.parentView().number())
                .put(subject.block().hash().toBytes())
                .array();
    }
}
