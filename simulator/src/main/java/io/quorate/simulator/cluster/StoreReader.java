package io.quorate.simulator.cluster;

import io.quorate.ledger.LedgerQueries;
import io.quorate.protocol.types.Height;
import io.quorate.simulator.check.KeyValueHistory;
import io.quorate.simulator.time.Chance;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads the key-value store of one node and another. What a node answers is of the height that it has, which may be behind:
 * so a read counts as of a moment at which that height was the highest that anybody had, or now.
 */
final class StoreReader {
    private static final long PAUSE_MICROS = 100_000;

    private final World world;
    private final KeyValueHistory history;
    private final Chance chance;
    /** When each height was first heard of. */
    private final TreeMap<Height, Long> first = new TreeMap<>();

    StoreReader(World world, KeyValueHistory history, Chance chance) {
        this.world = world;
        this.history = history;
        this.chance = chance;
        first.put(Height.ZERO, 0L);
    }

    void start() {
        world.queue().after(1 + chance.below(PAUSE_MICROS), () -> {
            if (world.clients().isBusy()) {
                read();
                start();
            }
        });
    }

    /** Somebody honest has made a height final. */
    void finalized(Height height) {
        if (height.isAfter(first.lastKey())) {
            first.put(height, world.queue().now());
        }
    }

    private void read() {
        Machine at = world.machine(chance.below(world.scenario().nodes()));
        List<String> keys = history.open();
        if (keys.isEmpty() || !at.isHonest() || !at.isRunning()) {
            return;
        }
        String key = chance.pick(keys);
        Height height = at.store().height();
        // A node may have kept, over a crash, what it told nobody.
        finalized(height);
        Optional<String> value = new LedgerQueries(at.store().state())
                .value(key)
                .map(stored -> stored.value().toText());
        long until = Optional.ofNullable(first.higherEntry(height))
                .map(next -> next.getValue())
                .orElse(world.queue().now());
        history.saw(key, value, first.floorEntry(height).getValue(), until);
    }
}
