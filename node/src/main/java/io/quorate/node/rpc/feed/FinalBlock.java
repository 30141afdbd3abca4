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
    /**
     * Reads one.
     *
     * @throws IllegalStateException if the store does not have it
     */
    static FinalBlock read(BlockStore blocks, Height height) {
        Block block = blocks.block(height)
                .orElseThrow(() -> new IllegalStateException("no block at the final height " + height));
        return new FinalBlock(
                block, blocks.receipts(height).orElse(List.of()), blocks.events(height), blocks.finalization(height));
    }
}
