package io.quorate.protocol.types;

/**
 * What genesis allows a block.
 *
 * @param bytes the most of its body
 * @param transactions the most of its count
 */
public record BlockLimits(int bytes, int transactions) {
    /** Those of a chain. */
    public static BlockLimits of(Genesis genesis) {
        return new BlockLimits(genesis.maxBlockBytes(), genesis.maxBlockTransactions());
    }

    /** Whether a header by itself is over one of them: it binds the count and the size of its body. */
    public boolean areBrokenBy(BlockHeader header) {
        return header.transactionCount() > transactions || header.bodySize() > bytes;
    }
}
