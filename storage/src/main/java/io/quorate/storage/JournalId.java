package io.quorate.storage;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names one journal, drawn at random when it is made: 128 bits. It ties the file to its base path. */
record JournalId(long high, long low) {
    static final int BYTES = 2 * Long.BYTES;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new one. */
    static JournalId random() {
        return new JournalId(RANDOM.nextLong(), RANDOM.nextLong());
    }

    /**
     * Reads 32 hexadecimal digits.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static JournalId fromHex(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("a journal id has " + 2 * BYTES + " digits");
        }
        return new JournalId(
                HexFormat.fromHexDigitsToLong(hex, 0, BYTES), HexFormat.fromHexDigitsToLong(hex, BYTES, 2 * BYTES));
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
