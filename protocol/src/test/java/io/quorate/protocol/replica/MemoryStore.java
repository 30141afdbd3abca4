package io.quorate.protocol.replica;

import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.port.StateSnapshot;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.TransactionId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A block store in memory: it survives a crash of the replica, and goes back to its last sync when the power fails. */
final class MemoryStore implements BlockStore {
    private final Disk disk;
    private Optional<Height> synced = Optional.empty();
    private final TreeMap<Height, Commit> commits = new TreeMap<>();
    private final TreeMap<BlockId, Height> ids = new TreeMap<>();
    private final TreeMap<Epoch, EpochStart> epochs = new TreeMap<>();
    private final TreeMap<StateKey, byte[]> state = new TreeMap<>();
    private final TreeMap<TransactionId, Location> locations = new TreeMap<>();

    MemoryStore() {
        this(new Disk());
    }

    MemoryStore(Disk disk) {
        this.disk = disk;
    }

    /** Forgets every commit since the last sync. */
    void losePower() {
        List<Commit> kept = synced.map(
                        height -> List.copyOf(commits.headMap(height, true).values()))
                .orElse(List.of());
        commits.clear();
        ids.clear();
        epochs.clear();
        state.clear();
        locations.clear();
        kept.forEach(this::write);
    }

    @Override
    public Optional<Head> head() {
        return commits.isEmpty()
                ? Optional.empty()
                : Optional.of(new Head(
                        commits.lastEntry().getValue().block(),
                        epochs.lastEntry().getValue()));
    }

    @Override
    public Optional<Block> block(Height height) {
        return Optional.ofNullable(commits.get(height)).map(Commit::block);
    }

    @Override
    public Optional<Block> block(BlockId id) {
        return Optional.ofNullable(ids.get(id)).flatMap(this::block);
    }

    @Override
    public Optional<List<Receipt>> receipts(Height height) {
        return Optional.ofNullable(commits.get(height)).map(Commit::receipts);
    }

    @Override
    public List<Application.Event> events(Height height) {
        return Optional.ofNullable(commits.get(height)).map(Commit::events).orElse(List.of());
    }

    @Override
    public Optional<Certificate> finalization(Height height) {
        return Optional.ofNullable(commits.get(height)).flatMap(Commit::finalization);
    }

    @Override
    public List<Certificate> certificates(Round from, int limit) {
        return commits.values().stream()
                .flatMap(commit -> commit.held().stream())
                .filter(certificate -> certificate.round().compareTo(from) >= 0)
                .sorted(Comparator.comparing(Certificate::round).thenComparing(Certificate::kind))
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<Location> locate(TransactionId id) {
        return Optional.ofNullable(locations.get(id));
    }

    @Override
    public Optional<EpochStart> epoch(Epoch epoch) {
        return Optional.ofNullable(epochs.get(epoch));
    }

    /** As if a block had written it. */
    void put(StateKey key, byte[] value) {
        state.put(key, value);
    }

    @Override
    public ReadableState state() {
        return key -> Optional.ofNullable(state.get(key));
    }

    @Override
    public StateSnapshot snapshot() {
        if (commits.isEmpty()) {
            throw new IllegalStateException("there is no state before genesis");
        }
        return StateSnapshot.of(commits.lastKey(), new TreeMap<>(state));
    }

    @Override
    public void commit(Commit commit) {
        disk.perform(() -> write(commit));
    }

    private void write(Commit commit) {
        Block block = commit.block();
        if (!commits.isEmpty()
                && !block.header()
                        .parent()
                        .equals(commits.lastEntry().getValue().block().id())) {
            throw new IllegalStateException(block + " does not follow the head");
        }
        commits.put(block.height(), commit);
        ids.put(block.id(), block.height());
        commit.next().ifPresent(start -> epochs.put(start.epoch(), start));
        for (int i = 0; i < block.transactions().size(); i++) {
            locations.put(block.transactions().get(i).id(), new Location(block.height(), i));
        }
        commit.changes().entries().forEach((key, value) -> {
            if (value.isPresent()) {
                state.put(key, value.get());
            } else {
                state.remove(key);
            }
        });
    }

    @Override
    public void sync() {
        disk.perform(() -> synced = commits.isEmpty() ? Optional.empty() : Optional.of(commits.lastKey()));
    }
}
