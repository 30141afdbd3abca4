package io.quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.port.StateKey;
import java.util.Collections;
import java.util.Optional;
import java.util.Random;
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
            StateProof proof = StateTree.prove(state, key);
            assertThat(proof.includes(root, key, value(i))).as("entry %d", i).isTrue();
            assertThat(proof.includes(root, key, value(i + 1))).isFalse();
            assertThat(proof.includes(root, key("present " + (i + 1)), value(i)))
                    .isFalse();
            assertThat(proof.excludes(root, key)).isFalse();
        }
    }

    @Test
    void eachAbsentKeyIsShownToBeAbsentBesideAnEmptyPlaceOrAnotherLeaf() {
        int besideLeaf = 0;
        for (int i = 0; i < 500; i++) {
            StateKey key = key("absent " + i);
            StateProof proof = StateTree.prove(state, key);
            assertThat(proof.excludes(root, key)).as("key %d", i).isTrue();
            assertThat(proof.includes(root, key, value(i))).isFalse();
            besideLeaf += proof.other().isPresent() ? 1 : 0;
        }
        assertThat(besideLeaf).isBetween(50, 450);
    }

    @Test
    void inAnEmptyStateEverythingIsAbsent() {
        StateProof proof = StateTree.prove(key -> Optional.empty(), key("any"));

        assertThat(proof.excludes(Hash.ZERO, key("any"))).isTrue();
        assertThat(proof.excludes(root, key("any"))).isFalse();
    }

    @Test
    void noBitOfAProofCanBeFlipped() {
        for (int i = 0; i < 8; i++) {
            StateKey present = key("present " + i);
            StateKey absent = key("absent " + i);
            byte[] inclusion = StateTree.prove(state, present).toBytes();
            byte[] exclusion = StateTree.prove(state, absent).toBytes();
            int entry = i;
            forEachFlip(inclusion, bytes -> shows(bytes, proof -> proof.includes(root, present, value(entry))));
            forEachFlip(exclusion, bytes -> shows(bytes, proof -> proof.excludes(root, absent)));
            assertThat(StateProof.fromBytes(inclusion).toBytes()).isEqualTo(inclusion);
            assertThat(StateProof.fromBytes(exclusion).toBytes()).isEqualTo(exclusion);
        }
    }

    @Test
    void aLeafElsewhereShowsNothing() {
        StateKey absent = key("absent");
        StateProof honest = StateTree.prove(state, absent);
        for (int i = 0; i < 500; i++) {
            StateProof other = StateTree.prove(state, key("present " + i));
            StateProof.Leaf leaf =
                    new StateProof.Leaf(Hash.of(StateTree.pathOf(key("present " + i))), Sha256.hash(value(i)));
            StateProof forged = new StateProof(other.siblings(), Optional.of(leaf));
            assertThat(forged.excludes(root, absent)).isEqualTo(forged.equals(honest));
        }
    }

    @Test
    void bytesOfAnyKindGiveAProofOrAReasonAndProveNothing() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 2 && random.nextBoolean()) {
                bytes[0] = 0;
                bytes[1] = (byte) random.nextInt(4);
                bytes[2] = (byte) random.nextInt(2);
            }
            assertThat(shows(bytes, proof -> proof.excludes(root, key("absent"))))
                    .isFalse();
        }
    }

    @Test
    void aProofLongerThanAnyPathIsRefusedBeforeItIsRead() {
        assertThatThrownBy(() -> new StateProof(Collections.nCopies(257, Hash.ZERO), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StateProof.fromBytes(new byte[] {(byte) 0xff, (byte) 0xff}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 256");
    }

    private static boolean shows(byte[] bytes, Predicate<StateProof> claim) {
        try {
            return claim.test(StateProof.fromBytes(bytes));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void forEachFlip(byte[] bytes, Predicate<byte[]> shows) {
        assertThat(shows.test(bytes)).isTrue();
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(shows.test(flipped)).as("bit %d", bit).isFalse();
        }
    }

    private static StateKey key(String name) {
        return Space.VALUE.key(RecordWriter.utf8(name));
    }

    private static byte[] value(int i) {
        return RecordWriter.utf8("value " + i);
    }
}
