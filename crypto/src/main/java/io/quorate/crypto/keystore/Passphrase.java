package io.quorate.crypto.keystore;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A passphrase that can be wiped from memory. Not thread-safe. */
public final class Passphrase implements AutoCloseable {
    private final char[] characters;
    private boolean wiped;

    private Passphrase(char[] characters) {
        this.characters = characters;
    }

    /**
     * Copies the characters; the caller wipes its own.
     *
     * @throws KeystoreException if there are none
     */
    public static Passphrase of(char[] characters) {
        if (characters.length == 0) {
            throw new KeystoreException("the passphrase is empty: choose one of at least one character");
        }
        return new Passphrase(characters.clone());
    }

    /** Overwrites the characters; the passphrase can't be used any more. */
    public void wipe() {
        Arrays.fill(characters, '\0');
        wiped = true;
    }

    @Override
    public void close() {
        wipe();
    }

    /** In UTF-8; the caller wipes it. */
    byte[] utf8() {
        if (wiped) {
            throw new IllegalStateException("the passphrase was wiped before its use");
        }
        CharsetEncoder encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        byte[] room = new byte[(int) Math.ceil(characters.length * (double) encoder.maxBytesPerChar())];
        ByteBuffer encoded = ByteBuffer.wrap(room);
        encoder.encode(CharBuffer.wrap(characters), encoded, true);
        encoder.flush(encoded);
        byte[] bytes = Arrays.copyOf(room, encoded.position());
        Arrays.fill(room, (byte) 0);
        return bytes;
    }

    @Override
    public String toString() {
        return "Passphrase";
    }
}
