package io.quorate.storage;

import io.quorate.crypto.hash.Hash;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.port.BlockStore.Location;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Keys and small values of the {@link Column}s, as bytes. Readers throw {@code IllegalArgumentException} for bytes that
 * were not written here.
 */
final class Records {
    private Records() {}

    static byte[] key(Height height) {
        return ByteBuffer.allocate(Long.BYTES).putLong(height.number()).array();
    }

    static byte[] key(Epoch epoch) {
        return ByteBuffer.allocate(Long.BYTES).putLong(epoch.number()).array();
    }

    /** Stands before the keys of all certificates of this round and of later ones, and after those of earlier ones. */
    static byte[] key(Round round) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(round.epoch().number())
                .putLong(round.view().number())
                .array();
    }

    static byte[] key(Certificate certificate) {
        return ByteBuffer.allocate(2 * Long.BYTES + 1)
                .put(key(certificate.round()))
                .put((byte) certificate.kind().code())
                .array();
    }

    static Height height(byte[] bytes) {
        return new Height(exactly(bytes, Long.BYTES).getLong());
    }

    /** The head's height, and the epoch that the next block belongs to. */
    record HeadMark(Height height, Epoch epoch) {}

    static byte[] encode(HeadMark mark) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(mark.height().number())
                .putLong(mark.epoch().number())
                .array();
    }

    static HeadMark headMark(byte[] bytes) {
        ByteBuffer in = exactly(bytes, 2 * Long.BYTES);
        return new HeadMark(new Height(in.getLong()), new Epoch(in.getLong()));
    }

    static byte[] encode(Location location) {
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(location.height().number())
                .putInt(location.index())
                .array();
    }

    static Location location(byte[] bytes) {
        ByteBuffer in = exactly(bytes, Long.BYTES + Integer.BYTES);
        return new Location(new Height(in.getLong()), in.getInt());
    }

    static byte[] encode(EpochStart start) {
        byte[] set = StoredForms.encode(start.set());
        return ByteBuffer.allocate(2 * Hash.SIZE + 2 * Long.BYTES + set.length)
                .put(start.block().hash().toBytes())
                .putLong(start.height().number())
                .putLong(start.time().millis())
                .put(start.stateRoot().toBytes())
                .put(set)
                .array();
    }

    static EpochStart epochStart(Epoch epoch, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            BlockId block = new BlockId(hash(in));
            Height height = new Height(in.getLong());
            BlockTime time = new BlockTime(in.getLong());
            Hash stateRoot = hash(in);
            byte[] set = new byte[in.remaining()];
            in.get(set);
            return new EpochStart(epoch, block, height, time, stateRoot, StoredForms.validatorSet(set));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("an epoch's start of " + bytes.length + " bytes", e);
        }
    }

    private static Hash hash(ByteBuffer in) {
        byte[] bytes = new byte[Hash.SIZE];
        in.get(bytes);
        return Hash.of(bytes);
    }

    private static ByteBuffer exactly(byte[] bytes, int length) {
        if (bytes.length != length) {
            throw new IllegalArgumentException("a value of " + bytes.length + " bytes, not " + length);
        }
        return ByteBuffer.wrap(bytes);
    }
}
