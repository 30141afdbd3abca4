package io.quorate.protocol.consensus;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.View;
import java.time.Duration;
import java.util.Optional;

/** Decides whether the conditions of <i>Notarize</i> hold for the proposal of the current view. */
final class Voter {
    private final ConsensusConfig config;
    private final BlockTree tree;

    Voter(ConsensusConfig config, BlockTree tree) {
        this.config = config;
        this.tree = tree;
    }

    /** Whether a proposal may be notarized. */
    sealed interface Judgement {
        /** All conditions hold. */
        record Good() implements Judgement {}

        /** The block is invalid, whatever may still arrive. */
        record Invalid(String reason) implements Judgement {}

        /** A certificate of this view is missing. */
        record NeedsCertificate(View view) implements Judgement {}

        /** A block below it is missing. */
        record NeedsBlock(BlockId block) implements Judgement {}

        /** It lies above the height to halt at: it may be valid, and is not voted for. */
        record Unwanted() implements Judgement {}

        /** Its time lies ahead of this replica's clock. */
        record Early(Duration delay) implements Judgement {}
    }

    Judgement judge(EpochState epoch, Proposal proposal, BlockTime now) {
        // consensus.md, Notarize
        View view = proposal.round().view();
        View parentView = proposal.vote().subject().parentView();
        Block block = proposal.block();
        if (parentView.isBefore(epoch.finalized())) {
            return new Judgement.Invalid(
                    "its parent view " + parentView + " is below the finalized view " + epoch.finalized());
        }
        Optional<BlockId> certified = epoch.certifiedBlock(parentView);
        if (certified.isEmpty()) {
            return new Judgement.NeedsCertificate(parentView);
        }
        Optional<View> gap = epoch.missingNullification(parentView, view);
        if (gap.isPresent()) {
            return new Judgement.NeedsCertificate(gap.get());
        }
        if (certified.get().equals(block.id())) {
            return again(epoch, block);
        }
        if (!certified.get().equals(block.header().parent())) {
            return new Judgement.Invalid("its parent is not the block of view " + parentView);
        }
        if (config.haltsAt(block.height().plus(-1))) {
            return new Judgement.Unwanted();
        }
        return fresh(epoch, proposal, now);
    }

    /** A block proposed again: only the last one of its epoch, or that to halt at, may be. See consensus.md, Epochs. */
    private Judgement again(EpochState epoch, Block block) {
        if (!epoch.isLast(block.header()) && !config.haltsAt(block.height())) {
            return new Judgement.Invalid("it is proposed again but is not the last of its epoch");
        }
        return executed(epoch, block);
    }

    private Judgement fresh(EpochState epoch, Proposal proposal, BlockTime now) {
        BlockHeader header = proposal.block().header();
        if (!header.proposer().equals(epoch.leader(proposal.round().view()))) {
            return new Judgement.Invalid("it names proposer " + header.proposer() + ", who does not lead its view");
        }
        Optional<Block> parent = tree.get(header.parent());
        if (parent.isEmpty()) {
            return new Judgement.NeedsBlock(header.parent());
        }
        // consensus.md, Blocks and execution: later than its parent and more than 2 s ahead of the clock
        BlockTime latest = now.plus(ConsensusConfig.CLOCK_TOLERANCE);
        if (header.time().isAfter(parent.get().header().time()) && header.time().isAfter(latest)) {
            long ahead = Math.min(
                    header.time().millis() - latest.millis(), config.delta().toMillis());
            return new Judgement.Early(Duration.ofMillis(Math.max(1, ahead)));
        }
        return executed(epoch, proposal.block());
    }

    private Judgement executed(EpochState epoch, Block block) {
        if (block.id().equals(tree.head().id())) {
            return new Judgement.Good();
        }
        if (!tree.holds(block.id())) {
            return new Judgement.NeedsBlock(block.id());
        }
        BlockTree.Result result = tree.execute(block.id(), new BlockRules(config, epoch));
        if (result instanceof BlockTree.Result.Missing missing) {
            return new Judgement.NeedsBlock(missing.block());
        }
        if (result instanceof BlockTree.Result.Invalid invalid) {
            return new Judgement.Invalid(invalid.reason());
        }
        return new Judgement.Good();
    }
}
