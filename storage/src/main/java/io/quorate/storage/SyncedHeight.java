package io.quorate.storage;

import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.types.Height;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The height of the last commit known to be durable, in a file beside the database: height 8, CRC32C 4.
 *
 * <p>RocksDB drops the end of its log from the first bad record on, which is right for what a power loss tore and wrong
 * for what was synced. The mark tells them apart. It is written after each sync and never synced itself: one that is out
 * of date is lower, and so proves less, never too much. Its bytes lie in one sector. Not thread-safe.
 */
final class SyncedHeight implements AutoCloseable {
    /** Its name in the database's directory. */
    static final String NAME = "synced-height";

    private static final int BYTES = Long.BYTES + Integer.BYTES;

    private final Path path;
    private final FileChannel file;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);

    private SyncedHeight(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    static SyncedHeight open(Path database) {
        Path path = database.resolve(NAME);
        try {
            return new SyncedHeight(
                    path,
                    FileChannel.open(
                            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** The height, or nothing where none was written or it was lost in a crash. */
    Optional<Height> read() {
        try {
            bytes.clear();
            int count = file.read(bytes, 0);
            if (count < BYTES || bytes.getInt(Long.BYTES) != crc()) {
                return Optional.empty();
            }
            return Optional.of(new Height(bytes.getLong(0)));
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    void write(Height height) {
        try {
            bytes.clear().putLong(height.number());
            bytes.putInt(Long.BYTES, crc()).rewind();
            file.write(bytes, 0);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private int crc() {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, Long.BYTES));
        return (int) crc.getValue();
    }

    private static StorageException failed(Path path, IOException e) {
        return new StorageException(
                "cannot use " + path + " (" + BasePath.reason(e)
                        + "): check the disk and its free space, then start again",
                e);
    }
}
