package io.quorate.node.rpc.feed;

import io.quorate.node.http.ByteBudget;
import io.quorate.node.http.SocketPeer;
import io.quorate.node.rpc.Caller;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A connection that stays, as the owner of its subscriptions. Thread-safe. */
public final class Subscriber {
    private final SocketPeer peer;
    private final boolean trusted;
    private final int maxAnswerBytes;
    private final Feed feed;
    /** Subscribed by a call whose answer is not sent yet: nothing is told before it. */
    private final List<Subscription> waiting = new ArrayList<>();

    private final List<Subscription> active = new ArrayList<>();
    private long lastId;
    private boolean closed;
    /** Since when nothing could be queued; by the feed's clock. */
    private Optional<Long> stalledNanos = Optional.empty();

    Subscriber(SocketPeer peer, boolean trusted, int maxAnswerBytes, Feed feed) {
        this.peer = peer;
        this.trusted = trusted;
        this.maxAnswerBytes = maxAnswerBytes;
        this.feed = feed;
    }

    /**
     * One message of it, as a caller.
     *
     * @param share what its answers are held in, until they are sent
     */
    public Message message(ByteBudget.Share share) {
        return new Message(share);
    }

    /** Who calls by one message. Thread-safe. */
    public final class Message implements Caller {
        private final ByteBudget.Share share;
        private final List<Subscription> announced = new ArrayList<>();

        private Message(ByteBudget.Share share) {
            this.share = share;
        }

        @Override
        public boolean trusted() {
            return trusted;
        }

        @Override
        public int maxAnswerBytes() {
            return maxAnswerBytes;
        }

        @Override
        public boolean hold(int bytes) {
            return share.take(bytes);
        }

        Subscriber subscriber() {
            return Subscriber.this;
        }

        /** One more; empty if there are too many, or the connection is gone. */
        Optional<Subscription> add(Topic topic, long from, int most) {
            synchronized (Subscriber.this) {
                Optional<Subscription> added = Subscriber.this.add(topic, from, most);
                added.ifPresent(announced::add);
                return added;
            }
        }

        /** The answer to it went out: what it announced may begin. */
        public void answered() {
            share.close();
            synchronized (Subscriber.this) {
                if (announced.isEmpty()) {
                    return;
                }
                // What was taken back or ended meanwhile waits no more.
                announced.stream().filter(waiting::remove).forEach(active::add);
                announced.clear();
            }
            feed.wake();
        }
    }

    /** The connection is gone. */
    public void close() {
        int freed;
        synchronized (this) {
            closed = true;
            freed = waiting.size() + active.size();
            waiting.clear();
            active.clear();
        }
        feed.forget(this, freed);
    }

    SocketPeer peer() {
        return peer;
    }

    private synchronized Optional<Subscription> add(Topic topic, long from, int most) {
        if (closed || waiting.size() + active.size() >= most) {
            return Optional.empty();
        }
        Subscription added = new Subscription(Long.toString(++lastId), topic, from);
        waiting.add(added);
        return Optional.of(added);
    }

    /** One less; false if there is none of this id. */
    synchronized boolean remove(String id) {
        return active.removeIf(each -> each.id().equals(id))
                || waiting.removeIf(each -> each.id().equals(id));
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Those that may be told, each time another one first: if a turn is too short for all, none always waits. */
    synchronized List<Subscription> inTurn() {
        Collections.rotate(active, -1);
        return List.copyOf(active);
    }

    synchronized boolean has(Subscription subscription) {
        return active.contains(subscription);
    }

    /** How long, by the feed's clock, it has had no room; from the feed's thread. */
    long stalledFor(boolean full, long nanos) {
        if (!full) {
            stalledNanos = Optional.empty();
            return 0;
        }
        long since = stalledNanos.orElse(nanos);
        stalledNanos = Optional.of(since);
        return nanos - since;
    }
}
