package io.quorate.storage;

import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.types.ChainId;
import io.quorate.storage.JournalPlace.Opened;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The signing journal as one append-only file, {@code journal/current}, written in place over zeros.
 *
 * <p>Entries gather in memory; {@link #sync} writes them as one batch and syncs it: one write, one fdatasync. See {@link
 * SegmentReader} for what a crash may leave. {@link #replace} writes a new file, syncs it and renames it over the old
 * one. A background thread makes zeros and the next file ready. All methods but {@link #close} are the replica thread's;
 * that thread must not be interrupted, for an interrupt closes the file and so counts as a failed write. After a failed
 * write or sync every call throws {@link StorageException}: what reached the disk is then unknown.
 */
public final class FileSigningJournal implements SigningJournal, AutoCloseable {
    private static final long STOP_SECONDS = 30;

    private final JournalPlace place;
    private final JournalLimits limits;
    private final Executor maintenance;
    private final Runnable stopMaintenance;
    private final AtomicReference<@Nullable StorageException> failure = new AtomicReference<>();
    private final AtomicBoolean extending = new AtomicBoolean();
    private final Batch batch = new Batch();
    private @Nullable List<Entry> recovered;
    private Segment segment;
    private @Nullable CompletableFuture<JournalDirectory.Handle> next;

    private FileSigningJournal(
            JournalPlace place, JournalLimits limits, Executor maintenance, Runnable stopMaintenance, Opened opened) {
        this.place = place;
        this.limits = limits;
        this.maintenance = maintenance;
        this.stopMaintenance = stopMaintenance;
        this.segment = opened.segment();
        this.recovered = opened.entries();
    }

    /**
     * Opens the journal of a base path, or makes one where nothing was signed yet.
     *
     * @throws StorageException if the journal is missing though the base path had one, is damaged, belongs to another
     *     chain or base path, or cannot be read or written
     */
    public static FileSigningJournal open(BasePath base, ChainId chain, JournalLimits limits) {
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread worker = new Thread(task, "journal");
            worker.setDaemon(true);
            return worker;
        });
        JournalPlace place = new JournalPlace(
                new DiskDirectory(base.journal()), new JournalMarker(new DiskDirectory(base.root())), chain);
        try {
            return open(place, JournalId.random(), limits, thread, () -> stop(thread));
        } catch (StorageException e) {
            stop(thread);
            throw e;
        }
    }

    /** Whether a base path has a journal, or had one. */
    public static boolean isIn(Path basePath) {
        return Files.exists(basePath.resolve(JournalMarker.NAME));
    }

    static FileSigningJournal open(
            JournalPlace place, JournalId fresh, JournalLimits limits, Executor maintenance, Runnable stop) {
        return new FileSigningJournal(place, limits, maintenance, stop, place.open(fresh, limits));
    }

    @Override
    public List<Entry> recover() {
        check();
        List<Entry> entries = recovered;
        if (entries == null) {
            throw new IllegalStateException("the journal is read before the first append");
        }
        return List.copyOf(entries);
    }

    @Override
    public void append(Entry entry) {
        check();
        recovered = null;
        batch.add(entry);
        if (batch.isFull()) {
            // durable earlier than asked for, so that memory is bounded
            writeBatch();
        }
    }

    @Override
    public void sync() {
        check();
        if (!batch.isEmpty()) {
            writeBatch();
        }
    }

    @Override
    public boolean isFull() {
        return segment.end() >= limits.fullBytes();
    }

    /** {@inheritDoc} Entries that were appended and not synced are replaced too. */
    @Override
    public void replace(List<Entry> live) {
        check();
        recovered = null;
        batch.clear();
        Segment old = segment;
        try {
            Segment fresh = Segment.begin(nextFile(), place.header(old.header(), limits));
            for (Entry entry : live) {
                batch.add(entry);
                if (batch.isFull()) {
                    writeTo(fresh);
                }
            }
            if (!batch.isEmpty()) {
                writeTo(fresh);
            }
            fresh.force();
            place.adopt();
            segment = fresh;
        } catch (IOException e) {
            throw failed("replace", e);
        }
        next = null;
        maintenance.execute(() -> background("close", old::close));
        prepare();
    }

    /** Waits for the background thread, syncs nothing, and closes the file. What was not synced is lost. */
    @Override
    public void close() {
        stopMaintenance.run();
        try {
            CompletableFuture<JournalDirectory.Handle> prepared = next;
            if (prepared != null && prepared.isDone() && !prepared.isCompletedExceptionally()) {
                prepared.join().close();
            }
            segment.close();
        } catch (IOException e) {
            throw failed("close", e);
        } finally {
            failure.compareAndSet(null, new StorageException("the signing journal is closed"));
        }
    }

    private void writeBatch() {
        try {
            writeTo(segment);
            segment.force();
        } catch (IOException e) {
            throw failed("write", e);
        }
        prepare();
    }

    private void writeTo(Segment to) throws IOException {
        to.write(batch.bytes(), batch.size());
        batch.clear();
    }

    /** Has the background thread make ready what will be needed soon. */
    private void prepare() {
        Segment current = segment;
        long ahead = current.end() + limits.aheadBytes();
        if (current.zeroedTo() - current.end() < limits.aheadBytes() / 2 && extending.compareAndSet(false, true)) {
            maintenance.execute(() -> {
                background("extend", () -> current.reserve(ahead));
                extending.set(false);
            });
        }
        if (next == null && current.end() >= limits.fullBytes() / 2) {
            CompletableFuture<JournalDirectory.Handle> promise = new CompletableFuture<>();
            next = promise;
            maintenance.execute(() -> {
                try {
                    promise.complete(place.prepare(limits));
                } catch (IOException e) {
                    promise.completeExceptionally(e);
                }
            });
        }
    }

    private JournalDirectory.Handle nextFile() throws IOException {
        CompletableFuture<JournalDirectory.Handle> prepared = next;
        if (prepared == null) {
            return place.prepare(limits);
        }
        try {
            return prepared.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void background(String what, Work work) {
        try {
            work.run();
        } catch (IOException e) {
            // the next call throws it
            failed(what, e);
        }
    }

    private StorageException failed(String what, IOException e) {
        StorageException failed = new StorageException(
                "cannot " + what + " the signing journal " + place.describe() + " (" + BasePath.reason(e)
                        + "): nothing more is signed; check the disk and its free space, then start again",
                e);
        failure.compareAndSet(null, failed);
        return failed;
    }

    private void check() {
        StorageException failed = failure.get();
        if (failed != null) {
            throw new StorageException("after an earlier failure: " + failed.getMessage(), failed);
        }
    }

    private static void stop(ExecutorService thread) {
        // never shutdownNow: an interrupt closes the file that it meets
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new StorageException("the disk did not finish writing the signing journal within " + STOP_SECONDS
                        + " s: check the disk");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
