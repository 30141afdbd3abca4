package io.quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateTreeTest {
    private final TreeMap<StateKey, byte[]> stored = new TreeMap<>();
    private final ReadableState state = key -> Optional.ofNullable(stored.get(key));

    @Test
    void anEmptyStateHasTheZeroRootAndNoPages() {
        assertThat(update(new Overlay(state))).isEqualTo(Hash.ZERO);
        assertThat(StateTree.root(state)).isEqualTo(Hash.ZERO);
        assertThat(stored).isEmpty();
    }

    @Test
    void aSingleEntryIsItsLeafAndGoesWithoutATrace() {
        StateKey key = key(1);
        Overlay put = new Overlay(state);
        put.put(key, new byte[] {7});

        assertThat(update(put))
                .isEqualTo(Sha256.hash(
                        new byte[] {0},
                        Sha256.hash(key.toBytes()).toBytes(),
                        Sha256.hash(new byte[] {7}).toBytes()));

        Overlay delete = new Overlay(state);
        delete.delete(key);
        assertThat(update(delete)).isEqualTo(Hash.ZERO);
        assertThat(stored).isEmpty();
    }

    @Test
    void derivedEntriesAreInNoRoot() {
        Overlay overlay = new Overlay(state);
        overlay.put(Space.KNOWN_TRANSACTION.key(new byte[] {1}), new byte[] {1});

        assertThat(update(overlay)).isEqualTo(Hash.ZERO);
    }

    @Test
    void theFormatOfTheRootStaysTheSame() {
        Overlay overlay = new Overlay(state);
        for (int i = 0; i < 1000; i++) {
            overlay.put(key(i), new byte[] {(byte) i});
        }

        assertThat(update(overlay).toHex())
                .isEqualTo("e4d7342c81779a055adfee3142688e4292d2e1cbae387dc976e816a37c4a9f4d");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theRootIsThatOfAllEntriesWhateverTheBatches(long seed) {
        Random random = new Random(seed);
        TreeMap<Hash, Hash> model = new TreeMap<>();
        for (int batch = 0; batch < 250; batch++) {
            int size = random.nextInt(batch % 50 == 0 ? 300 : 12);
            boolean shrinks = batch / 60 % 2 == 1;
            Overlay overlay = new Overlay(state);
            for (int i = 0; i < size; i++) {
                StateKey key = key(random.nextInt(600));
                Hash path = Hash.of(StateTree.pathOf(key));
                if (random.nextInt(4) < (shrinks ? 3 : 1)) {
                    overlay.delete(key);
                    model.remove(path);
                } else {
                    byte[] value = new byte[random.nextInt(40)];
                    random.nextBytes(value);
                    overlay.put(key, value);
                    model.put(path, Sha256.hash(value));
                }
            }
            assertThat(update(overlay))
                    .as("seed %d, batch %d", seed, batch)
                    .isEqualTo(ReferenceTree.root(model))
                    .isEqualTo(StateTree.root(state));
        }
    }

    /** Hashes never share long prefixes; paths made by hand do, down to the last bit. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void pathsThatShareLongPrefixesPartWhereTheyDiffer(long seed) {
        Random random = new Random(seed);
        TreeMap<Hash, Hash> model = new TreeMap<>();
        for (int batch = 0; batch < 120; batch++) {
            TreeMap<Hash, Optional<Hash>> changes = new TreeMap<>();
            for (int i = random.nextInt(10); i >= 0; i--) {
                Hash path = closePath(random);
                Optional<Hash> value = random.nextInt(5) < 2
                        ? Optional.empty()
                        : Optional.of(Sha256.hash(key(random.nextInt()).toBytes()));
                changes.put(path, value);
                value.ifPresentOrElse(hash -> model.put(path, hash), () -> model.remove(path));
            }
            assertThat(updatePaths(changes))
                    .as("seed %d, batch %d", seed, batch)
                    .isEqualTo(ReferenceTree.root(model));
        }
        model.forEach((path, value) -> {
            SparseMerkleProof proof = StateTree.prove(state, path.toBytes());
            assertThat(proof.includes(ReferenceTree.root(model), new SparseMerkleProof.Leaf(path, value)))
                    .as("seed %d, %s", seed, path)
                    .isTrue();
            assertThat(proof.excludes(ReferenceTree.root(model), path)).isFalse();
        });
        for (int i = 0; i < 500; i++) {
            Hash path = closePath(random);
            assertThat(StateTree.prove(state, path.toBytes()).excludes(ReferenceTree.root(model), path))
                    .as("seed %d, %s", seed, path)
                    .isEqualTo(!model.containsKey(path));
        }
        TreeMap<Hash, Optional<Hash>> removals = new TreeMap<>();
        model.keySet().forEach(path -> removals.put(path, Optional.empty()));
        assertThat(updatePaths(removals)).isEqualTo(Hash.ZERO);
        assertThat(stored).as("seed %d: pages left behind", seed).isEmpty();
    }

    @Test
    void theOrderOfComingMakesNoDifference() {
        List<Integer> names = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            names.add(i);
        }
        List<Hash> roots = new ArrayList<>();
        List<TreeMap<StateKey, byte[]>> states = new ArrayList<>();
        for (int order = 0; order < 4; order++) {
            stored.clear();
            Collections.shuffle(names, new Random(order));
            Hash root = Hash.ZERO;
            for (int name : names) {
                Overlay overlay = new Overlay(state);
                overlay.put(key(name), new byte[] {(byte) name});
                root = update(overlay);
            }
            roots.add(root);
            states.add(new TreeMap<>(stored));
        }

        assertThat(roots).containsOnly(roots.get(0));
        assertThat(states).allSatisfy(other -> assertThat(other).containsExactlyEntriesOf(states.get(0)));
    }

    private Hash update(Overlay overlay) {
        Hash root = StateTree.update(overlay);
        store(overlay);
        return root;
    }

    private Hash updatePaths(SortedMap<Hash, Optional<Hash>> changes) {
        List<TreeUpdate.Change> batch = new ArrayList<>();
        changes.forEach((path, value) -> batch.add(new TreeUpdate.Change(path.toBytes(), value.map(Hash::toBytes))));
        Overlay overlay = new Overlay(state);
        Hash root = new TreeUpdate(overlay, batch).run();
        store(overlay);
        return root;
    }

    private void store(Overlay overlay) {
        overlay.changes()
                .forEach((key, value) ->
                        value.ifPresentOrElse(bytes -> stored.put(key, bytes), () -> stored.remove(key)));
    }

    private static StateKey key(int name) {
        return Space.VALUE.key(ByteBuffer.allocate(4).putInt(name).array());
    }

    private static Hash closePath(Random random) {
        byte[] path = new byte[Hash.SIZE];
        path[random.nextInt(2) == 0 ? 0 : 17] = (byte) (random.nextInt(2) << random.nextInt(8));
        path[Hash.SIZE - 1] = (byte) random.nextInt(8);
        return Hash.of(path);
    }
}
