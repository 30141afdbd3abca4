package io.quorate.ledger.values;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.Height;
import java.util.Optional;

/**
 * An entry of the key-value store.
 *
 * @param owner the key of the first writer: it alone may change or delete the entry
 * @param height where it was last written
 */
public record StoredValue(Bytes value, PublicKey owner, Height height) {
    private static final int FORMAT = 1;

    /** Where the entry of a key lies. */
    public static StateKey keyOf(String key) {
        return Space.VALUE.key(RecordWriter.utf8(key));
    }

    /** The entry of a key. */
    public static Optional<StoredValue> find(ReadableState state, String key) {
        return state.get(keyOf(key)).map(StoredValue::fromBytes);
    }

    /** Stores it under a key. */
    public void store(Overlay overlay, String key) {
        overlay.put(keyOf(key), toBytes());
    }

    /** The form that is stored, and proven by the state root. */
    public byte[] toBytes() {
        return new RecordWriter()
                .octet(FORMAT)
                .key(owner)
                .number(height.number())
                .bytes(value.toBytes())
                .toBytes();
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public static StoredValue fromBytes(byte[] bytes) {
        RecordReader in = new RecordReader(bytes).format(FORMAT);
        PublicKey owner = in.key();
        Height height = new Height(in.number());
        StoredValue stored = new StoredValue(Bytes.of(in.bytes()), owner, height);
        in.end();
        return stored;
    }
}
