package io.quorate.storage;

import io.quorate.protocol.port.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * RocksDB with its native objects, each closed once and none used after. Thread-safe; a call after {@link #close} throws
 * {@link IllegalStateException}. After a failed write no other is tried.
 */
final class Database implements AutoCloseable {
    private static final long COLUMN_BUFFER_BYTES = 8L << 20;
    private static final long LOG_BYTES = 1L << 20;
    private static final int LOG_FILES = 3;
    private static final long WAL_BYTES = 64L << 20;
    private static final int FILTER_BITS = 10;
    /** Of a write buffer, for a filter over what is in it: most look-ups are of ids that nobody used yet. */
    private static final double BUFFER_FILTER_SHARE = 0.02;

    private final Path directory;
    private final Deque<AutoCloseable> natives;
    private final RocksDB rocks;
    private final Map<Column, ColumnFamilyHandle> columns;
    private final WriteOptions unsynced;
    private final WriteOptions synced;
    private final ReadOptions latest;
    private final Set<View> views = ConcurrentHashMap.newKeySet();
    private final ReadWriteLock open = new ReentrantReadWriteLock();
    private boolean closed;
    private volatile @Nullable StorageException failure;

    private Database(
            Path directory, Deque<AutoCloseable> natives, RocksDB rocks, Map<Column, ColumnFamilyHandle> columns) {
        this.directory = directory;
        this.natives = natives;
        this.rocks = rocks;
        this.columns = columns;
        this.unsynced = keep(natives, new WriteOptions());
        this.synced = keep(natives, new WriteOptions().setSync(true));
        this.latest = keep(natives, new ReadOptions());
    }

    /**
     * Opens or makes a database.
     *
     * @param libraries where RocksDB's native library is unpacked, over that of an earlier start
     */
    static Database open(Path directory, Path libraries, RocksLimits limits) {
        Deque<AutoCloseable> natives = new ArrayDeque<>();
        try {
            NativeLibraryLoader.getInstance().loadLibrary(libraries.toString());
            DBOptions options = options(natives, limits);
            ColumnFamilyOptions columnOptions = columnOptions(natives, limits, options);
            List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
            for (Column column : Column.values()) {
                descriptors.add(new ColumnFamilyDescriptor(column.label(), columnOptions));
            }
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            RocksDB rocks = keep(natives, RocksDB.open(options, directory.toString(), descriptors, handles));
            handles.forEach(handle -> keep(natives, handle));
            Map<Column, ColumnFamilyHandle> columns = new EnumMap<>(Column.class);
            for (Column column : Column.values()) {
                columns.put(column, handles.get(columns.size()));
            }
            return new Database(directory, natives, rocks, columns);
        } catch (RocksDBException e) {
            release(natives);
            throw explained(directory, "open", e);
        } catch (IOException e) {
            throw new StorageException(
                    "cannot unpack the database library into " + libraries + " (" + BasePath.reason(e)
                            + "): free disk space or choose another --base-path",
                    e);
        }
    }

    private static DBOptions options(Deque<AutoCloseable> natives, RocksLimits limits) {
        return keep(natives, new DBOptions())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                .setMaxOpenFiles(limits.openFiles())
                .setMaxTotalWalSize(WAL_BYTES)
                // What was written and never synced before a kill is in table files, synced, when opening ends.
                .setAvoidFlushDuringRecovery(false)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(LOG_BYTES)
                .setKeepLogFileNum(LOG_FILES)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    private static ColumnFamilyOptions columnOptions(
            Deque<AutoCloseable> natives, RocksLimits limits, DBOptions options) {
        Cache cache = keep(natives, new LRUCache(limits.cacheBytes()));
        options.setWriteBufferManager(keep(natives, new WriteBufferManager(limits.writeBufferBytes(), cache)));
        BlockBasedTableConfig tables = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFilterPolicy(keep(natives, new BloomFilter(FILTER_BITS)));
        return keep(natives, new ColumnFamilyOptions())
                .setTableFormatConfig(tables)
                .setWriteBufferSize(Math.min(COLUMN_BUFFER_BYTES, limits.writeBufferBytes()))
                .setMemtablePrefixBloomSizeRatio(BUFFER_FILTER_SHARE)
                .setMemtableWholeKeyFiltering(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION);
    }

    /** The newest value of a key. */
    Optional<byte[]> get(Column column, byte[] key) {
        return whileOpen(() -> read(column, key, latest));
    }

    /** The newest values of a column from a key on, in the order of the keys, at most so many. */
    List<byte[]> from(Column column, byte[] key, int limit) {
        return whileOpen(() -> {
            List<byte[]> values = new ArrayList<>();
            try (RocksIterator iterator = rocks.newIterator(handle(column), latest)) {
                for (iterator.seek(key); iterator.isValid() && values.size() < limit; iterator.next()) {
                    values.add(iterator.value());
                }
                iterator.status();
            } catch (RocksDBException e) {
                throw explained(directory, "read", e);
            }
            return values;
        });
    }

    /** Changes to write together. To be closed by whoever made it. */
    final class Changes implements AutoCloseable {
        private final WriteBatch batch = new WriteBatch();

        void put(Column column, byte[] key, byte[] value) {
            try {
                batch.put(handle(column), key, value);
            } catch (RocksDBException e) {
                throw explained(directory, "write to", e);
            }
        }

        void delete(Column column, byte[] key) {
            try {
                batch.delete(handle(column), key);
            } catch (RocksDBException e) {
                throw explained(directory, "write to", e);
            }
        }

        /** Deletes all keys of a column below one. */
        void deleteBelow(Column column, byte[] key) {
            try {
                batch.deleteRange(handle(column), new byte[0], key);
            } catch (RocksDBException e) {
                throw explained(directory, "write to", e);
            }
        }

        /** Writes all or none: readable at once, durable after {@link Database#sync}. */
        void write() {
            change(() -> rocks.write(unsynced, batch));
        }

        /** Writes all or none, durably. */
        void writeDurably() {
            change(() -> rocks.write(synced, batch));
        }

        @Override
        public void close() {
            batch.close();
        }
    }

    /** Begins to write out what is held in memory; returns at once. */
    void flushSoon() {
        whileOpen(() -> {
            try (FlushOptions later = new FlushOptions().setWaitForFlush(false).setAllowWriteStall(true)) {
                rocks.flush(later, new ArrayList<>(columns.values()));
                return true;
            } catch (RocksDBException e) {
                throw explained(directory, "write to", e);
            }
        });
    }

    /** Gives back the room of what was deleted in a column, a little later; returns at once. */
    void compactSoon(Column column) {
        whileOpen(() -> {
            try {
                rocks.suggestCompactRange(handle(column));
                return true;
            } catch (RocksDBException e) {
                throw explained(directory, "write to", e);
            }
        });
    }

    /** Makes a database of its own of what this one holds now, in a directory that must not exist; tables are linked. */
    void checkpoint(Path target) {
        whileOpen(() -> {
            try (Checkpoint checkpoint = Checkpoint.create(rocks)) {
                checkpoint.createCheckpoint(target.toString());
                return true;
            } catch (RocksDBException e) {
                throw new StorageException(
                        "cannot make a checkpoint of the database in " + target + " (" + e.getMessage()
                                + "): check the disk and its free space",
                        e);
            }
        });
    }

    /** Returns when all that was written is durable. */
    void sync() {
        change(rocks::syncWal);
    }

    /** What the database holds now, unmoved by later writes. */
    View view() {
        return whileOpen(View::new);
    }

    /** A moment of the database. Holds on to old data until closed. */
    final class View implements AutoCloseable {
        private final Snapshot snapshot = rocks.getSnapshot();
        private final ReadOptions at = new ReadOptions().setSnapshot(snapshot);

        private View() {
            views.add(this);
        }

        Optional<byte[]> get(Column column, byte[] key) {
            return whileOpen(() -> {
                if (!views.contains(this)) {
                    throw new IllegalStateException("this view is closed");
                }
                return read(column, key, at);
            });
        }

        /** No {@link #get} may be under way. */
        @Override
        public void close() {
            Lock lock = open.readLock();
            lock.lock();
            try {
                release();
            } finally {
                lock.unlock();
            }
        }

        private void release() {
            if (views.remove(this)) {
                at.close();
                rocks.releaseSnapshot(snapshot);
                snapshot.close();
            }
        }
    }

    /** Waits for calls under way, then closes. What was written and not synced is as durable as after a crash. */
    @Override
    public void close() {
        Lock lock = open.writeLock();
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                List.copyOf(views).forEach(View::release);
                release(natives);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A damaged value, by what is wrong with it. */
    StorageException damaged(String what) {
        return new StorageException("the database " + directory + " is damaged (" + what + ")" + REPAIR);
    }

    private static final String REPAIR = ": move that directory away and start again, and the chain is fetched from "
            + "peers; leave journal, keys and journal.id as they are";

    private Optional<byte[]> read(Column column, byte[] key, ReadOptions options) {
        try {
            return Optional.ofNullable(rocks.get(handle(column), options, key));
        } catch (RocksDBException e) {
            throw explained(directory, "read", e);
        }
    }

    private ColumnFamilyHandle handle(Column column) {
        return Objects.requireNonNull(columns.get(column), "every column is opened");
    }

    private interface Call<T> {
        T run();
    }

    private interface Change {
        void run() throws RocksDBException;
    }

    private <T> T whileOpen(Call<T> call) {
        Lock lock = open.readLock();
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the database is closed");
            }
            return call.run();
        } finally {
            lock.unlock();
        }
    }

    private void change(Change change) {
        whileOpen(() -> {
            StorageException before = failure;
            if (before != null) {
                throw new StorageException("after an earlier failure: " + before.getMessage(), before);
            }
            try {
                change.run();
                return true;
            } catch (RocksDBException e) {
                StorageException failed = explained(directory, "write to", e);
                failure = failed;
                throw failed;
            }
        });
    }

    private static StorageException explained(Path directory, String what, RocksDBException e) {
        Status status = e.getStatus();
        if (status != null && status.getCode() == Status.Code.Corruption) {
            return new StorageException(
                    "the database " + directory + " is damaged (" + e.getMessage() + ")" + REPAIR, e);
        }
        return new StorageException(
                "cannot " + what + " the database " + directory + " (" + e.getMessage()
                        + "): check the disk and its free space, then start again",
                e);
    }

    private static <T extends AutoCloseable> T keep(Deque<AutoCloseable> natives, T object) {
        natives.push(object);
        return object;
    }

    /** Closes the newest first: columns before the database, the database before its options. */
    private static void release(Deque<AutoCloseable> natives) {
        while (!natives.isEmpty()) {
            try {
                natives.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a native object was not closed", e);
            }
        }
    }
}
