package io.quorate.node.rpc.feed;

import io.quorate.node.http.SocketPeer;
import io.quorate.node.rpc.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection that stays, as a caller and as the owner of its subscriptions. Thread-safe. */
public final class Subscriber implements Caller {
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

    @Override
    public boolean trusted() {
        return trusted;
    }

    @Override
    public int maxAnswerBytes() {
        return maxAnswerBytes;
    }

    /** An answer went out: what it announced may begin. */
    public void answered() {
        synchronized (this) {
            if (waiting.isEmpty()) {
                return;
            }
            active.addAll(waiting);
            waiting.clear();
        }
        feed.wake();
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

    /** One more; empty if there are too many, or the connection is gone. */
    synchronized Optional<Subscription> add(Topic topic, long from, int most) {
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

    synchronized List<Subscription> active() {
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
