package io.quorate.node.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.crypto.hash.Hash;
import io.quorate.node.bench.Line.Reply;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks a node for its chain. */
final class ChainProbe {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int CALL_CHARACTERS = 256;

    private ChainProbe() {}

    /** What a node said. */
    sealed interface Found {
        /** Its chain, and the time of its highest final block. */
        record Chain(ChainId id, BlockTime head) implements Found {}

        /** Nothing of use. */
        record Nothing(String kind) implements Found {}
    }

    /** Asks; to be called on the line's thread, completes there. */
    static CompletableFuture<Found> ask(Line line) {
        CompletableFuture<Found> found = new CompletableFuture<>();
        Calls calls = new Calls(CALL_CHARACTERS)
                .call("system.get_state", "{\"limit\":0}")
                .call("chain.head", "{}");
        line.post(calls.body(), LIMIT.toNanos(), reply -> {
            if (reply instanceof Reply.Body body) {
                found.complete(read(Answers.read(body.bytes(), 2)));
            } else {
                found.complete(new Found.Nothing(reply instanceof Reply.Lost lost ? lost.kind() : Kinds.MALFORMED));
            }
        });
        return found;
    }

    private static Found read(List<JsonNode> answers) {
        JsonNode state = Answers.result(answers.get(0));
        if (state.isMissingNode()) {
            return new Found.Nothing(Answers.kind(answers.get(0)));
        }
        // A chain with no final block yet has no head; its first takes the clock's time.
        long millis =
                Math.max(0, Answers.result(answers.get(1)).path("timeMillis").asLong(0));
        try {
            Hash id = Hash.fromHex(state.path("summary").path("chainId").asText());
            return new Found.Chain(new ChainId(id), new BlockTime(millis));
        } catch (IllegalArgumentException e) {
            return new Found.Nothing(Kinds.MALFORMED);
        }
    }
}
