package io.quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.protocol.port.StateKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StateProofTest {
    private final Overlay state = new Overlay(key -> Optional.empty());
    private Hash root = Hash.ZERO;

    @BeforeEach
    void aStateOfManyEntries() {
        for (int i = 0; i < 500; i++) {
            state.put(key("present " + i), value(i));
        }
        root = StateTree.update(state);
    }

    @Test
    void eachEntryIsShownWithItsValueAndNoOther() {
        for (int i = 0; i < 500; i++) {
            StateKey key = key("present " + i);
            SparseMerkleProof proof = StateTree.prove(state, key);
            assertThat(proof.includes(root, key.toBytes(), value(i)))
                    .as("entry %d", i)
                    .isTrue();
            assertThat(proof.includes(root, key.toBytes(), value(i + 1))).isFalse();
            assertThat(proof.includes(root, key("present " + (i + 1)).toBytes(), value(i)))
                    .isFalse();
            assertThat(proof.excludes(root, key.toBytes())).isFalse();
        }
    }

    @Test
    void eachAbsentKeyIsShownToBeAbsentBesideAnEmptyPlaceOrAnotherLeaf() {
        int besideLeaf = 0;
        for (int i = 0; i < 500; i++) {
            StateKey key = key("absent " + i);
            SparseMerkleProof proof = StateTree.prove(state, key);
            assertThat(proof.excludes(root, key.toBytes())).as("key %d", i).isTrue();
            assertThat(proof.includes(root, key.toBytes(), value(i))).isFalse();
            besideLeaf += proof.other().isPresent() ? 1 : 0;
        }
        assertThat(besideLeaf).isBetween(50, 450);
    }

    @Test
    void inAnEmptyStateEverythingIsAbsent() {
        SparseMerkleProof proof = StateTree.prove(key -> Optional.empty(), key("any"));

        assertThat(proof.excludes(Hash.ZERO, key("any").toBytes())).isTrue();
        assertThat(proof.excludes(root, key("any").toBytes())).isFalse();
    }

    @Test
    void noBitOfAProofCanBeFlipped() {
        for (int i = 0; i < 8; i++) {
            byte[] present = key("present " + i).toBytes();
            byte[] absent = key("absent " + i).toBytes();
            int entry = i;
            forEachFlip(prove("present " + i), proof -> proof.includes(root, present, value(entry)));
            forEachFlip(prove("absent " + i), proof -> proof.excludes(root, absent));
        }
    }

    @Test
    void aLeafElsewhereShowsNothing() {
        StateKey absent = key("absent");
        SparseMerkleProof honest = StateTree.prove(state, absent);
        for (int i = 0; i < 500; i++) {
            SparseMerkleProof other = StateTree.prove(state, key("present " + i));
            SparseMerkleProof.Leaf leaf =
                    new SparseMerkleProof.Leaf(Hash.of(StateTree.pathOf(key("present " + i))), Sha256.hash(value(i)));
            SparseMerkleProof forged = new SparseMerkleProof(other.siblings(), Optional.of(leaf));
            assertThat(forged.excludes(root, absent.toBytes())).isEqualTo(forged.equals(honest));
        }
    }

    @Test
    void aProofLongerThanAnyPathIsRefused() {
        assertThatThrownBy(() -> new SparseMerkleProof(Collections.nCopies(257, Hash.ZERO), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 256");
    }

    private SparseMerkleProof prove(String name) {
        return StateTree.prove(state, key(name));
    }

    private static void forEachFlip(SparseMerkleProof proof, Predicate<SparseMerkleProof> shows) {
        assertThat(shows.test(proof)).isTrue();
        for (int bit = 0; bit < 8 * Hash.SIZE; bit++) {
            for (int i = 0; i < proof.siblings().size(); i++) {
                List<Hash> siblings = new ArrayList<>(proof.siblings());
                siblings.set(i, flipped(siblings.get(i), bit));
                assertThat(shows.test(new SparseMerkleProof(siblings, proof.other())))
                        .as("bit %d of sibling %d", bit, i)
                        .isFalse();
            }
            if (proof.other().isPresent()) {
                SparseMerkleProof.Leaf leaf = proof.other().get();
                for (SparseMerkleProof.Leaf changed : List.of(
                        new SparseMerkleProof.Leaf(flipped(leaf.keyHash(), bit), leaf.valueHash()),
                        new SparseMerkleProof.Leaf(leaf.keyHash(), flipped(leaf.valueHash(), bit)))) {
                    assertThat(shows.test(new SparseMerkleProof(proof.siblings(), Optional.of(changed))))
                            .as("bit %d of the other leaf", bit)
                            .isFalse();
                }
            }
        }
    }

    private static Hash flipped(Hash hash, int bit) {
        byte[] bytes = hash.toBytes();
        bytes[bit / 8] ^= (byte) (1 << (bit % 8));
        return Hash.of(bytes);
    }

    private static StateKey key(String name) {
        return Space.VALUE.key(RecordWriter.utf8(name));
    }

    private static byte[] value(int i) {
        return RecordWriter.utf8("value " + i);
    }
}
