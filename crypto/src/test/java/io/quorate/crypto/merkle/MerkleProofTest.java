package io.quorate.crypto.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleProofTest {
    private static final int LARGEST_LIST = 70;

    @Test
    void everyLeafOfEveryListProvesItself() {
        for (int count = 1; count <= LARGEST_LIST; count++) {
            List<byte[]> leaves = leaves(count);
            Hash root = MerkleTree.root(leaves);
            for (int index = 0; index < count; index++) {
                assertThat(MerkleTree.prove(leaves, index).proves(root, leaves.get(index)))
                        .as("leaf %d of %d", index, count)
                        .isTrue();
            }
        }
    }

    @Test
    void noLeafProvesAnotherIndex() {
        for (int count = 1; count <= LARGEST_LIST; count++) {
            List<byte[]> leaves = leaves(count);
            Hash root = MerkleTree.root(leaves);
            for (int index = 0; index < count; index++) {
                List<Hash> siblings = MerkleTree.prove(leaves, index).siblings();
                for (int other = -1; other <= count; other++) {
                    assertThat(new MerkleProof(other, count, siblings).proves(root, leaves.get(index)))
                            .as("the proof of leaf %d of %d, said to be of %d", index, count, other)
                            .isEqualTo(other == index);
                }
            }
        }
    }

    @Test
    void anyFlippedBitOfLeafSiblingsOrRootIsRefused() {
        for (int count : new int[] {1, 2, 3, 5, 8, 11}) {
            List<byte[]> leaves = leaves(count);
            Hash root = MerkleTree.root(leaves);
            for (int index = 0; index < count; index++) {
                MerkleProof proof = MerkleTree.prove(leaves, index);
                byte[] leaf = leaves.get(index);
                for (int bit = 0; bit < leaf.length * 8; bit++) {
                    assertThat(proof.proves(root, flipped(leaf, bit))).isFalse();
                }
                for (int bit = 0; bit < Hash.SIZE * 8; bit++) {
                    assertThat(proof.proves(Hash.of(flipped(root.toBytes(), bit)), leaf))
                            .isFalse();
                    for (int i = 0; i < proof.siblings().size(); i++) {
                        List<Hash> siblings = new ArrayList<>(proof.siblings());
                        siblings.set(i, Hash.of(flipped(siblings.get(i).toBytes(), bit)));
                        assertThat(new MerkleProof(index, count, siblings).proves(root, leaf))
                                .isFalse();
                    }
                }
            }
        }
    }

    @Test
    void aSiblingTooManyOrTooFewIsRefused() {
        List<byte[]> leaves = leaves(7);
        Hash root = MerkleTree.root(leaves);
        for (int index = 0; index < 7; index++) {
            List<Hash> siblings = MerkleTree.prove(leaves, index).siblings();
            List<Hash> more = new ArrayList<>(siblings);
            more.add(Hash.ZERO);
            List<Hash> fewer = siblings.subList(0, siblings.size() - 1);
            assertThat(new MerkleProof(index, 7, more).proves(root, leaves.get(index)))
                    .isFalse();
            assertThat(new MerkleProof(index, 7, fewer).proves(root, leaves.get(index)))
                    .isFalse();
        }
    }

    @Test
    void aLeafCountThatChangesTheShapeOfThePathIsRefused() {
        List<byte[]> leaves = leaves(6);
        Hash root = MerkleTree.root(leaves);
        List<Hash> siblings = MerkleTree.prove(leaves, 5).siblings();
        for (int count : new int[] {Integer.MIN_VALUE, -1, 0, 1, 2, 4, 5, 7, 8, 9, 22, Integer.MAX_VALUE}) {
            assertThat(new MerkleProof(5, count, siblings).proves(root, leaves.get(5)))
                    .as("%d leaves", count)
                    .isFalse();
        }
    }

    @Test
    void theRootOfRfc6962DoesNotBindTheLeafCountByItself() {
        List<byte[]> leaves = leaves(3);
        Hash root = MerkleTree.root(leaves);
        List<Hash> siblings = MerkleTree.prove(leaves, 0).siblings();
        // Known and documented: the first of three and the first of four have paths of one shape.
        assertThat(new MerkleProof(0, 4, siblings).proves(root, leaves.get(0))).isTrue();
    }

    @Test
    void anIndexOutsideTheListHasNoProof() {
        assertThatThrownBy(() -> MerkleTree.prove(leaves(3), 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> MerkleTree.prove(List.of(), 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static List<byte[]> leaves(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> ("leaf " + i).getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] copy = bytes.clone();
        copy[bit / 8] ^= (byte) (1 << (bit % 8));
        return copy;
    }
}
