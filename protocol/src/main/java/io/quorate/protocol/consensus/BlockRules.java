package io.quorate.protocol.consensus;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.protocol.port.Application.BlockContext;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Receipt;
import java.util.List;
import java.util.Optional;

/**
 * What makes a block valid on its parent, whoever proposes it and in whatever view. See consensus.md, Blocks and
 * execution.
 */
record BlockRules(ConsensusConfig config, EpochState epoch) {
    /** What is wrong with a header by itself and after its parent's. */
    Optional<String> problem(BlockHeader parent, BlockHeader header) {
        if (header.version() != BlockHeader.VERSION) {
            return Optional.of("protocol version " + header.version() + ", not " + BlockHeader.VERSION);
        }
        if (!header.chain().equals(config.chain())) {
            return Optional.of("it is of another chain");
        }
        if (!header.epoch().equals(epoch.epoch())) {
            return Optional.of("epoch " + header.epoch() + ", not " + epoch.epoch());
        }
        if (!header.height().equals(parent.height().next())) {
            return Optional.of("height " + header.height() + " on a parent of height " + parent.height());
        }
        if (parent.time().isAfter(header.time())) {
            return Optional.of("it is older than its parent");
        }
        if (epoch.isLast(parent)) {
            // consensus.md, Epochs: no block follows the last one in its epoch
            return Optional.of("its parent is the last block of the epoch");
        }
        if (config.limits().areBrokenBy(header)) {
            return Optional.of(header.transactionCount() + " transactions of " + header.bodySize()
                    + " bytes are over the limit of " + config.limits().transactions() + " and "
                    + config.limits().bytes());
        }
        if (!header.validators().equals(epoch.set().hash())) {
            return Optional.of("it names another validator set");
        }
        if (!epoch.set().contains(header.proposer())) {
            return Optional.of("it names proposer " + header.proposer() + ", who is not in the set");
        }
        return Optional.empty();
    }

    /** Where a block stands for the application. */
    BlockContext context(BlockHeader header) {
        return new BlockContext(
                header.height(), header.epoch(), header.time(), epoch.set(), header.proposer(), epoch.isLast(header));
    }

    /** Which result of execution a header does not name. */
    Optional<String> mismatch(BlockHeader header, Execution execution) {
        if (!header.stateRoot().equals(execution.stateRoot())) {
            return Optional.of("state root " + header.stateRoot() + ", not " + execution.stateRoot());
        }
        if (!header.receiptsRoot().equals(receiptsRoot(execution.receipts()))) {
            return Optional.of("its receipts root is not that of its execution");
        }
        if (!header.nextValidators().equals(execution.next().hash())) {
            return Optional.of("it names another next validator set");
        }
        return Optional.empty();
    }

    static Hash receiptsRoot(List<Receipt> receipts) {
        return MerkleTree.root(receipts.stream().map(Receipt::toBytes).toList());
    }
}
