package io.quorate.node.rpc.feed;

import static io.quorate.node.rpc.Shape.FLAG;
import static io.quorate.node.rpc.Shape.INTEGER;
import static io.quorate.node.rpc.Shape.STRING;

import io.quorate.node.rpc.Arguments;
import io.quorate.node.rpc.ErrorCode;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.Parameter;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcError;
import io.quorate.node.rpc.RpcException;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code subscribe} and {@code unsubscribe} (ledger.md, JSON-RPC). */
public final class SubscriptionMethods {
    private final Feed feed;

    /** Of a feed. */
    public SubscriptionMethods(Feed feed) {
        this.feed = feed;
    }

    /** Both. */
    public List<RpcMethod> all() {
        return List.of(subscribe(), unsubscribe());
    }

    private RpcMethod subscribe() {
        return new RpcMethod(
                        "subscribe",
                        "Over a WebSocket: tells what becomes final, by notifications \"" + Subscription.METHOD
                                + "\" {subscription, topic, height, index, event}, in order and without gaps. To resume,"
                                + " subscribe from the last height you saw.",
                        List.of(
                                Parameter.required(
                                        "topic",
                                        Shape.choice("blocks", "finality", "decisions", "evidence", "transactions"),
                                        "what to tell of"),
                                Parameter.withDefault(
                                        "fromHeight",
                                        Shape.whole(0, Long.MAX_VALUE - 1),
                                        "the next block",
                                        "the first block to tell of; those that are final already come at once"),
                                Parameter.optional(
                                        "sender", Shape.HASH, "of transactions: whose; required for that topic"),
                                Parameter.optional(
                                        "decision", Shape.text(1, 128), "of decisions: the only one to tell of")),
                        List.of(
                                ResultField.of("subscription", STRING, "its id on this connection"),
                                ResultField.of("fromHeight", INTEGER, "the first block it tells of"),
                                ResultField.of("height", INTEGER, "the highest final block now")),
                        this::subscribe)
                .failing(ErrorCode.NO_SOCKET, ErrorCode.TOO_MANY_SUBSCRIPTIONS);
    }

    private CompletableFuture<RpcAnswer> subscribe(Arguments arguments) throws RpcException {
        Subscriber.Message message = message(arguments);
        Subscriber subscriber = message.subscriber();
        Topic topic = topic(arguments);
        long height = feed.durable().number();
        long from = arguments.integer("fromHeight", height + 1);
        if (from < feed.oldest().number()) {
            throw Arguments.invalid(
                    "fromHeight", "is below " + feed.oldest() + ", and older blocks were removed from this node");
        }
        if (!feed.reserve(subscriber)) {
            throw tooMany("the node has as many subscriptions as it may: "
                    + feed.limits().inAll());
        }
        Optional<Subscription> added = message.add(topic, from, feed.limits().perConnection());
        if (added.isEmpty()) {
            feed.release(subscriber);
            throw tooMany("a connection has at most " + feed.limits().perConnection() + " subscriptions");
        }
        String id = added.get().id();
        // Who was never told of it has no use for it, and could not end it.
        return CompletableFuture.completedFuture(new RpcAnswer.Result(
                Json.object().put("subscription", id).put("fromHeight", from).put("height", height),
                () -> end(subscriber, id)));
    }

    private boolean end(Subscriber subscriber, String id) {
        boolean removed = subscriber.remove(id);
        if (removed) {
            feed.release(subscriber);
        }
        return removed;
    }

    private static RpcException tooMany(String message) {
        return RpcError.of(ErrorCode.TOO_MANY_SUBSCRIPTIONS, message).asException();
    }

    private static Topic topic(Arguments arguments) throws RpcException {
        String label = arguments.text("topic");
        if (arguments.has("sender") != label.equals("transactions")) {
            throw Arguments.invalid(
                    "sender",
                    arguments.has("sender") ? "belongs to transactions only" : "is required: whose transactions");
        }
        if (arguments.has("decision") && !label.equals("decisions")) {
            throw Arguments.invalid("decision", "belongs to decisions only");
        }
        return switch (label) {
            case "blocks" -> new Topic.Blocks();
            case "finality" -> new Topic.Finality();
            case "decisions" -> new Topic.Decisions(arguments.optionalText("decision"));
            case "evidence" -> new Topic.Evidence();
            default -> new Topic.Transactions(arguments.text("sender").toLowerCase(Locale.ROOT));
        };
    }

    private RpcMethod unsubscribe() {
        return new RpcMethod(
                        "unsubscribe",
                        "Over a WebSocket: ends a subscription of this connection.",
                        List.of(Parameter.required("subscription", Shape.text(1, 20), "its id")),
                        List.of(ResultField.of("unsubscribed", FLAG, "false if there was none of this id")),
                        this::unsubscribe)
                .failing(ErrorCode.NO_SOCKET);
    }

    private CompletableFuture<RpcAnswer> unsubscribe(Arguments arguments) throws RpcException {
        boolean removed = end(message(arguments).subscriber(), arguments.text("subscription"));
        return RpcAnswer.now(Json.object().put("unsubscribed", removed));
    }

    private static Subscriber.Message message(Arguments arguments) throws RpcException {
        if (arguments.caller() instanceof Subscriber.Message message) {
            return message;
        }
        throw RpcError.of(ErrorCode.NO_SOCKET, "subscriptions need a WebSocket: connect to ws:// at the same address")
                .asException();
    }
}
