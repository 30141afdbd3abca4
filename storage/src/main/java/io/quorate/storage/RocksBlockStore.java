package io.quorate.storage;

import io.quorate.crypto.hash.Hash;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateSnapshot;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.View;
import io.quorate.storage.Records.HeadMark;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The finalized chain and its state in RocksDB: one write batch a commit, one sync of its log for all commits before it.
 *
 * <p>A commit that was not synced may be lost in a crash of the machine, together with all after it, never in part. See
 * {@link BlockStore} for threads. A value that cannot be read, or no longer hashes to its name, throws {@link
 * StorageException} that says what to do.
 */
public final class RocksBlockStore implements BlockStore, AutoCloseable {
    private static final byte[] CHAIN = "chain".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD = "head".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OLDEST = "oldest".getBytes(StandardCharsets.US_ASCII);

    /** Of state values held in memory; the pages near the top of the tree take little of it. */
    private static final long STATE_CACHE_BYTES = 16L << 20;

    /** So many old blocks go in one batch. */
    private static final int REMOVED_AT_ONCE = 64;

    private final Database database;
    private final StateCache cache = new StateCache(STATE_CACHE_BYTES);
    private final SyncedHeight synced;
    private volatile Optional<Head> head;
    private volatile Height oldest;
    /** The oldest epoch whose certificates are kept. */
    private Epoch archived;

    private boolean unsynced;

    private RocksBlockStore(Database database, SyncedHeight synced) {
        this.database = database;
        this.synced = synced;
        this.head = readHead();
        this.unsynced = head.isPresent();
        this.oldest = read(Column.META, OLDEST, Records::height).orElse(Height.ZERO);
        this.archived = certificates(Round.GENESIS, 1).stream()
                .map(certificate -> certificate.round().epoch())
                .findFirst()
                .or(() -> head.map(held -> held.epoch().epoch()))
                .orElse(Epoch.ZERO);
        synced.read().ifPresent(this::checkNotLost);
    }

    /**
     * Opens the store of a base path, or makes it.
     *
     * @param chain the hash of the genesis file
     * @throws StorageException if it holds another chain, is damaged, or cannot be read or written
     */
    public static RocksBlockStore open(BasePath base, ChainId chain, RocksLimits limits) {
        Database database = Database.open(base.database(), base.nativeLibraries(), limits);
        boolean opened = false;
        try {
            checkChain(base, database, chain);
            SyncedHeight synced = SyncedHeight.open(base.database());
            try {
                RocksBlockStore store = new RocksBlockStore(database, synced);
                opened = true;
                return store;
            } finally {
                if (!opened) {
                    synced.close();
                }
            }
        } finally {
            if (!opened) {
                database.close();
            }
        }
    }

    @Override
    public Optional<Head> head() {
        return head;
    }

    @Override
    public Height oldest() {
        return oldest;
    }

    @Override
    public Optional<Block> block(Height height) {
        Optional<Block> newest =
                head.map(Head::block).filter(block -> block.height().equals(height));
        return newest.isPresent() ? newest : read(Column.BLOCKS, Records.key(height), bytes -> block(height, bytes));
    }

    @Override
    public Optional<BlockHeader> header(Height height) {
        Optional<BlockHeader> newest = head.map(known -> known.block().header())
                .filter(header -> header.height().equals(height));
        return newest.isPresent() ? newest : read(Column.BLOCKS, Records.key(height), bytes -> header(height, bytes));
    }

    @Override
    public Optional<Block> block(BlockId id) {
        return read(Column.IDS, id.hash().toBytes(), Records::height).flatMap(this::block);
    }

    @Override
    public Optional<List<Receipt>> receipts(Height height) {
        return read(Column.RECEIPTS, Records.key(height), StoredForms::receipts);
    }

    @Override
    public List<Application.Event> events(Height height) {
        return read(Column.EVENTS, Records.key(height), EventRecords::decode).orElse(List.of());
    }

    @Override
    public Optional<Certificate> finalization(Height height) {
        return read(Column.CERTIFICATES, Records.key(height), StoredForms::certificate);
    }

    @Override
    public List<Certificate> certificates(Round from, int limit) {
        return database.from(Column.ARCHIVE, Records.key(from), limit).stream()
                .map(bytes -> decode(Column.ARCHIVE, bytes, StoredForms::certificate))
                .toList();
    }

    @Override
    public Optional<Location> locate(TransactionId id) {
        return read(Column.TRANSACTIONS, id.hash().toBytes(), Records::location);
    }

    @Override
    public Optional<EpochStart> epoch(Epoch epoch) {
        return read(Column.EPOCHS, Records.key(epoch), bytes -> Records.epochStart(epoch, bytes));
    }

    @Override
    public ReadableState state() {
        return key -> cache.get(key, missed -> database.get(Column.STATE, missed.toBytes()));
    }

