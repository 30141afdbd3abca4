package io.quorate.protocol.receipt;

import io.quorate.crypto.hash.Hash;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import java.util.Optional;

/**
 * Whom is trusted after some block.
 *
 * @param height of that block
 * @param epoch its epoch
 * @param set the set of that epoch
 * @param next the hash that the block names for the set of the next one
 */
record Trust(Height height, Epoch epoch, ValidatorSet set, Hash next) {
    /** The beginning: epoch 0 is the genesis block alone, which names the first set. */
    static Trust of(Genesis genesis) {
        ValidatorSet set = genesis.validators();
        return new Trust(Height.ZERO, Epoch.ZERO, set, set.hash());
    }

    /** After a block that is trusted, whose set this is. */
    static Trust of(BlockHeader header, ValidatorSet set) {
        return new Trust(header.height(), header.epoch(), set, header.nextValidators());
    }

    /**
     * Whether a finalization of a header, by these members of the header's set, is to be believed once it is found good
     * under that set.
     */
    boolean reaches(BlockHeader header, ValidatorSet own, Signers signers) {
        // ledger.md, State, receipts, proofs: a set that was named, or a quorum of the one trusted, by its keys and
        // powers
        return isNamed(header) || counted(own, signers).isQuorumOf(set.total());
    }

    /** Whether the last trusted block names the set of this one. */
    private boolean isNamed(BlockHeader header) {
        if (header.epoch().equals(epoch)) {
            return header.validators().equals(set.hash());
        }
        // A difference, since the epoch after the last that can be written down does not exist.
        return header.epoch().number() - epoch.number() == 1
                && header.validators().equals(next);
    }

    /** The power, in the trusted set, of the signers whose keys are in it too. A key is in a set once. */
    VotingPower counted(ValidatorSet own, Signers signers) {
        VotingPower sum = VotingPower.NONE;
        for (int i = signers.nextAfter(-1); i >= 0 && i < own.size(); i = signers.nextAfter(i)) {
            Optional<ValidatorIndex> index = set.indexOf(own.validators().get(i).key());
            if (index.isPresent()) {
                sum = sum.plus(set.get(index.get()).power());
            }
        }
        return sum;
    }
}
