package io.quorate.node.rpc.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.node.rpc.Json;
import java.util.List;
import java.util.stream.IntStream;

/** A topic, and the next height to tell of. Used by the feed's thread alone, once it is active. */
final class Subscription {
    /** What clients know the notifications by. */
    static final String METHOD = "subscription";

    private final String id;
    private final Topic topic;
    private long next;
    private int told;

    Subscription(String id, Topic topic, long from) {
        this.id = id;
        this.topic = topic;
        this.next = from;
    }

    String id() {
        return id;
    }

    long next() {
        return next;
    }

    /** What to send of the block at the next height, without what was sent of it. */
    Iterable<byte[]> rest(FinalBlock block) {
        List<ObjectNode> events = topic.of(block);
        return () -> IntStream.range(Math.min(told, events.size()), events.size())
                .mapToObj(index -> notification(next, index, events.get(index)))
                .iterator();
    }

    /** One more of that block was sent. */
    void told() {
        told++;
    }

    /** All of that block was sent: on to the one above. */
    void blockTold() {
        next++;
        told = 0;
    }

    private byte[] notification(long height, int index, ObjectNode event) {
        ObjectNode notification = Json.object().put("jsonrpc", "2.0").put("method", METHOD);
        ObjectNode params = notification
                .putObject("params")
                .put("subscription", id)
                .put("topic", topic.label())
                .put("height", height)
                .put("index", index);
        params.set("event", event);
        return Json.write(notification);
    }
}
