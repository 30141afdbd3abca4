package io.quorate.simulator.explore;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.VoteKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which quorums must not exist beside each other, be they formed by anybody or not. See consensus.md, Invariants. */
final class Exclusion {
    private final Said said;
    /** Of each subject those of which no quorum may exist beside a quorum of it. */
    private final List<Long> excluded = new ArrayList<>();

    Exclusion(Said said) {
        this.said = said;
    }

    /** Two subjects of both of which a quorum is in a bitmap, and must not be. */
    Optional<List<Subject>> contradiction(long certifiable) {
        compare();
        for (long left = certifiable; left != 0; left &= left - 1) {
            int number = Long.numberOfTrailingZeros(left);
            long against = excluded.get(number) & certifiable;
            if (against != 0) {
                return Optional.of(List.of(said.subject(number), said.subject(Long.numberOfTrailingZeros(against))));
            }
        }
        return Optional.empty();
    }

    /** Takes in what was said since. */
    private void compare() {
        for (int number = excluded.size(); number < said.size(); number++) {
            long against = 0;
            for (int other = 0; other < number; other++) {
                if (exclude(said.subject(number), said.subject(other))) {
                    against |= Said.bit(other);
                    excluded.set(other, excluded.get(other) | Said.bit(number));
                }
            }
            excluded.add(against);
        }
    }

    private boolean exclude(Subject one, Subject other) {
        if (one.round().equals(other.round())) {
            boolean blocks = one.kind() != VoteKind.NULLIFY && other.kind() != VoteKind.NULLIFY;
            boolean finalized = one.kind() == VoteKind.FINALIZE || other.kind() == VoteKind.FINALIZE;
            return blocks ? !one.block().equals(other.block()) : finalized && one.kind() != other.kind();
        }
        return one.kind() == VoteKind.FINALIZE
                && other.kind() == VoteKind.FINALIZE
                && !isOnChainOf(one.block(), other.block())
                && !isOnChainOf(other.block(), one.block());
    }

    private boolean isOnChainOf(BlockId id, BlockId top) {
        for (Optional<Block> at = said.known(top);
                at.isPresent();
                at = said.known(at.get().header().parent())) {
            if (at.get().id().equals(id)) {
                return true;
            }
        }
        return false;
    }
}
