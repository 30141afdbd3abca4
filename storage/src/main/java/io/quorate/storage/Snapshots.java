package io.quorate.storage;

import io.quorate.protocol.port.BlockStore.Head;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.types.ChainId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Snapshots of a running node's store, each a base path of its own, named by the height of its head. The newest few are kept;
 * one that a node was started in is that node's from then on, with its signing journal, and is left alone.
 *
 * <p>They hold the chain and its state, and neither keys nor signing journal. Files that do not change are linked, so that a
 * snapshot is made in a moment and takes room only as the store moves on. For one thread at a time.
 */
public final class Snapshots {
    /** How many are kept. */
    public static final int KEPT = 3;

    private static final Pattern NAME = Pattern.compile("[0-9]{1,19}");
    private static final String UNFINISHED = "unfinished";

    private final BasePath base;
    private final RocksBlockStore store;
    private final ChainId chain;

    /** Of a store that is open, in the {@code snapshots} directory of its base path. */
    public Snapshots(BasePath base, RocksBlockStore store, ChainId chain) {
        this.base = base;
        this.store = store;
        this.chain = chain;
    }

    /** A snapshot, and what it ends with. */
    public record Taken(Path path, Head head) {}

    /**
     * Makes one and opens it, to see that it can be opened and what it holds; then deletes those too many.
     *
     * @throws StorageException if it cannot be made; the store goes on
     */
    public Taken take() {
        Path directory = base.snapshots();
        Path unfinished = directory.resolve(UNFINISHED);
        try {
            delete(unfinished);
            store.checkpoint(unfinished);
            Head head = headOf(unfinished);
            Path named = directory.resolve(head.block().height().toString());
            if (isUsed(named)) {
                throw new StorageException(
                        "a node was started in " + named + ", where this snapshot belongs: take one at a later height");
            }
            delete(named);
            Files.move(unfinished, named);
            List<Path> known =
                    known(directory).stream().filter(path -> !isUsed(path)).toList();
            for (Path old : known.subList(0, Math.max(0, known.size() - KEPT))) {
                delete(old);
            }
            return new Taken(named, head);
        } catch (IOException e) {
            throw new StorageException(
                    "cannot make a snapshot in " + directory + " (" + BasePath.reason(e)
                            + "): check the disk and its free space",
                    e);
        }
    }

    /** Whether a node has run in it: it made a journal. */
    private static boolean isUsed(Path snapshot) {
        return FileSigningJournal.isIn(snapshot);
    }

    private Head headOf(Path snapshot) {
        try (BasePath opened = BasePath.open(snapshot);
                RocksBlockStore copy = RocksBlockStore.open(opened, chain, RocksLimits.SMALL)) {
            return copy.head()
                    .orElseThrow(() -> new StorageException("a snapshot of no block: the chain has none yet"));
        }
    }

    /** Oldest first. */
    private static List<Path> known(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(path ->
                            NAME.matcher(String.valueOf(path.getFileName())).matches())
                    .sorted(Comparator.comparingLong(path -> Long.parseLong(String.valueOf(path.getFileName()))))
                    .toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path path : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
