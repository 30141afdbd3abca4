package io.quorate.node.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.node.rpc.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The answers to a body of {@link Calls}, in the calls' order. Nothing that a node may send makes this fail. */
final class Answers {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Answers() {}

    /** One for each call: a result or an error, whatever there is; a missing node if nothing fits the call. */
    static List<JsonNode> read(byte[] body, int calls) {
        List<JsonNode> answers = new ArrayList<>(Collections.nCopies(calls, MissingNode.getInstance()));
        JsonNode all;
        try {
            all = MAPPER.readTree(body);
        } catch (IOException e) {
            return answers;
        }
        if (all.path("error").isObject()) {
            // The body as a whole was refused.
            Collections.fill(answers, all);
            return answers;
        }
        for (JsonNode each : all) {
            JsonNode id = each.path("id");
            if (each.isObject() && id.isInt() && id.intValue() >= 0 && id.intValue() < calls) {
                answers.set(id.intValue(), each);
            }
        }
        return answers;
    }

    /** The result object; a missing node if there is none. */
    static JsonNode result(JsonNode answer) {
        return answer.path("result") instanceof ObjectNode result ? result : MissingNode.getInstance();
    }

    /** What went wrong, of an answer without a result. */
    static String kind(JsonNode answer) {
        return answer.path("error").isObject() ? Kinds.of(answer.path("error")) : Kinds.MALFORMED;
    }

    /** What a {@code tx.submit} that waits says: taken but not final has no receipt. */
    static Outcome outcomeOfSubmission(JsonNode answer) {
        JsonNode result = result(answer);
        return result.path("id").isTextual() && !result.has("receipt")
                ? new Outcome.Failed(ErrorCode.NOT_FINAL_IN_TIME.name())
                : outcome(answer);
    }

    /** What a {@code tx.wait} says. */
    static Outcome outcome(JsonNode answer) {
        JsonNode result = result(answer);
        if (result.isMissingNode()) {
            return new Outcome.Failed(kind(answer));
        }
        JsonNode receipt = result.path("receipt");
        if (!receipt.path("ok").isBoolean()) {
            return new Outcome.Failed(Kinds.MALFORMED);
        }
        return receipt.path("ok").booleanValue() ? new Outcome.Final() : new Outcome.Failed(Kinds.ofReceipt(receipt));
    }
}
