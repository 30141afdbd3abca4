package io.quorate.node.rpc.feed;

import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import java.util.List;
import java.util.Optional;

/** A block that is final and durable, with what became of it. */
record FinalBlock(Block block, List<Receipt> receipts, List<Event> events, Optional<Certificate> finalization) {
    /** Reads one; empty if the store does not have it, or has it no more. */
    static Optional<FinalBlock> read(BlockStore blocks, Height height) {
        return blocks.block(height)
                .map(block -> new FinalBlock(
                        block,
                        blocks.receipts(height).orElse(List.of()),
                        blocks.events(height),
                        blocks.finalization(height)));
    }
}