    @Override
    public StateSnapshot snapshot() {
        Database.View view = database.view();
        boolean made = false;
        try {
            HeadMark mark = decode(Column.META, view.get(Column.META, HEAD), Records::headMark)
                    .orElseThrow(() -> new IllegalStateException("there is no state before genesis"));
            made = true;
            return new StateView(view, mark.height());
        } finally {
            if (!made) {
                view.close();
            }
        }
    }

    @Override
    public void commit(Commit commit) {
        Block block = commit.block();
        EpochStart epoch = nextEpoch(commit);
        byte[] height = Records.key(block.height());
        try (Database.Changes changes = database.new Changes()) {
            changes.put(Column.BLOCKS, height, StoredForms.encode(block));
            changes.put(Column.IDS, block.id().hash().toBytes(), height);
            changes.put(Column.RECEIPTS, height, StoredForms.encode(commit.receipts()));
            if (!commit.events().isEmpty()) {
                changes.put(Column.EVENTS, height, EventRecords.encode(commit.events()));
            }
            commit.finalization().ifPresent(own -> changes.put(Column.CERTIFICATES, height, StoredForms.encode(own)));
            int index = 0;
            for (Transaction transaction : block.transactions()) {
                Location location = new Location(block.height(), index++);
                changes.put(Column.TRANSACTIONS, transaction.id().hash().toBytes(), Records.encode(location));
            }
            for (Certificate held : commit.held()) {
                changes.put(Column.ARCHIVE, Records.key(held), StoredForms.encode(held));
            }
            commit.next().ifPresent(next -> {
                changes.put(Column.EPOCHS, Records.key(next.epoch()), Records.encode(next));
                prune(changes, next);
            });
            commit.changes()
                    .entries()
                    .forEach((key, value) -> value.ifPresentOrElse(
                            bytes -> changes.put(Column.STATE, key.toBytes(), bytes),
                            () -> changes.delete(Column.STATE, key.toBytes())));
            changes.put(Column.META, HEAD, Records.encode(new HeadMark(block.height(), epoch.epoch())));
            changes.write();
        }
        commit.changes().entries().forEach(cache::put);
        unsynced = true;
        head = Optional.of(new Head(block, epoch));
    }

    @Override
    public void sync() {
        if (unsynced) {
            database.sync();
            unsynced = false;
            head.ifPresent(durable -> synced.write(durable.block().height()));
        }
    }

    /** Makes a {@link #checkpoint} that follows soon quicker; returns at once. */
    public void prepareCheckpoint() {
        database.flushSoon();
    }

    /**
     * Makes another base path, with all that this store holds now and nothing else; a matter of milliseconds, for the
     * tables of the database are linked. From any thread; a commit that is under way is in it whole or not at all.
     *
     * @param directory must not exist
     * @throws StorageException if it cannot be made; this store goes on
     */
    public void checkpoint(Path directory) {
        BasePath.mark(directory);
        database.checkpoint(directory.resolve(BasePath.DATABASE));
    }

    /**
     * Removes old blocks with all that is kept of them: receipts, events, certificates, the places of their transactions.
     * Genesis and each epoch's last block stay whole. From one thread at a time, be it another than the replica's.
     *
     * @param below those below it go; not above the head
     * @param most how many heights are gone through at most: what is left is for another call
     * @return the blocks that went
     * @throws StorageException if it cannot be written; then nothing more can be
     */
    public int removeOld(Height below, int most) {
        if (below.isAfter(head.map(known -> known.block().height()).orElse(Height.ZERO))) {
            throw new IllegalArgumentException("height " + below + " is above the head");
        }
        long end = Math.min(below.number(), oldest.number() + most);
        int removed = 0;
        while (oldest.number() < end) {
            Height from = oldest;
            Height next = new Height(Math.min(end, from.number() + REMOVED_AT_ONCE));
            try (Database.Changes changes = database.new Changes()) {
                for (Height height = from; next.isAfter(height); height = height.next()) {
                    removed += remove(changes, height) ? 1 : 0;
                }
                changes.put(Column.META, OLDEST, Records.key(next));
                // First told, then gone: who finds nothing below it knows why.
                oldest = next;
                changes.write();
            }
        }
        if (removed > 0) {
            List.of(Column.BLOCKS, Column.RECEIPTS, Column.EVENTS, Column.CERTIFICATES, Column.TRANSACTIONS)
                    .forEach(database::compactSoon);
        }
        return removed;
    }

