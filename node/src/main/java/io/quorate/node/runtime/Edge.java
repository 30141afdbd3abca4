package io.quorate.node.runtime;

import io.quorate.protocol.replica.Inbound;
import io.quorate.protocol.replica.Input;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.verify.EpochSets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Takes messages from the event loops, checks them on the verifier threads, and puts what is good into the inbox. A vote
 * is checked where it arrives, unless its sender floods.
 *
 * <p>Two pools, so that blocks and transactions never delay a vote. Bounded, in messages and in bytes, for a message may
 * be as long as a block: when a queue is full or a peer has used up its share of it, the newcomer is dropped and counted.
 * What is of an epoch soon to come, whose set is not known yet, is held ({@link HeldMessages}), and checked again when the
 * next epoch begins.
 */
final class Edge implements AutoCloseable {
    private static final int CONSENSUS_QUEUE = 8_192;
    private static final int BULK_QUEUE = 4_096;
    private static final int PEER_SHARE = 1_024;

    /** What waits for the verifiers, of all peers and of one: two blocks of the largest size are not too much of one. */
    private static final long QUEUE_BYTES = 96L << 20;

    private static final long PEER_BYTES = 40L << 20;

    /** How many votes of one peer are checked where they arrive, in a period: a flood keeps no event loop for itself. */
    private static final int VOTES_HERE = 64;

    /** What any message takes beside its transactions and signatures, and each transaction beside its bytes. */
    private static final long MESSAGE_BYTES = 512;

    private static final long PERIOD_NANOS = 100_000_000;

    private final Inbound inbound;
    private final Inbox inbox;
    private final Supplier<EpochSets> sets;
    private final Inbound.Held known;
    private final ThreadPoolExecutor consensusPool;
    private final ThreadPoolExecutor bulkPool;
    private final ConcurrentHashMap<PeerId, Share> shares = new ConcurrentHashMap<>();
    private final HeldMessages held = new HeldMessages();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final LongSupplier nanoClock;

    /** What one peer takes of the verifiers and of its event loop. */
    private static final class Share {
        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();
        private long since;
        private int votes;

        Share(long now) {
            since = now;
        }

        synchronized boolean mayCheckHere(long now) {
            if (now - since >= PERIOD_NANOS) {
                since = now;
                votes = 0;
            }
            return votes++ < VOTES_HERE;
        }
    }

    Edge(
            Inbound inbound,
            Inbox inbox,
            Supplier<EpochSets> sets,
            Inbound.Held known,
            int threads,
            LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.inbound = inbound;
        this.inbox = inbox;
        this.sets = sets;
        this.known = known;
        this.consensusPool = pool("verifier", threads, CONSENSUS_QUEUE);
        this.bulkPool = pool("bulk-verifier", threads, BULK_QUEUE);
    }

