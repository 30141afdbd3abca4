package io.quorate.crypto.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The definition of RFC 6962, section 2.1, and the vectors of its reference implementation. */
class Rfc6962Test {
    private static final List<byte[]> LEAVES = Stream.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .map(HexFormat.of()::parseHex)
            .toList();

    @ParameterizedTest
    @CsvSource({
        "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    })
    void rootsAreThoseOfTheReference(int count, String root) {
        assertThat(MerkleTree.root(LEAVES.subList(0, count))).isEqualTo(Hash.fromHex(root));
    }

    @Test
    void pathsAreThoseOfTheReference() {
        assertPath(0, 1);
        assertPath(
                0,
                8,
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertPath(
                5,
                8,
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
        assertPath(2, 3, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
        assertPath(
                1,
                5,
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
    }

    @Test
    void rootsAndPathsFollowTheRecursiveDefinition() {
        List<byte[]> leaves = new ArrayList<>();
        for (int count = 1; count <= 70; count++) {
            leaves.add(new byte[] {(byte) count});
            assertThat(MerkleTree.root(leaves)).as("%d leaves", count).isEqualTo(hash(leaves));
            for (int index = 0; index < count; index++) {
                assertThat(MerkleTree.prove(leaves, index).siblings())
                        .as("path of %d in %d", index, count)
                        .isEqualTo(path(index, leaves));
            }
        }
    }

    private static void assertPath(int index, int count, String... siblings) {
        MerkleProof proof = MerkleTree.prove(LEAVES.subList(0, count), index);
        assertThat(proof)
                .isEqualTo(new MerkleProof(
                        index, count, Stream.of(siblings).map(Hash::fromHex).toList()));
    }

    /** MTH of the RFC. */
    private static Hash hash(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return Sha256.hash(new byte[] {0}, leaves.get(0));
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        return Sha256.hash(
                new byte[] {1},
                hash(leaves.subList(0, split)).toBytes(),
                hash(leaves.subList(split, leaves.size())).toBytes());
    }

    /** PATH of the RFC. */
    private static List<Hash> path(int index, List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return List.of();
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        List<byte[]> left = leaves.subList(0, split);
        List<byte[]> right = leaves.subList(split, leaves.size());
        List<Hash> path = new ArrayList<>(index < split ? path(index, left) : path(index - split, right));
        path.add(hash(index < split ? right : left));
        return path;
    }
}
