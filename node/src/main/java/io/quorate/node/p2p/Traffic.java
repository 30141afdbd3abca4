package io.quorate.node.p2p;

import io.quorate.protocol.codec.MessageKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Bytes of frames by direction and kind of message, since the start. Thread-safe. TLS and TCP are not counted. */
public final class Traffic {
    private final Map<MessageKind, LongAdder> in = counters();
    private final Map<MessageKind, LongAdder> out = counters();
    private final LongAdder transportIn = new LongAdder();
    private final LongAdder transportOut = new LongAdder();

    Traffic() {}

    private static Map<MessageKind, LongAdder> counters() {
        Map<MessageKind, LongAdder> counters = new EnumMap<>(MessageKind.class);
        for (MessageKind kind : MessageKind.values()) {
            counters.put(kind, new LongAdder());
        }
        return counters;
    }

    /** Received, of one kind of message. */
    public long in(MessageKind kind) {
        return counter(in, kind).sum();
    }

    /** Sent, of one kind of message. */
    public long out(MessageKind kind) {
        return counter(out, kind).sum();
    }

    /** Received, of greetings, peer records and keep-alives. */
    public long transportIn() {
        return transportIn.sum();
    }

    /** Sent, of greetings, peer records and keep-alives. */
    public long transportOut() {
        return transportOut.sum();
    }

    void received(MessageKind kind, long bytes) {
        counter(in, kind).add(bytes);
    }

    void sent(MessageKind kind, long bytes) {
        counter(out, kind).add(bytes);
    }

    void transportReceived(long bytes) {
        transportIn.add(bytes);
    }

    void transportSent(long bytes) {
        transportOut.add(bytes);
    }

    private static LongAdder counter(Map<MessageKind, LongAdder> counters, MessageKind kind) {
        LongAdder counter = counters.get(kind);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + kind);
        }
        return counter;
    }
}
