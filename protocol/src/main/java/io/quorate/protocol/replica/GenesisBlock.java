package io.quorate.protocol.replica;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.port.BlockStore.Commit;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import java.util.List;
import java.util.Optional;

/** The block at height 0: the whole of epoch 0, made from the genesis alone, the same on every node. */
public final class GenesisBlock {
    private GenesisBlock() {}

    /** The genesis block with its state, and the start of epoch 1. */
    public static Commit of(Genesis genesis, Application application) {
        Execution execution = application.genesis(genesis);
        ValidatorSet set = genesis.validators();
        BlockHeader header = new BlockHeader(
                BlockHeader.VERSION,
                genesis.chain(),
                Epoch.ZERO,
                Height.ZERO,
                new BlockId(Hash.ZERO),
                new ValidatorIndex(0),
                genesis.time(),
                0,
                0,
                MerkleTree.root(List.of()),
                MerkleTree.root(List.of()),
                execution.stateRoot(),
                set.hash(),
                set.hash());
        Block block = Block.of(header, List.of());
        EpochStart first =
                new EpochStart(Epoch.ZERO.next(), block.id(), Height.ZERO, genesis.time(), execution.stateRoot(), set);
        return new Commit(
                block,
                List.of(),
                execution.changes(),
                execution.events(),
                Optional.empty(),
                Optional.of(first),
                List.of());
    }
}