    private boolean remove(Database.Changes changes, Height height) {
        Block block = block(height).orElseThrow(() -> database.damaged("block " + height + " is missing"));
        boolean lastOfItsEpoch = height.equals(Height.ZERO)
                || epoch(block.header().epoch().next())
                        .filter(next -> next.block().equals(block.id()))
                        .isPresent();
        if (lastOfItsEpoch) {
            return false;
        }
        byte[] key = Records.key(height);
        for (Column column : List.of(Column.BLOCKS, Column.RECEIPTS, Column.EVENTS, Column.CERTIFICATES)) {
            changes.delete(column, key);
        }
        changes.delete(Column.IDS, block.id().hash().toBytes());
        for (Transaction transaction : block.transactions()) {
            changes.delete(Column.TRANSACTIONS, transaction.id().hash().toBytes());
        }
        return true;
    }

    /** Waits for reads under way and closes the database. */
    @Override
    public void close() {
        database.close();
        // What is read from now on meets the closed database.
        cache.clear();
        synced.close();
    }

    /** consensus.md, Evidence: certificates are kept for the window; here, with all of the epoch in which it begins. */
    private void prune(Database.Changes changes, EpochStart next) {
        Epoch oldest = archived;
        while (epoch(oldest.next())
                .map(later -> next.time().isAfter(later.time().plus(Evidence.WINDOW)))
                .orElse(false)) {
            oldest = oldest.next();
        }
        if (oldest.isAfter(archived)) {
            changes.deleteBelow(Column.ARCHIVE, Records.key(new Round(oldest, View.ZERO)));
            archived = oldest;
        }
    }

    /** The epoch that the block after this commit belongs to, once it is certain that the commit follows the head. */
    private EpochStart nextEpoch(Commit commit) {
        Block block = commit.block();
        Optional<Head> before = head;
        boolean follows = before.isPresent()
                ? block.height().equals(before.get().block().height().next())
                        && block.header().parent().equals(before.get().block().id())
                : block.height().equals(Height.ZERO);
        if (!follows) {
            throw new IllegalStateException(block + " does not follow "
                    + before.map(known -> known.block().toString()).orElse("nothing"));
        }
        return commit.next()
                .or(() -> before.map(Head::epoch))
                .orElseThrow(() -> new IllegalStateException("genesis begins an epoch"));
    }

    private Optional<Head> readHead() {
        return read(Column.META, HEAD, Records::headMark).map(mark -> {
            Block block = read(Column.BLOCKS, Records.key(mark.height()), bytes -> block(mark.height(), bytes))
                    .orElseThrow(() -> database.damaged("block " + mark.height() + ", its head, is missing"));
            EpochStart epoch = epoch(mark.epoch())
                    .orElseThrow(() -> database.damaged("epoch " + mark.epoch() + ", its newest, is missing"));
            return new Head(block, epoch);
        });
    }

    /** What was durable must be there: invariant 3 of consensus.md. */
    private void checkNotLost(Height durable) {
        boolean lost = head.isEmpty() || head.get().block().height().number() < durable.number();
        if (lost) {
            String end = head.map(known -> known.block().toString()).orElse("nothing");
            throw database.damaged("it ends with " + end + ", but height " + durable + " was durable");
        }
    }

    private static BlockHeader header(Height height, byte[] bytes) {
        BlockHeader header = StoredForms.headerOf(bytes);
        if (!header.height().equals(height)) {
            throw new IllegalArgumentException("it is the header of block " + header.height());
        }
        return header;
    }

    private static Block block(Height height, byte[] bytes) {
        Block block = StoredForms.block(bytes);
        if (!block.height().equals(height)) {
            throw new IllegalArgumentException("it is " + block);
        }
        return block;
    }

    private <T> Optional<T> read(Column column, byte[] key, Function<byte[], T> reader) {
        return decode(column, database.get(column, key), reader);
    }

    private <T> Optional<T> decode(Column column, Optional<byte[]> bytes, Function<byte[], T> reader) {
        return bytes.map(present -> decode(column, present, reader));
    }

    private <T> T decode(Column column, byte[] bytes, Function<byte[], T> reader) {
        try {
            return reader.apply(bytes);
        } catch (IllegalArgumentException e) {
            throw database.damaged("a value among its " + column + ": " + e.getMessage());
        }
    }

    private static void checkChain(BasePath base, Database database, ChainId chain) {
        Optional<byte[]> known = database.get(Column.META, CHAIN);
        if (known.isEmpty()) {
            try (Database.Changes changes = database.new Changes()) {
                changes.put(Column.META, CHAIN, chain.hash().toBytes());
                changes.writeDurably();
            }
            return;
        }
        if (known.get().length != Hash.SIZE) {
            throw database.damaged("its chain id has " + known.get().length + " bytes");
        }
        ChainId held = new ChainId(Hash.of(known.get()));
        if (!held.equals(chain)) {
            throw new StorageException("base path " + base.root() + " holds chain " + held + ", not " + chain
                    + ": choose another --base-path or the genesis it was made with");
        }
    }
}
