package io.quorate.ledger.instances;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.TransactionId;
import java.util.Optional;

/**
 * A registered instance.
 *
 * @param key the key that registered it: it alone votes for it
 * @param height where it was registered
 * @param transaction by which transaction
 */
public record Instance(String id, PublicKey key, Height height, TransactionId transaction) {
    private static final int FORMAT = 1;

    /** Where an instance lies. */
    public static StateKey keyOf(String id) {
        return Space.INSTANCE.key(RecordWriter.utf8(id));
    }

    /** The instance of an id. */
    public static Optional<Instance> find(ReadableState state, String id) {
        return state.get(keyOf(id)).map(Instance::fromBytes);
    }

    /** Stores it. */
    public void store(Overlay overlay) {
        overlay.put(keyOf(id), toBytes());
    }

    /** The form that is stored, and proven by the state root. */
    public byte[] toBytes() {
        return new RecordWriter()
                .octet(FORMAT)
                .text(id)
                .key(key)
                .number(height.number())
                .hash(transaction.hash())
                .toBytes();
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public static Instance fromBytes(byte[] bytes) {
        RecordReader in = new RecordReader(bytes).format(FORMAT);
        Instance instance = new Instance(in.text(), in.key(), new Height(in.number()), new TransactionId(in.hash()));
        in.end();
        return instance;
    }
}
