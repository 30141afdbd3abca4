package io.quorate.protocol.receipt;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.MerkleProof;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.port.BlockStore.Location;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.ChainReceipt.Step;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.ValidatorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes receipts from what a node stores. Reads only, a bounded number of blocks; from any thread that may read the
 * store.
 */
public final class ReceiptBuilder {
    private final BlockStore store;
    private final Genesis genesis;

    /** From the blocks of a chain. */
    public ReceiptBuilder(BlockStore store, Genesis genesis) {
        this.store = store;
        this.genesis = genesis;
    }

    /** What came of it. */
    public sealed interface Built {
        /** A receipt. */
        record Ready(ChainReceipt receipt) implements Built {}

        /** The block has neither a certificate nor a certified descendant here yet: it will, in a moment. */
        record NotCertified(Height height) implements Built {}

        /** It cannot be made as asked; {@code reason} is for people. */
        record Impossible(String reason) implements Built {}
    }

    /** The claim that a final transaction was executed, and the block that holds it. */
    public record Executed(Height height, ChainReceipt.Execution claim) {}

    /** What to claim of a transaction in the store. */
    public static Optional<Executed> claim(BlockStore store, Location location) {
        return store.receipts(location.height())
                .filter(receipts -> location.index() < receipts.size())
                .map(receipts -> {
                    List<byte[]> leaves =
                            receipts.stream().map(Receipt::toBytes).toList();
                    MerkleProof path = MerkleTree.prove(leaves, location.index());
                    return new Executed(
                            location.height(),
                            new ChainReceipt.Execution(
                                    receipts.get(location.index()), location.index(), path.siblings()));
                });
    }

    /**
     * A receipt of a claim that is proven under the header at a height.
     *
     * @param checkpoint the height at which its reader begins to trust; genesis if none
     */
    public Built build(Height height, ChainReceipt.Claim claim, Optional<Height> checkpoint) {
        Optional<BlockHeader> pinned = Optional.empty();
        if (checkpoint.isPresent()) {
            pinned = header(checkpoint.get());
            if (pinned.isEmpty() || checkpoint.get().equals(Height.ZERO)) {
                return new Built.Impossible(
                        checkpoint.get().equals(Height.ZERO) || !store.oldest().isAfter(checkpoint.get())
                                ? "no block is final here at height " + checkpoint.get()
                                : removed(checkpoint.get().number()));
            }
        }
        // A pinned block above the claim's stands between it and the certified one.
        long least = Math.max(height.number(), checkpoint.map(Height::number).orElse(0L));
        Optional<BlockHeader> certified = certifiedFrom(least);
        if (certified.isEmpty()) {
            return new Built.NotCertified(new Height(least));
        }
        Height top = certified.get().height();
        if (top.number() - height.number() > ChainReceipt.MAX_DESCENT) {
            return new Built.Impossible(
                    "block " + height + " lies more than " + ChainReceipt.MAX_DESCENT + " blocks below block " + least);
        }
        List<BlockHeader> descent = new ArrayList<>();
        for (long number = height.number(); number < top.number(); number++) {
            Optional<BlockHeader> header = header(new Height(number));
            if (header.isEmpty()) {
                return new Built.Impossible(removed(number));
            }
            descent.add(header.get());
        }
        Optional<ChainReceipt.Checkpoint> start = pinned.filter(
                        header -> header.height().number() < height.number())
                .map(header -> new ChainReceipt.Checkpoint(header, set(header.epoch())));
        Optional<List<Step>> steps = steps(start, certified.get());
        if (steps.isEmpty()) {
            return new Built.Impossible("the validators changed so often that the way from "
                    + (start.isPresent() ? "that block" : "genesis") + " takes more than " + ChainReceipt.MAX_STEPS
                    + " steps: begin at a later block");
        }
        ChainReceipt unsealed = new ChainReceipt(start, steps.get(), descent, claim, Hash.ZERO);
        ChainReceipt receipt = unsealed.sealed(StoredForms.seal(unsealed));
        int length = StoredForms.encode(receipt).length;
        return length <= ChainReceipt.MAX_BYTES
                ? new Built.Ready(receipt)
                : new Built.Impossible("the receipt would have " + length + " bytes, more than "
                        + ChainReceipt.MAX_BYTES + ": begin at a later block");
    }

