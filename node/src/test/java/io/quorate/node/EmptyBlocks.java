package io.quorate.node;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.ValidatorIndex;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Blocks for those who look at no more than their heights and ids. */
public final class EmptyBlocks {
    private EmptyBlocks() {}

    /** A block of the first validator's; each height has one. */
    public static Block at(long height) {
        Hash hash = Sha256.hash(("" + height).getBytes(StandardCharsets.US_ASCII));
        return Block.of(
                new BlockHeader(
                        BlockHeader.VERSION,
                        new ChainId(hash),
                        new Epoch(1),
                        new Height(height),
                        new BlockId(hash),
                        new ValidatorIndex(0),
                        new BlockTime(4_500),
                        0,
                        0,
                        hash,
                        hash,
                        hash,
                        hash,
                        hash),
                List.of());
    }
}
