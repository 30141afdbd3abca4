package io.quorate.node.rpc.methods;

import static io.quorate.node.rpc.Shape.INTEGER;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.node.rpc.Arguments;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.Parameter;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Shape;
import io.quorate.node.runtime.NodeService;
import io.quorate.node.runtime.Recent;
import io.quorate.protocol.types.VoteKind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code consensus.recent}: what this node saw lately, with times, to be drawn. */
final class RecentMethods {
    /** The kinds of votes, as answers name them. */
    static final Shape KIND =
            Shape.choice(Stream.of(VoteKind.values()).map(VoteKind::verb).toArray(String[]::new));

    private static final int ROUNDS = 8;
    private static final int MOST_ROUNDS = 32;

    private final NodeService node;
    private final InstantSource clock;

    RecentMethods(NodeService node, InstantSource clock) {
        this.node = node;
        this.clock = clock;
    }

    List<RpcMethod> all() {
        return List.of(recent());
    }

    private RpcMethod recent() {
        return new RpcMethod(
                "consensus.recent",
                "What this node saw lately, by its own clock: the blocks that became final, and the last rounds with"
                        + " their votes as they came. Another node saw it otherwise.",
                List.of(
                        Parameter.withDefault(
                                "fromHeight",
                                Shape.whole(0, Long.MAX_VALUE),
                                "0",
                                "the first block to tell of; the last few hundred are remembered"),
                        Parameter.withDefault(
                                "rounds",
                                Shape.whole(0, MOST_ROUNDS),
                                "" + ROUNDS,
                                "how many of the last rounds to tell of, at most " + MOST_ROUNDS)),
                List.of(
                        ResultField.of("timeMillis", INTEGER, "this machine's clock, in milliseconds since 1970"),
                        ResultField.of(
                                "blocks",
                                Shape.listOf(
                                        ResultField.of("height", INTEGER, "its height"),
                                        ResultField.of("epoch", INTEGER, "of the finalization"),
                                        ResultField.of("view", INTEGER, "of the finalization"),
                                        ResultField.of("transactionCount", INTEGER, "how many it holds"),
                                        ResultField.of("finalMillis", INTEGER, "when it was final and on disk here"),
                                        ResultField.maybe(
                                                "latencyMicros",
                                                INTEGER,
                                                "the same since its proposal was first seen, if it was")),
                                "final blocks, lowest first"),
                        ResultField.maybe(
                                "newestHeight",
                                INTEGER,
                                "of the newest final block since the node began, if there was one"),
                        ResultField.of(
                                "rounds",
                                Shape.listOf(
                                        ResultField.of("epoch", INTEGER, "its epoch"),
                                        ResultField.of("view", INTEGER, "its view"),
                                        ResultField.of("leader", INTEGER, "the index of who leads it"),
                                        ResultField.maybe(
                                                "proposedMicros",
                                                INTEGER,
                                                "when its proposal was seen, after it was entered"),
                                        ResultField.of(
                                                "votes",
                                                Shape.listOf(
                                                        ResultField.of("index", INTEGER, "whose"),
                                                        ResultField.of("kind", KIND, "what it says"),
                                                        ResultField.of(
                                                                "afterMicros", INTEGER, "after the round was entered")),
                                                "votes that were counted, as they came"),
                                        ResultField.of(
                                                "certificates",
                                                Shape.listOf(
                                                        ResultField.of("kind", KIND, "of which votes"),
                                                        ResultField.of(
                                                                "afterMicros", INTEGER, "after the round was entered")),
                                                "those that were formed or received, as they came")),
                                "the last rounds that were entered, oldest first")),
                this::recent);
    }

    private CompletableFuture<RpcAnswer> recent(Arguments arguments) {
        long from = arguments.integer("fromHeight", 0);
        Recent recent = node.recent((int) arguments.integer("rounds", ROUNDS));
        ObjectNode result = Json.object().put("timeMillis", clock.millis());
        ArrayNode blocks = result.putArray("blocks");
        recent.blocks().stream()
                .filter(block -> block.height().number() >= from)
                .forEach(block -> blocks.add(block(block)));
        if (!recent.blocks().isEmpty()) {
            Recent.Finalized newest = recent.blocks().get(recent.blocks().size() - 1);
            result.put("newestHeight", newest.height().number());
        }
        ArrayNode rounds = result.putArray("rounds");
        recent.rounds().forEach(round -> rounds.add(round(round)));
        return RpcAnswer.now(result);
    }

    private static ObjectNode block(Recent.Finalized block) {
        ObjectNode shown = Json.object()
                .put("height", block.height().number())
                .put("epoch", block.round().epoch().number())
                .put("view", block.round().view().number())
                .put("transactionCount", block.transactions())
                .put("finalMillis", block.finalMillis());
        block.latency().ifPresent(latency -> shown.put("latencyMicros", micros(latency)));
        return shown;
    }

    private static ObjectNode round(Recent.Entered round) {
        ObjectNode shown = Json.object()
                .put("epoch", round.round().epoch().number())
                .put("view", round.round().view().number())
                .put("leader", round.leader().number());
        round.proposed().ifPresent(after -> shown.put("proposedMicros", micros(after)));
        ArrayNode votes = shown.putArray("votes");
        ArrayNode certificates = shown.putArray("certificates");
        for (Recent.Arrival arrival : round.arrivals()) {
            ArrayNode list = arrival.validator().isPresent() ? votes : certificates;
            ObjectNode one = list.addObject();
            arrival.validator().ifPresent(index -> one.put("index", index.number()));
            one.put("kind", arrival.kind().verb()).put("afterMicros", micros(arrival.after()));
        }
        return shown;
    }

    private static long micros(Duration time) {
        return TimeUnit.NANOSECONDS.toMicros(time.toNanos());
    }
}
