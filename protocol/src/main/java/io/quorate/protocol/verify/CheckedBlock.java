package io.quorate.protocol.verify;

import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.Vote;
import java.util.List;
import java.util.Optional;

/** A block whose body matches its header, and what shows of it to be invalid before it is executed. */
public record CheckedBlock(Block block, Optional<Flaw> flaw) {
    /** Why no validator's state is needed to find it invalid; the proposer's fault, not that of who sent it. */
    public sealed interface Flaw {
        /** The header is over a limit of genesis. The body was not looked at, and may be another. */
        record OverLimits() implements Flaw {}

        /** The signature of the transaction at an index is bad; of the first such one. */
        record BadSignature(int index) implements Flaw {}

        /** It holds a transaction of another chain, which is no proof of anything: the signature may be good there. */
        record ForeignTransaction() implements Flaw {}
    }

    /** One without a flaw. */
    public static CheckedBlock good(Block block) {
        return new CheckedBlock(block, Optional.empty());
    }

    /** Whether every transaction in it is for this chain and well signed, and the header within the limits. */
    public boolean isGood() {
        return flaw.isEmpty();
    }

    /** The evidence that this block is against who proposed it, if it is any, given a notarize for it. */
    public Optional<Evidence> against(Vote notarize) {
        BlockHeader header = block.header();
        if (flaw.isEmpty()
                || !notarize.validator().equals(header.proposer())
                || !notarize.subject().round().epoch().equals(header.epoch())) {
            return Optional.empty();
        }
        if (flaw.get() instanceof Flaw.OverLimits) {
            return Optional.of(new Evidence.InvalidHeader(notarize, header));
        }
        if (flaw.get() instanceof Flaw.BadSignature bad
                && block.transactions().get(bad.index()).size() <= Transaction.MAX_BYTES) {
            List<byte[]> leaves =
                    block.transactions().stream().map(Transaction::bytes).toList();
            return Optional.of(new Evidence.InvalidTransaction(
                    notarize,
                    header,
                    MerkleTree.prove(leaves, bad.index()),
                    block.transactions().get(bad.index())));
        }
        return Optional.empty();
    }

    /** Whether only the header can be relied on. */
    public boolean isOverLimits() {
        return flaw.filter(Flaw.OverLimits.class::isInstance).isPresent();
    }
}
