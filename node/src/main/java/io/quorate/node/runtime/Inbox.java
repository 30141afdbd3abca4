package io.quorate.node.runtime;

import io.quorate.protocol.replica.Input;
import io.quorate.protocol.types.PeerId;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the replica's thread. Bounded, never blocks; two lanes, and consensus goes first.
 *
 * <p>When a lane is full, or a peer has used up its share, the newcomer is dropped and counted: votes and certificates come
 * again by status, transactions by their next pass. What the node itself puts in (connections, submissions) has room of
 * its own.
 */
final class Inbox {
    private static final int CONSENSUS_CAPACITY = 16_384;
    private static final int BULK_CAPACITY = 16_384;
    private static final int OWN_CAPACITY = 65_536;
    private static final int PEER_SHARE = 2_048;

    private final Queue<Item> own = new MpscArrayQueue<>(OWN_CAPACITY);
    private final Queue<Item> consensus = new MpscArrayQueue<>(CONSENSUS_CAPACITY);
    private final Queue<Item> bulk = new MpscArrayQueue<>(BULK_CAPACITY);
    /** How many inputs of each peer wait; a peer of which none does is not in it. */
    private final ConcurrentHashMap<PeerId, Integer> waiting = new ConcurrentHashMap<>();

    private final AtomicLong dropped = new AtomicLong();
    private volatile @Nullable Thread parked;

    /** An input, and whose share it takes. */
    record Item(@Nullable PeerId peer, Input input) {}

    enum Lane {
        CONSENSUS,
        BULK
    }

    /** Something of the node's own; false if even that has no room. */
    boolean offer(Input input) {
        return put(own, new Item(null, input), true);
    }

    /**
     * Something of a peer's; false if it was dropped.
     *
     * @param urgent whether the replica is woken for it; if not, it is taken along with what comes next
     */
    boolean offer(PeerId peer, Lane lane, Input input, boolean urgent) {
        if (waiting.merge(peer, 1, Integer::sum) > PEER_SHARE) {
            release(peer);
            dropped.incrementAndGet();
            wake();
            return false;
        }
        boolean taken = put(lane == Lane.CONSENSUS ? consensus : bulk, new Item(peer, input), urgent);
        if (!taken) {
            release(peer);
        }
        return taken;
    }

    private boolean put(Queue<Item> queue, Item item, boolean urgent) {
        if (!queue.offer(item)) {
            dropped.incrementAndGet();
            wake(); // what is in it may all be of the kind that wakes nobody
            return false;
        }
        if (urgent) {
            wake();
        }
        return true;
    }

    private void release(PeerId peer) {
        waiting.computeIfPresent(peer, (id, count) -> count == 1 ? null : count - 1);
    }

    /** Takes the next input; null if nothing waits. Only the replica's thread calls this. */
    @Nullable
    Input poll() {
        Item item = own.poll();
        if (item == null) {
            item = consensus.poll();
        }
        if (item == null) {
            item = bulk.poll();
        }
        if (item == null) {
            return null;
        }
        if (item.peer() != null) {
            release(item.peer());
        }
        return item.input();
    }

    boolean isEmpty() {
        return own.isEmpty() && consensus.isEmpty() && bulk.isEmpty();
    }

    /**
     * Waits until something comes in or the time is over; now and then less long, for a wake-up may come late. Only the
     * replica's thread calls this.
     */
    void await(long nanos) {
        parked = Thread.currentThread();
        // Looked at again after the mark is set: what came in between is seen here or wakes us.
        if (isEmpty() && nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        parked = null;
    }

    void wake() {
        Thread thread = parked;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** How many inputs were dropped so far. */
    long dropped() {
        return dropped.get();
    }
}
