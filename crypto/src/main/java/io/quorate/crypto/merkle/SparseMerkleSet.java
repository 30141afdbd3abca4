package io.quorate.crypto.merkle;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import java.util.ArrayList;
import java.util.List;

/**
 * A set of hashes as the sparse Merkle tree of {@link SparseMerkleProof}, whole and once: each is the hash of a key, with
 * {@link Hash#ZERO} for the hash of its value. Built in one pass, for sets that change no more.
 */
public final class SparseMerkleSet {
    private static final byte[] NODE = {1};

    private final List<Hash> members;

    /**
     * Of some members.
     *
     * @throws IllegalArgumentException if one is not greater than the one before it
     */
    public SparseMerkleSet(List<Hash> members) {
        for (int i = 1; i < members.size(); i++) {
            if (members.get(i - 1).compareTo(members.get(i)) >= 0) {
                throw new IllegalArgumentException("members come in ascending order, each once");
            }
        }
        this.members = List.copyOf(members);
    }

    /** The root: of an empty set, {@link Hash#ZERO}. */
    public Hash root() {
        return root(members, 0);
    }

    /** What shows against the root that a hash is a member, or that it is none. */
    public SparseMerkleProof prove(Hash hash) {
        List<Hash> siblings = new ArrayList<>();
        List<Hash> under = members;
        for (int depth = 0; under.size() > 1; depth++) {
            int middle = firstRight(under, depth);
            List<Hash> left = under.subList(0, middle);
            List<Hash> right = under.subList(middle, under.size());
            siblings.add(root(hash.bit(depth) ? left : right, depth + 1));
            under = hash.bit(depth) ? right : left;
        }
        return new SparseMerkleProof(
                siblings,
                under.stream()
                        .filter(member -> !member.equals(hash))
                        .findFirst()
                        .map(SparseMerkleSet::leaf));
    }

    private static Hash root(List<Hash> under, int depth) {
        if (under.isEmpty()) {
            return Hash.ZERO;
        }
        if (under.size() == 1) {
            return leaf(under.get(0)).hash();
        }
        int middle = firstRight(under, depth);
        return Sha256.hash(
                NODE,
                root(under.subList(0, middle), depth + 1).toBytes(),
                root(under.subList(middle, under.size()), depth + 1).toBytes());
    }

    private static SparseMerkleProof.Leaf leaf(Hash member) {
        return new SparseMerkleProof.Leaf(member, Hash.ZERO);
    }

    /** Where those begin whose bit at a depth is 1: all of {@code under} share the bits before it. */
    private static int firstRight(List<Hash> under, int depth) {
        int low = 0;
        int high = under.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (under.get(middle).bit(depth)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
