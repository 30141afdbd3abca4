package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.crypto.hash.Hash;
import io.quorate.ledger.Operation;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.ledger.state.Bytes;
import io.quorate.node.config.OperatorException;
import io.quorate.protocol.types.BlockTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Operations as people and programs write them for {@code quorate send}. */
final class OperationJson {
    /** The words, for help and for messages. */
    static final List<String> KINDS = List.of(
            "registerInstance",
            "openDecision",
            "castVote",
            "commitBallot",
            "revealBallot",
            "putValue",
            "deleteValue",
            "pruneDecision");

    private final JsonNode json;
    private final Set<String> read = new TreeSet<>(Set.of("operation"));

    private OperationJson(JsonNode json) {
        this.json = json;
    }

    /**
     * Reads one.
     *
     * @throws OperatorException naming what is wrong with it
     */
    static Operation read(JsonNode json) {
        OperationJson reader = new OperationJson(json);
        String kind = reader.text("operation");
        try {
            Operation operation = reader.operation(kind);
            reader.requireAllRead(kind);
            return operation;
        } catch (IllegalArgumentException e) {
            throw OperatorException.usage(kind + ": " + e.getMessage());
        }
    }

    private Operation operation(String kind) {
        return switch (kind) {
            case "registerInstance" -> new Operation.RegisterInstance(text("instanceId"));
            case "openDecision" -> new Operation.OpenDecision(text("decision"), rules());
            case "castVote" ->
                new Operation.CastVote(
                        text("instanceId"),
                        text("decision"),
                        text("value"),
                        optional("totalInstances").map(JsonNode::asInt));
            case "commitBallot" ->
                new Operation.CommitBallot(text("instanceId"), text("decision"), Hash.of(hex("commitment")));
            case "revealBallot" ->
                new Operation.RevealBallot(text("instanceId"), text("decision"), text("value"), Bytes.of(hex("nonce")));
            case "putValue" -> new Operation.PutValue(text("key"), utf8(text("value")), expected());
            case "deleteValue" ->
                new Operation.DeleteValue(text("key"), optional("expected").map(value -> utf8(value.asText())));
            case "pruneDecision" -> new Operation.PruneDecision(text("decision"));
            default ->
                throw OperatorException.usage(
                        "there is no operation \"" + kind + "\": it is one of " + String.join(", ", KINDS));
        };
    }

    private Optional<Operation.Expected> expected() {
        Optional<JsonNode> value = optional("expected");
        boolean absent = optional("absent").map(JsonNode::asBoolean).orElse(false);
        if (absent) {
            return Optional.of(new Operation.Expected.Absent());
        }
        return value.map(text -> new Operation.Expected.Present(utf8(text.asText())));
    }

    private DecisionRules rules() {
        Optional<JsonNode> listed = optional("instances");
        Optional<JsonNode> total = optional("totalInstances");
        if (listed.isPresent() && total.isPresent()) {
            throw new IllegalArgumentException("\"instances\" and \"totalInstances\" contradict each other");
        }
        Electorate electorate = listed.isPresent()
                ? new Electorate.Listed(texts(listed.get()))
                : new Electorate.Open(total.map(JsonNode::asInt).orElse(DecisionRules.DEFAULT_TOTAL));
        return new DecisionRules(
                electorate,
                constant("quorum", Quorum.MAJORITY, Quorum.values()),
                constant("weighting", Weighting.EQUAL, Weighting.values()),
                ballot());
    }

    private BallotRule ballot() {
        Optional<JsonNode> kind = optional("ballot");
        if (kind.filter(word -> word.asText().equals("secret")).isPresent()) {
            return new BallotRule.Secret(time("commitDeadlineMillis"), time("revealDeadlineMillis"));
        }
        if (kind.filter(word -> !word.asText().equals("open")).isPresent()) {
            throw new IllegalArgumentException("\"ballot\" is open or secret");
        }
        return new BallotRule.Open(optional("deadlineMillis").map(millis -> new BlockTime(millis.asLong())));
    }

    private BlockTime time(String name) {
        return new BlockTime(optional(name)
                .orElseThrow(() -> new IllegalArgumentException("\"" + name + "\" is missing"))
                .asLong());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private <T extends Enum<T>> T constant(String name, T fallback, T[] all) {
        Optional<String> word = optional(name).map(JsonNode::asText);
        if (word.isEmpty()) {
            return fallback;
        }
        for (T each : all) {
            if (each.name().toLowerCase(Locale.ROOT).equals(word.get())) {
                return each;
            }
        }
        throw new IllegalArgumentException("\"" + name + "\" can't be \"" + word.get() + "\"");
    }

    private static Bytes utf8(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private String text(String name) {
        return optional(name)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .orElseThrow(() -> OperatorException.usage("an operation lacks the text \"" + name + "\""));
    }

    private byte[] hex(String name) {
        return HexFormat.of().parseHex(text(name));
    }

    private Optional<JsonNode> optional(String name) {
        read.add(name);
        return json.hasNonNull(name) ? Optional.of(json.get(name)) : Optional.empty();
    }

    private void requireAllRead(String kind) {
        json.fieldNames().forEachRemaining(name -> {
            if (!read.contains(name)) {
                throw OperatorException.usage(kind + " has no \"" + name + "\"");
            }
        });
    }
}
