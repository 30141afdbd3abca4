package io.quorate.node.rpc.feed;

import io.quorate.node.http.SocketPeer;
import io.quorate.node.rpc.RpcConfig;
import io.quorate.node.runtime.NodeService;
import io.quorate.protocol.types.Height;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells subscribers what became final. One thread takes turns among them: a turn reads at most {@link #BLOCKS_A_TURN} blocks
 * for one connection, whatever it subscribed to, so that one that catches up does not hold up those that live. Thread-safe.
 */
public final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final int BLOCKS_A_TURN = 64;
    private static final int REMEMBERED = 8;
    private static final int POLICY_VIOLATION = 1008;
    private static final int GOING_AWAY = 1001;
    private static final int INTERNAL_ERROR = 1011;
    private static final long LOOK_MILLIS = 500;

    private final NodeService node;
    private final RpcConfig.Subscriptions limits;
    private final LongSupplier nanos;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    /** The newest blocks, which most subscribers want at the same time; of the feed's thread. */
    private final Map<Long, FinalBlock> recent = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, FinalBlock> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * A feed of a node's final blocks.
     *
     * @param nanos the clock that slow subscribers are cut off by
     */
    public Feed(NodeService node, RpcConfig.Subscriptions limits, LongSupplier nanos) {
        this.node = node;
        this.limits = limits;
        this.nanos = nanos;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread worker = new Thread(task, "rpc-feed");
            worker.setDaemon(true);
            return worker;
        });
    }

    /** Begins to listen to the node. */
    public void start() {
        node.onFinal(() -> !subscribers.isEmpty(), this::wake);
    }

    /** A subscriber that does not read makes no event: as long as there is any, the clock makes some. */
    private void lookAgain() {
        schedule(looking, LOOK_MILLIS, () -> {
            try {
                turn();
            } finally {
                lookAgain();
            }
        });
    }

    /** Once, however often it is asked for until then, and not at all for nobody. */
    private void schedule(AtomicBoolean pending, long millis, Runnable task) {
        if (!subscribers.isEmpty() && pending.compareAndSet(false, true)) {
            try {
                var unused = thread.schedule(
                        () -> {
                            pending.set(false);
                            task.run();
                        },
                        millis,
                        TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("the feed is closed");
            }
        }
    }

    /**
     * A new connection that may subscribe.
     *
     * @param maxAnswerBytes what it may be answered with at most
     */
    public Subscriber connect(SocketPeer peer, boolean trusted, int maxAnswerBytes) {
        return new Subscriber(peer, trusted, maxAnswerBytes, this);
    }

    /** There may be something to tell; returns at once. */
    public void wake() {
        schedule(awake, 0, this::turn);
    }

    RpcConfig.Subscriptions limits() {
        return limits;
    }

    Height oldest() {
        return node.blocks().oldest();
    }

    Height durable() {
        return node.durable();
    }

    /** A place for one more subscription; false if there is none. */
    boolean reserve(Subscriber subscriber) {
        if (subscriptions.incrementAndGet() > limits.inAll()) {
            subscriptions.decrementAndGet();
            return false;
        }
        subscribers.add(subscriber);
        lookAgain();
        return true;
    }

    /** A place that was reserved is free again. */
    void release(Subscriber subscriber) {
        subscriptions.decrementAndGet();
        if (subscriber.isClosed()) {
            subscribers.remove(subscriber); // it came back after it was forgotten
        }
    }

    /** Nothing more is told to it. */
    void forget(Subscriber subscriber, int freed) {
        subscribers.remove(subscriber);
        subscriptions.addAndGet(-freed);
    }

    private void turn() {
        boolean more = false;
        for (Subscriber subscriber : subscribers) {
            try {
                more |= serve(subscriber);
            } catch (RuntimeException e) {
                LOG.error("a fault of this node while telling a subscriber", e);
                subscriber.peer().close(INTERNAL_ERROR, "a fault of the node");
            }
        }
        if (more) {
            wake();
        }
    }

    /** One turn of one connection; true if it could go on at once. */
    private boolean serve(Subscriber subscriber) {
        long durable = node.durable().number();
        int blocks = 0;
        for (Subscription subscription : subscriber.inTurn()) {
            while (subscription.next() <= durable) {
                if (isFull(subscriber)) {
                    return false;
                }
                if (blocks == BLOCKS_A_TURN) {
                    return true;
                }
                if (!tell(subscriber, subscription)) {
                    return false;
                }
                blocks++;
            }
        }
        isFull(subscriber);
        return false;
    }

    /** Tells all of one block; false if there was no room for the rest, which is told another time. */
    private boolean tell(Subscriber subscriber, Subscription subscription) {
        Optional<FinalBlock> block = block(subscription.next());
        if (block.isEmpty()) {
            subscriber
                    .peer()
                    .close(
                            POLICY_VIOLATION,
                            "old blocks were removed here: subscribe again from height "
                                    + node.blocks().oldest());
            return false;
        }
        for (byte[] notification : subscription.rest(block.get())) {
            // Not any more once its owner has been told that it is gone.
            boolean sent = !isFull(subscriber)
                    && subscriber.has(subscription)
                    && subscriber.peer().send(notification);
            if (!sent) {
                return false;
            }
            subscription.told();
        }
        subscription.blockTold();
        return true;
    }

    /** Whether it has no room now; cuts it off if that has been so for too long. */
    private boolean isFull(Subscriber subscriber) {
        boolean full = subscriber.peer().queued() >= limits.roomBytes();
        long stalled = subscriber.stalledFor(full, nanos.getAsLong());
        if (stalled > limits.patience().toNanos()) {
            // operations.md, HTTP: slow subscribers are cut off
            subscriber.peer().close(POLICY_VIOLATION, "too slow: subscribe again from the last height you saw");
        }
        return full;
    }

    /** Empty if it was removed, be it while it was read. */
    private Optional<FinalBlock> block(long height) {
        if (height < node.blocks().oldest().number()) {
            return Optional.empty();
        }
        FinalBlock known = recent.get(height);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<FinalBlock> read = FinalBlock.read(node.blocks(), new Height(height));
        if (height < node.blocks().oldest().number()) {
            return Optional.empty();
        }
        recent.put(height, read.orElseThrow(() -> new IllegalStateException("no block at the final height " + height)));
        return read;
    }

    /** Says goodbye to all and ends the thread. */
    @Override
    public void close() {
        List.copyOf(subscribers).forEach(each -> each.peer().close(GOING_AWAY, "the node stops"));
        thread.shutdownNow();
    }
}
