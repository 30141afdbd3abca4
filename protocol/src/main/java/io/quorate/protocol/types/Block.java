package io.quorate.protocol.types;

import io.quorate.crypto.merkle.MerkleTree;
import java.util.List;

/** A header and the transactions it commits to. Immutable; the id is computed once. */
public final class Block {
    private final BlockHeader header;
    private final List<Transaction> transactions;
    private final BlockId id;

    private Block(BlockHeader header, List<Transaction> transactions) {
        this.header = header;
        this.transactions = transactions;
        this.id = header.id();
    }

    /** Puts the two together without comparing them: see {@link #bodyMatchesHeader()}. */
    public static Block of(BlockHeader header, List<Transaction> transactions) {
        return new Block(header, List.copyOf(transactions));
    }

    /** The header. */
    public BlockHeader header() {
        return header;
    }

    /** The body, in ledger order. */
    public List<Transaction> transactions() {
        return transactions;
    }

    /** The hash of the header. */
    public BlockId id() {
        return id;
    }

    /** The position of the block. */
    public Height height() {
        return header.height();
    }

    /** Whether count, size and Merkle root of the body are those of the header. A mismatch is the sender's fault. */
    public boolean bodyMatchesHeader() {
        return header.transactionCount() == transactions.size()
                && header.bodySize() == bodySize(transactions)
                && header.transactionsRoot()
                        .equals(MerkleTree.root(
                                transactions.stream().map(Transaction::bytes).toList()));
    }

    /** The length of a body, in bytes. */
    public static int bodySize(List<Transaction> transactions) {
        int size = 0;
        for (Transaction transaction : transactions) {
            size = Math.addExact(size, transaction.size());
        }
        return size;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Block block && id.equals(block.id) && transactions.equals(block.transactions);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "block " + header.height() + " " + id.shortHex();
    }
}
