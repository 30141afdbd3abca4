package io.quorate.simulator.disk;

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
import io.quorate.simulator.time.Chance;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A block store on a simulated disk: a crash of the process keeps every commit, a power loss those that were synced and
 * any prefix of the rest.
 */
public final class SimulatedStore implements BlockStore {
    private final SimulatedDisk disk;
    private final List<Commit> commits = new ArrayList<>();
    private final Map<BlockId, Height> ids = new LinkedHashMap<>();
    private final TreeMap<Epoch, EpochStart> epochs = new TreeMap<>();
    private final Map<StateKey, byte[]> state = new LinkedHashMap<>();
    private final Map<TransactionId, Location> locations = new LinkedHashMap<>();
    /** What the commits since the last sync replaced, oldest first. */
    private final Deque<Map<StateKey, Optional<byte[]>>> undo = new ArrayDeque<>();

    /** An empty store. */
    public SimulatedStore(SimulatedDisk disk) {
        this.disk = disk;
    }

    /** The power failed. */
    public void losePower(Chance chance) {
        int lost = chance.below(undo.size() + 1);
        for (int i = 0; i < lost; i++) {
            takeBack(commits.remove(commits.size() - 1), undo.removeLast());
        }
        undo.clear();
    }

    private void takeBack(Commit commit, Map<StateKey, Optional<byte[]>> before) {
        ids.remove(commit.block().id());
        commit.next().ifPresent(start -> epochs.remove(start.epoch()));
        commit.block().transactions().forEach(transaction -> locations.remove(transaction.id()));
        before.forEach(this::put);
    }

    private void put(StateKey key, Optional<byte[]> value) {
        if (value.isPresent()) {
            state.put(key, value.get());
        } else {
            state.remove(key);
        }
    }

    @Override
    public Optional<Head> head() {
        return commits.isEmpty()
                ? Optional.empty()
                : Optional.of(new Head(
                        commits.get(commits.size() - 1).block(),
                        epochs.lastEntry().getValue()));
    }

    /** The height of the head; genesis before there is one. */
    public Height height() {
        return new Height(Math.max(0, commits.size() - 1));
    }

    /** The block after whose commit the last sync came: what a loss of power leaves at the least. */
    public Optional<Commit> durable() {
        int count = commits.size() - undo.size();
        return count == 0 ? Optional.empty() : Optional.of(commits.get(count - 1));
    }

    /** Whether a block is final and a loss of power leaves it so. */
    public boolean isDurable(BlockId id) {
        Height height = ids.get(id);
        return height != null && height.number() < commits.size() - undo.size();
    }

    private Optional<Commit> at(Height height) {
        return height.number() < commits.size() ? Optional.of(commits.get((int) height.number())) : Optional.empty();
    }

    @Override
    public Optional<Block> block(Height height) {
        return at(height).map(Commit::block);
    }

    @Override
    public Optional<Block> block(BlockId id) {
        return Optional.ofNullable(ids.get(id)).flatMap(this::block);
    }

    @Override
    public Optional<List<Receipt>> receipts(Height height) {
        return at(height).map(Commit::receipts);
    }

    @Override
    public List<Application.Event> events(Height height) {
        return at(height).map(Commit::events).orElse(List.of());
    }

    @Override
    public Optional<Certificate> finalization(Height height) {
        return at(height).flatMap(Commit::finalization);
    }

    @Override
    public List<Certificate> certificates(Round from, int limit) {
        return commits.stream()
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

    @Override
    public ReadableState state() {
        return key -> Optional.ofNullable(state.get(key));
    }

    @Override
    public StateSnapshot snapshot() {
        if (commits.isEmpty()) {
            throw new IllegalStateException("there is no state before genesis");
        }
        return StateSnapshot.of(height(), new LinkedHashMap<>(state));
    }

    @Override
    public void commit(Commit commit) {
        disk.write(() -> write(commit));
    }

    private void write(Commit commit) {
        Block block = commit.block();
        if (block.height().number() != commits.size()
                || (!commits.isEmpty()
                        && !block.header()
                                .parent()
                                .equals(commits.get(commits.size() - 1).block().id()))) {
            throw new IllegalStateException(block + " does not follow the head");
        }
        commits.add(commit);
        ids.put(block.id(), block.height());
        commit.next().ifPresent(start -> epochs.put(start.epoch(), start));
        for (int i = 0; i < block.transactions().size(); i++) {
            locations.put(block.transactions().get(i).id(), new Location(block.height(), i));
        }
        Map<StateKey, Optional<byte[]>> before = new LinkedHashMap<>();
        commit.changes().entries().forEach((key, value) -> {
            before.put(key, Optional.ofNullable(state.get(key)));
            put(key, value);
        });
        undo.addLast(before);
    }

    @Override
    public void sync() {
        if (!undo.isEmpty()) {
            disk.write(undo::clear);
        }
    }
}
