package io.quorate.crypto.hash;

import org.bouncycastle.crypto.digests.Blake3Digest;

/** BLAKE3 with 32 bytes of output: what ballots are committed with. SHA-256 is for everything else. Thread-safe. */
public final class Blake3 {
    private Blake3() {}

    /** The hash of the parts, one after the other, with nothing between them. */
    public static Hash hash(byte[]... parts) {
        Blake3Digest digest = new Blake3Digest(8 * Hash.SIZE);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] hash = new byte[Hash.SIZE];
        digest.doFinal(hash, 0);
        return Hash.owning(hash);
    }
}