    private static String removed(long height) {
        return "block " + height + " was removed from this node: ask one that keeps it";
    }

    /** Asks for certificates first: most blocks have none of their own, and a block is much to read. */
    private Optional<BlockHeader> certifiedFrom(long least) {
        long head = store.head().map(known -> known.block().height().number()).orElse(-1L);
        for (long number = least; number <= Math.min(head, least + ChainReceipt.MAX_DESCENT); number++) {
            Height height = new Height(number);
            Optional<BlockHeader> header = store.finalization(height).isPresent() ? header(height) : Optional.empty();
            if (header.filter(block -> ownFinalization(block).isPresent()).isPresent()) {
                return header;
            }
        }
        return Optional.empty();
    }

    /** The way of trust, as short as long strides make it; none if it is too long. */
    private Optional<List<Step>> steps(Optional<ChainReceipt.Checkpoint> start, BlockHeader target) {
        Trust trust = start.map(checkpoint -> Trust.of(checkpoint.header(), checkpoint.set()))
                .orElseGet(() -> Trust.of(genesis));
        List<Step> steps = new ArrayList<>();
        while (steps.size() < ChainReceipt.MAX_STEPS) {
            Step step = stride(trust, target);
            steps.add(step);
            if (step.header().equals(target)) {
                return Optional.of(steps);
            }
            trust = Trust.of(step.header(), step.set());
        }
        return Optional.empty();
    }

    /**
     * The target if trust reaches it; else the last block of an epoch as late as is found by halving the distance; at the
     * least, the next epoch's, whose set is named.
     */
    private Step stride(Trust trust, BlockHeader target) {
        Step last = step(target);
        if (reaches(trust, last)) {
            return last;
        }
        for (long far = target.epoch().number() - trust.epoch().number() - 1; far >= 1; far /= 2) {
            Step step = step(lastOf(trust.epoch().plus(far)));
            if (reaches(trust, step)) {
                return step;
            }
        }
        // A block in the midst of an epoch names only that epoch's set; the last one names the next.
        BlockHeader named = lastOf(trust.epoch());
        Step step = step(
                named.height().number() > trust.height().number()
                        ? named
                        : lastOf(trust.epoch().next()));
        if (!reaches(trust, step)) {
            throw new IllegalStateException("block " + step.header().height() + " is not of the set that was named");
        }
        return step;
    }

    private static boolean reaches(Trust trust, Step step) {
        return trust.reaches(step.header(), step.set(), step.certificate().signers());
    }

    private Step step(BlockHeader header) {
        Certificate certificate = ownFinalization(header)
                .orElseThrow(() -> new IllegalStateException("block " + header.height() + " has no finalization"));
        return new Step(header, certificate, set(header.epoch()));
    }

    /** The last block of an epoch that has ended. It is certified by itself, since none follows it in its epoch. */
    private BlockHeader lastOf(Epoch epoch) {
        return header(start(epoch.next()).height()).orElseThrow();
    }

    private ValidatorSet set(Epoch epoch) {
        return start(epoch).set();
    }

    private EpochStart start(Epoch epoch) {
        return store.epoch(epoch)
                .orElseThrow(() -> new IllegalStateException("epoch " + epoch + " is missing in the store"));
    }

    private Optional<BlockHeader> header(Height height) {
        return store.header(height);
    }

    private Optional<Certificate> ownFinalization(BlockHeader header) {
        return store.finalization(header.height())
                .filter(certificate -> certificate.subject().block().equals(header.id()));
    }
}