    private static ThreadPoolExecutor pool(String name, int threads, int queue) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(queue), task -> {
                    Thread thread = new Thread(task, name + "-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** A message came. Never blocks. */
    void receive(PeerId from, Message message) {
        boolean here = message instanceof Message.CastVote
                ? share(from).mayCheckHere(nanoClock.getAsLong())
                : isQuick(message);
        if (here) {
            check(from, message, lane(message));
        } else {
            enqueue(from, share(from), message);
        }
    }

    private Share share(PeerId peer) {
        return shares.computeIfAbsent(peer, id -> new Share(nanoClock.getAsLong()));
    }

    private void enqueue(PeerId from, Share of, Message message) {
        Inbox.Lane lane = lane(message);
        long bytes = bytes(message);
        int messages = of.waiting.incrementAndGet();
        long bytesOfPeer = of.bytes.addAndGet(bytes);
        long bytesOfAll = waitingBytes.addAndGet(bytes);
        boolean room = messages <= PEER_SHARE && bytesOfPeer <= PEER_BYTES && bytesOfAll <= QUEUE_BYTES;
        boolean taken = room
                && submit(lane, () -> {
                    try {
                        check(from, message, lane);
                    } finally {
                        release(of, bytes);
                    }
                });
        if (!taken) {
            release(of, bytes);
            dropped.incrementAndGet();
        }
    }

    private void release(Share share, long bytes) {
        share.waiting.decrementAndGet();
        share.bytes.addAndGet(-bytes);
        waitingBytes.addAndGet(-bytes);
    }

    /** How much memory a message takes, roughly; by what is in it, not by what its header says. */
    private static long bytes(Message message) {
        if (message instanceof Message.Propose propose) {
            return bytes(propose.proposal().block().transactions())
                    + propose.entry().map(Edge::bytes).orElse(0L);
        } else if (message instanceof Message.Deliver deliver) {
            return bytes(deliver.block().transactions())
                    + deliver.finalization().map(Edge::bytes).orElse(0L);
        } else if (message instanceof Message.Pass pass) {
            return bytes(pass.transactions());
        } else if (message instanceof Message.Certify certify) {
            return bytes(certify.certificate());
        } else if (message instanceof Message.Accuse accuse
                && accuse.evidence() instanceof Evidence.InvalidTransaction invalid) {
            return bytes(List.of(invalid.transaction()));
        }
        return MESSAGE_BYTES;
    }

    private static long bytes(List<Transaction> transactions) {
        long bytes = MESSAGE_BYTES;
        for (Transaction transaction : transactions) {
            // Its operations are held beside the whole.
            bytes += MESSAGE_BYTES + 2L * transaction.size();
        }
        return bytes;
    }

    private static long bytes(Certificate certificate) {
        return MESSAGE_BYTES
                + certificate.signatures().stream()
                        .mapToLong(signature -> MESSAGE_BYTES / 8 + signature.length())
                        .sum();
    }

    /** Runs a stateless check beside those of the peers; false if there is no room. */
    boolean submit(Inbox.Lane lane, Runnable task) {
        ThreadPoolExecutor pool = lane == Inbox.Lane.CONSENSUS ? consensusPool : bulkPool;
        try {
            pool.execute(task);
            return true;
        } catch (java.util.concurrent.RejectedExecutionException full) {
            return false;
        }
    }

    /** Whether one signature at most is to be checked: that costs the event loop less than waking another thread for it. */
    private static boolean isQuick(Message message) {
        boolean manySignatures = message instanceof Message.Propose
                || message instanceof Message.Certify
                || message instanceof Message.Deliver
                || message instanceof Message.Accuse
                || (message instanceof Message.Pass pass && !pass.transactions().isEmpty());
        return !manySignatures;
    }

    private static Inbox.Lane lane(Message message) {
        boolean bulk = message instanceof Message.Pass
                || message instanceof Message.Deliver
                || message instanceof Message.RangeRequest;
        return bulk ? Inbox.Lane.BULK : Inbox.Lane.CONSENSUS;
    }

    private void check(PeerId from, Message message, Inbox.Lane lane) {
        EpochSets current = sets.get();
        Inbound.Checked checked = inbound.check(from, message, current, known);
        if (checked instanceof Inbound.Checked.Good good) {
            inbox.offer(from, lane, good.input(), good.urgent());
        } else if (checked instanceof Inbound.Checked.Faulty faulty) {
            Input fault = new Input.Faulty(from, faulty.fault(), faulty.reason());
            inbox.offer(from, Inbox.Lane.CONSENSUS, fault, true);
        } else if (checked instanceof Inbound.Checked.Later later
                && HeldMessages.isUseful(later.epoch(), current.latest(), message)) {
            hold(new HeldMessages.Held(later.epoch(), from, message, bytes(message)));
        }
    }

    private void hold(HeldMessages.Held message) {
        dropped.addAndGet(held.add(message));
        if (!message.epoch().isAfter(sets.get().latest())) {
            // The epoch began in between.
            onEpoch();
        }
    }

    /** An epoch began: what waited for it is checked again, by the verifiers, for the replica's thread is the caller. */
    void onEpoch() {
        // A peer may have gone meanwhile: its messages are bounded by what was held.
        held.takeAll()
                .forEach(message -> enqueue(
                        message.from(),
                        shares.getOrDefault(message.from(), new Share(nanoClock.getAsLong())),
                        message.message()));
    }

    /** A peer is gone: its share is forgotten, and what was held of it. */
    void forget(PeerId peer) {
        shares.remove(peer);
        held.forget(peer);
    }

    /** How many messages wait for their epoch. */
    int held() {
        return held.count();
    }

    /** How many messages were dropped so far for want of room, the inbox's not counted. */
    long dropped() {
        return dropped.get();
    }

    @Override
    public void close() {
        consensusPool.shutdownNow();
        bulkPool.shutdownNow();
    }
}
