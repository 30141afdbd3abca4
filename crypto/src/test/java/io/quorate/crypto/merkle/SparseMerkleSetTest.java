package io.quorate.crypto.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A set shows of each hash whether it is a member, by proofs that are checked as those of any sparse Merkle tree. */
class SparseMerkleSetTest {
    private static final Hash A = Hash.fromHex("00".repeat(32));
    private static final Hash B = Hash.fromHex("00".repeat(31) + "01");
    private static final Hash C = Hash.fromHex("80" + "00".repeat(31));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 64, 500})
    void membersAreIncludedAndOthersExcluded(int size) {
        Random random = new Random(size);
        TreeSet<Hash> members = new TreeSet<>();
        while (members.size() < size) {
            members.add(hash(random));
        }
        SparseMerkleSet set = new SparseMerkleSet(List.copyOf(members));
        for (Hash member : members) {
            SparseMerkleProof proof = set.prove(member);
            assertThat(proof.includes(set.root(), leaf(member))).isTrue();
            assertThat(proof.excludes(set.root(), member)).isFalse();
        }
        for (int i = 0; i < 100; i++) {
            Hash other = hash(random);
            SparseMerkleProof proof = set.prove(other);
            assertThat(proof.excludes(set.root(), other)).isTrue();
            assertThat(proof.includes(set.root(), leaf(other))).isFalse();
            members.forEach(
                    member -> assertThat(proof.excludes(set.root(), member)).isFalse());
        }
    }

    /** By hand: two that differ in the last bit, and one on the other side. */
    @Test
    void theRootIsTheDefinitions() {
        Hash low = node(leaf(A).hash(), leaf(B).hash());
        for (int depth = 0; depth < 254; depth++) {
            low = node(low, Hash.ZERO);
        }

        assertThat(new SparseMerkleSet(List.of()).root()).isEqualTo(Hash.ZERO);
        assertThat(new SparseMerkleSet(List.of(B)).root()).isEqualTo(leaf(B).hash());
        assertThat(new SparseMerkleSet(List.of(A, B, C)).root()).isEqualTo(node(low, leaf(C).hash()));
        assertThat(new SparseMerkleSet(List.of(A, B)).prove(C).siblings()).hasSize(1);
        assertThat(new SparseMerkleSet(List.of(A, C)).prove(B).siblings()).hasSize(1);
    }

    @Test
    void aListThatIsNoSetIsRefused() {
        assertThatThrownBy(() -> new SparseMerkleSet(List.of(B, A))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SparseMerkleSet(List.of(A, A))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theOrderOfHashesIsThatOfTheirBits() {
        List<Hash> hashes = new ArrayList<>(List.of(C, B, A));
        hashes.sort(null);
        assertThat(hashes).containsExactly(A, B, C);
        assertThat(C.bit(0)).isTrue();
        assertThat(B.bit(255)).isTrue();
        assertThat(B.bit(0)).isFalse();
    }

    private static SparseMerkleProof.Leaf leaf(Hash member) {
        return new SparseMerkleProof.Leaf(member, Hash.ZERO);
    }

    private static Hash node(Hash left, Hash right) {
        return Sha256.hash(new byte[] {1}, left.toBytes(), right.toBytes());
    }

    private static Hash hash(Random random) {
        return Sha256.hash(
                ByteBuffer.allocate(Long.BYTES).putLong(random.nextLong()).array());
    }
}
