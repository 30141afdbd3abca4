package io.quorate.node.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.quorate.protocol.codec.MessageKind;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one peer, in three lanes of bounded size (see {@link Lane} for what happens when one is full). Any
 * thread offers, without waiting; the peer's event loop takes frames, the most urgent first.
 */
final class OutboundQueue {
    /** What came of an offer. */
    enum Offer {
        /** It waits its turn. */
        TAKEN,
        /** The lane is full: this message is dropped. */
        DROPPED,
        /** The lane of votes is full: the peer must be cut off. */
        OVERFLOW
    }

    /** A frame to write, with the kind of the message it is (part of). */
    record Outgoing(MessageKind kind, ByteBuf frame) {}

    /** Bytes that several queues may share: nobody changes them. */
    private static final class Waiting {
        private final MessageKind kind;
        private final byte[] bytes;

        private Waiting(MessageKind kind, byte[] bytes) {
            this.kind = kind;
            this.bytes = bytes;
        }
    }

    /** One lane. The counts are reserved before the message is added, so they never run behind the memory. */
    private static final class Bounded {
        private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicInteger count = new AtomicInteger();
        private final long maxBytes;
        private final int maxCount;
        // of the message being sent in chunks; event loop only
        private @Nullable Waiting current;
        private int sent;

        private Bounded(long maxBytes, int maxCount) {
            this.maxBytes = maxBytes;
            this.maxCount = maxCount;
        }

        private boolean tryAdd(Waiting message) {
            int size = message.bytes.length;
            long after = bytes.addAndGet(size);
            boolean fits = after <= maxBytes || after == size; // a single message always fits
            if (fits && count.incrementAndGet() <= maxCount) {
                queue.add(message);
                return true;
            }
            if (fits) {
                count.decrementAndGet();
            }
            bytes.addAndGet(-size);
            return false;
        }

        private boolean dropOldest() {
            Waiting oldest = queue.poll();
            if (oldest == null) {
                return false;
            }
            gone(oldest);
            return true;
        }

        private void gone(Waiting message) {
            bytes.addAndGet(-message.bytes.length);
            count.decrementAndGet();
        }
    }

    private final Bounded votes;
    private final Bounded proposals;
    private final Bounded bulk;
    private final AtomicLong dropped = new AtomicLong();

    OutboundQueue(NetworkConfig.Limits limits) {
        this.votes = new Bounded(limits.votesBytes(), limits.queuedMessages());
        this.proposals = new Bounded(limits.proposalsBytes(), limits.queuedMessages());
        this.bulk = new Bounded(limits.bulkBytes(), limits.queuedMessages());
    }

    /** Any thread. */
    Offer offer(MessageKind kind, byte[] bytes) {
        Waiting message = new Waiting(kind, bytes);
        return switch (Lane.of(kind)) {
            case VOTES -> votes.tryAdd(message) ? Offer.TAKEN : Offer.OVERFLOW;
            case PROPOSALS -> {
                while (!proposals.tryAdd(message)) {
                    dropped.incrementAndGet();
                    if (!proposals.dropOldest()) {
                        yield Offer.DROPPED; // what is left is being sent
                    }
                }
                yield Offer.TAKEN;
            }
            case BULK -> {
                if (bulk.tryAdd(message)) {
                    yield Offer.TAKEN;
                }
                dropped.incrementAndGet();
                yield Offer.DROPPED;
            }
        };
    }

    /** The next frame to write. Event loop only. */
    Optional<Outgoing> next(ByteBufAllocator allocator) {
        Waiting vote = votes.queue.poll();
        if (vote != null) {
            votes.gone(vote);
            return Optional.of(new Outgoing(vote.kind, Frame.encode(allocator, FrameKind.MESSAGE, vote.bytes)));
        }
        Optional<Outgoing> chunk = nextChunk(proposals, Lane.PROPOSALS, allocator);
        return chunk.isPresent() ? chunk : nextChunk(bulk, Lane.BULK, allocator);
    }

    private static Optional<Outgoing> nextChunk(Bounded from, Lane lane, ByteBufAllocator allocator) {
        Waiting message = from.current;
        if (message == null) {
            message = from.queue.poll();
            if (message == null) {
                return Optional.empty();
            }
            from.current = message;
            from.sent = 0;
        }
        byte[] bytes = message.bytes;
        int size = Math.min(bytes.length - from.sent, Frame.CHUNK_BYTES);
        ByteBuf frame;
        if (from.sent == 0) {
            frame = Frame.header(allocator, FrameKind.BEGIN, 1 + Integer.BYTES + size)
                    .writeByte(lane.code())
                    .writeInt(bytes.length);
        } else {
            frame = Frame.header(allocator, FrameKind.MORE, 1 + size).writeByte(lane.code());
        }
        frame.writeBytes(bytes, from.sent, size);
        from.sent += size;
        if (from.sent == bytes.length) {
            from.current = null;
            from.gone(message);
        }
        return Optional.of(new Outgoing(message.kind, frame));
    }

    /** Takes all that waits, what was sent in part included, as messages. Event loop only. */
    void moveTo(BiConsumer<MessageKind, byte[]> other) {
        for (Bounded lane : List.of(votes, proposals, bulk)) {
            Waiting message = lane.current == null ? lane.queue.poll() : lane.current;
            lane.current = null;
            while (message != null) {
                lane.gone(message);
                other.accept(message.kind, message.bytes);
                message = lane.queue.poll();
            }
        }
    }

    /** Bytes that wait, about. Any thread. */
    long bytes() {
        return votes.bytes.get() + proposals.bytes.get() + bulk.bytes.get();
    }

    /** Messages dropped because a lane was full. Any thread. */
    long dropped() {
        return dropped.get();
    }

    /** Whether nothing waits. Any thread; exact only when nobody offers. */
    boolean isEmpty() {
        return votes.count.get() == 0 && proposals.count.get() == 0 && bulk.count.get() == 0;
    }
}
