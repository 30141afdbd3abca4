package io.quorate.node.runtime;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.node.p2p.Multiaddr;
import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.storage.Snapshots;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** What the outside (RPC, dashboard) may ask of a running node. Safe from any thread; nothing waits on the replica. */
public interface NodeService {
    /** The chain's specification. */
    Genesis genesis();

    /** Finalized blocks and the state they leave, to be read. */
    BlockStore blocks();

    /** Where consensus stood after its last step. */
    ReplicaSnapshot consensus();

    /**
     * What was seen lately.
     *
     * @param rounds how many of the last rounds to tell of
     */
    Recent recent(int rounds);

    /** The connected peers. */
    List<PeerSummary> peers();

    /**
     * Checks a transaction and gives it to the mempool. Completes, soon and never with an exception, with why it was
     * refused, or empty if it is pending (or already final).
     */
    default CompletableFuture<Optional<Refusal>> submit(Transaction transaction) {
        return submit(List.of(transaction)).get(0);
    }

    /**
     * The same of several that go together: a block that has room for all of them holds all that are not refused, or none.
     * The answers are in their order.
     */
    List<CompletableFuture<Optional<Refusal>>> submit(List<Transaction> transactions);

    /**
     * Completes when the transaction is final and durable: at once if it is. Never by itself otherwise: the caller sets
     * its own time limit and cancels the future, which frees what it holds.
     */
    CompletableFuture<FinalTransaction> whenFinal(TransactionId id);

    /** The transaction, if it is final and durable. */
    Optional<FinalTransaction> find(TransactionId id);

    /** The height up to which everything is final and durable: what is above may be readable, and may be lost. */
    Height durable();

    /**
     * Runs something after blocks became final: soon, not for each, on a thread of the node that it must not hold up.
     * There may be a few listeners; they are never removed.
     *
     * @param wanted whether there is anything to run it for: asked for each block, by the thread that makes it final
     */
    void onFinal(BooleanSupplier wanted, Runnable listener);

    /**
     * Dials one more peer, now and whenever it is not connected, until the node stops. Completes soon, on a thread of the
     * network: false if it is this node itself, the address is known already, or there is no room for more.
     */
    CompletableFuture<Boolean> addPeer(Multiaddr address);

    /** Bans a peer for a time; false if it is reserved, and so never banned. */
    boolean ban(PeerId peer, Duration time);

    /**
     * Makes a snapshot of the store on disk. Completes on a thread of the node: with {@link
     * io.quorate.protocol.port.StorageException} if it cannot be made, with {@link
     * java.util.concurrent.RejectedExecutionException} if too many wait for theirs.
     */
    CompletableFuture<Snapshots.Taken> takeSnapshot();

    /**
     * Removes old blocks, many at a time, but never the newest {@code keep}. Completes as {@link #takeSnapshot} does.
     *
     * @param keep at least 1
     */
    CompletableFuture<Removal> removeOld(long keep);

    /** Whether the node follows the chain; the reason why not, if not. */
    Optional<String> unhealthy();

    /** A transaction that is final. */
    record FinalTransaction(Height height, int index, Block block, Receipt receipt) {}

    /**
     * What became of old blocks.
     *
     * @param oldest from there on every block is here
     * @param more whether some are left to remove
     */
    record Removal(Height oldest, int removed, boolean more) {}

    /**
     * A connected peer.
     *
     * @param validator what the validator is called that it is, if it is one
     * @param key that validator's key
     * @param finalizedHeight the highest that it told of since it connected; 0 before it did
     * @param faultPoints for what it did wrong lately (network.md, Defence)
     */
    record PeerSummary(
            PeerId id,
            String address,
            boolean inbound,
            Optional<String> validator,
            Optional<PublicKey> key,
            long finalizedHeight,
            long bytesIn,
            long bytesOut,
            int faultPoints) {}
}
