package io.quorate.protocol.receipt;

import io.quorate.crypto.hash.Hash;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Height;

/**
 * A block that is known to be final from elsewhere: from someone who is trusted, or from an earlier receipt. It protects
 * from those who hold the keys of old validators.
 */
public record Pin(Height height, BlockId id) {
    /**
     * Reads {@code HEIGHT:ID}.
     *
     * @throws IllegalArgumentException if the text is anything else, or the height is 0
     */
    public static Pin parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 2 || !parts[0].matches("[1-9][0-9]{0,17}") || !parts[1].matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException("a pinned block is HEIGHT:ID, a number and 64 hexadecimal digits");
        }
        return new Pin(new Height(Long.parseLong(parts[0])), new BlockId(Hash.fromHex(parts[1])));
    }

    /** Whether a header is this block's. */
    public boolean is(BlockHeader header) {
        return header.height().equals(height) && header.id().equals(id);
    }

    @Override
    public String toString() {
        return height + ":" + id;
    }
}
