package io.quorate.protocol.consensus;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.Application.BlockContext;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Chooses the parent of a proposal and builds the block. */
final class Proposer {
    private final ConsensusConfig config;
    private final BlockTree tree;
    private final Application application;
    private final BlockBudget budget;

    Proposer(ConsensusConfig config, BlockTree tree, Application application) {
        this.config = config;
        this.tree = tree;
        this.application = application;
        this.budget = new BlockBudget(config);
    }

    /** A certificate came: it tells how quickly a block of this replica's was taken. */
    void certified(Certificate certificate, BlockTime now) {
        budget.certified(certificate, now);
    }

    /** What a leader can do in its view. */
    sealed interface Plan {
        /** Propose this block: a new one, or the epoch's last once more. */
        record Propose(Block block, View parentView) implements Plan {}

        /** There is nothing to propose yet. */
        record Idle() implements Plan {}

        /** A certificate of this view is missing to choose a parent. */
        record NeedsCertificate(View view) implements Plan {}

        /** A block is missing to build on. */
        record NeedsBlock(BlockId block) implements Plan {}

        /** The certified parent is invalid, which no honest quorum made, or executing the new block failed. */
        record Impossible(String reason) implements Plan {}
    }

    /** Plans; {@code urgent} if an empty block is to be proposed rather than none. */
    Plan plan(EpochState epoch, BlockTime now, Iterable<Transaction> pending, boolean urgent) {
        // consensus.md, Propose: the highest view with a block certificate, all views above it nullified
        View view = epoch.current().plus(-1);
        while (epoch.certifiedBlock(view).isEmpty()) {
            if (!epoch.isNullified(view)) {
                return new Plan.NeedsCertificate(view);
            }
            view = view.plus(-1);
        }
        BlockId parentId = epoch.certifiedBlock(view).orElseThrow();
        Optional<Block> parent = tree.get(parentId);
        if (parent.isEmpty()) {
            return new Plan.NeedsBlock(parentId);
        }
        BlockRules rules = new BlockRules(config, epoch);
        if (!parentId.equals(tree.head().id())) {
            BlockTree.Result result = tree.execute(parentId, rules);
            if (result instanceof BlockTree.Result.Missing missing) {
                return new Plan.NeedsBlock(missing.block());
            }
            if (result instanceof BlockTree.Result.Invalid invalid) {
                return new Plan.Impossible(invalid.reason());
            }
        }
        if (epoch.isLast(parent.get().header()) || config.haltsAt(parent.get().height())) {
            // consensus.md, Epochs: the last block is proposed again, at once, until it is final; so is that to halt at
            return new Plan.Propose(parent.get(), view);
        }
        return fresh(epoch, parent.get(), view, now, pending, urgent);
    }

    private Plan fresh(
            EpochState epoch,
            Block parent,
            View parentView,
            BlockTime now,
            Iterable<Transaction> pending,
            boolean urgent) {
        BlockTime time = BlockTime.max(parent.header().time(), now);
        ReadableState state = tree.stateAfter(parent.id());
        // consensus.md, Blocks and execution: too many ancestors that are not final
        boolean full = tree.unfinal(parent.height()) >= ConsensusConfig.MAX_UNFINAL;
        Choice choice = full ? Choice.NONE : choose(state, time, pending, tree.transactionsAbove(parent.id()));
        List<Transaction> chosen = choice.transactions();
        if (chosen.isEmpty() && !urgent) {
            return new Plan.Idle();
        }
        BlockContext context = new BlockContext(
                parent.height().next(),
                epoch.epoch(),
                time,
                epoch.set(),
                epoch.leader(epoch.current()),
                epoch.isLastAt(time));
        Application.Outcome outcome = application.execute(state, context, chosen);
        if (outcome instanceof Application.Outcome.Invalid invalid) {
            // Only a failure of its own: what it refuses was not chosen.
            return new Plan.Impossible(invalid.refusal().message());
        }
        Execution execution = (Execution) outcome;
        Block block = Block.of(header(epoch, parent, context, chosen, execution), chosen);
        tree.addExecuted(block, execution);
        budget.proposed(epoch.round(), now, choice.full());
        return new Plan.Propose(block, parentView);
    }

    private BlockHeader header(
            EpochState epoch, Block parent, BlockContext context, List<Transaction> chosen, Execution execution) {
        Hash transactionsRoot =
                MerkleTree.root(chosen.stream().map(Transaction::bytes).toList());
        return new BlockHeader(
                BlockHeader.VERSION,
                config.chain(),
                epoch.epoch(),
                context.height(),
                parent.id(),
                epoch.leader(epoch.current()),
                context.time(),
                chosen.size(),
                Block.bodySize(chosen),
                transactionsRoot,
                BlockRules.receiptsRoot(execution.receipts()),
                execution.stateRoot(),
                epoch.set().hash(),
                execution.next().hash());
    }

    private record Choice(List<Transaction> transactions, boolean full) {
        static final Choice NONE = new Choice(List.of(), false);
    }

    /** Oldest first, until one does not fit. */
    private Choice choose(
            ReadableState state, BlockTime time, Iterable<Transaction> pending, Set<TransactionId> inFlight) {
        List<Transaction> chosen = new ArrayList<>();
        TreeSet<TransactionId> ids = new TreeSet<>();
        int bytes = 0;
        int accusations = 0;
        for (Transaction transaction : pending) {
            // What is in a block above finality is known without asking, and is the most of what is pending.
            if (inFlight.contains(transaction.id())
                    || ids.contains(transaction.id())
                    || application.refuse(state, time, transaction).isPresent()) {
                continue;
            }
            boolean accusation = application.isAccusation(transaction);
            if (accusation && accusations == Application.MAX_ACCUSATIONS) {
                // It waits for a later block, and keeps nothing else waiting.
                continue;
            }
            int total = bytes + transaction.size();
            boolean fits = chosen.isEmpty() || (chosen.size() < budget.transactions() && total <= budget.bytes());
            if (!fits || total > config.limits().bytes()) {
                return new Choice(chosen, true);
            }
            chosen.add(transaction);
            ids.add(transaction.id());
            accusations += accusation ? 1 : 0;
            bytes = total;
        }
        return new Choice(chosen, false);
    }
}
