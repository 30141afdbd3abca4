package io.quorate.node.metrics;

import java.util.function.DoubleSupplier;

/**
 * What is read, not counted: asked at each scrape, on the scrape's thread, so every supplier must be thread-safe and
 * return at once.
 *
 * @param finalityHeight the highest final block's height
 * @param epoch the current epoch
 * @param view the current view
 * @param quorumPower the least voting power that is a quorum of the current set
 * @param mempoolTransactions transactions that are pending
 * @param mempoolBytes their bytes
 * @param inboundPeers peers that connected to this node
 * @param outboundPeers peers that this node connected to
 * @param memoryBytes the memory that consensus uses
 */
public record Levels(
        DoubleSupplier finalityHeight,
        DoubleSupplier epoch,
        DoubleSupplier view,
        DoubleSupplier quorumPower,
        DoubleSupplier mempoolTransactions,
        DoubleSupplier mempoolBytes,
        DoubleSupplier inboundPeers,
        DoubleSupplier outboundPeers,
        DoubleSupplier memoryBytes) {}
