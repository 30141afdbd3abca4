package io.quorate.node.recorder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes the steps of a segment on a thread of its own: length 4, CRC32C of it 4, CRC32C of the bytes 4, bytes. Nothing is synced: a killed process
 * loses what still waited, a power loss more. What waits is bounded; when it is too much, {@link #offer} refuses.
 */
final class SegmentWriter implements AutoCloseable {
    static final int FRAME_BYTES = 3 * Integer.BYTES;

    /** The longest step: the first of a segment may hold a whole journal. */
    static final int LONGEST_STEP = 256 << 20;

    /** What waits for the disk at most. */
    private static final long WAITING_BYTES = 32L << 20;

    private static final int WAITING = 65_536;

    private static final long CLOSE_MILLIS = 5_000;

    private static final byte[] END = new byte[0];

    private final FileChannel file;
    private final LinkedBlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Thread thread;
    private volatile @Nullable IOException failure;

    /** Begins a file; does {@code first} on its thread before it writes. */
    SegmentWriter(Path path, Work first) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.thread = new Thread(() -> run(first), "recorder");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes a step, to be written soon; false if the disk is too slow, or failed. Never blocks. */
    boolean offer(byte[] step) {
        if (failure != null || waiting.size() >= WAITING || step.length > LONGEST_STEP) {
            return false;
        }
        // A single one always fits.
        if (waitingBytes.addAndGet(step.length) > Math.max(WAITING_BYTES, step.length)) {
            waitingBytes.addAndGet(-step.length);
            return false;
        }
        return waiting.offer(step);
    }

    /** Why nothing is written any more, if so. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** Something that needs the disk. */
    interface Work {
        void run() throws IOException;
    }

    private void run(Work first) {
        try (file) {
            first.run();
            for (byte[] step = waiting.take(); step != END; step = waiting.take()) {
                if (failure == null) {
                    write(step);
                }
                waitingBytes.addAndGet(-step.length);
            }
        } catch (IOException e) {
            failure = e;
        } catch (UncheckedIOException e) {
            failure = new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(byte[] step) {
        byte[] length = ByteBuffer.allocate(Integer.BYTES).putInt(step.length).array();
        ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES + step.length)
                .put(length)
                .putInt(sum(length))
                .putInt(sum(step))
                .put(step)
                .flip();
        try {
            while (frame.hasRemaining()) {
                file.write(frame);
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    static int sum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** Lets it write what waits and end; does not wait for it. */
    void end() {
        waiting.add(END);
    }

    /** Ends, and waits until all is written. */
    @Override
    public void close() {
        end();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
