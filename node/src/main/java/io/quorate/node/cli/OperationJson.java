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
            case "castVote" -> new Operation.CastVote(text("instanceId"), text("decision"), text("value"), total());
            case "commitBallot" ->
                new Operation.CommitBallot(text("instanceId"), text("decision"), Hash.of(hex("commitment")));
            case "revealBallot" ->
                new Operation.RevealBallot(text("instanceId"), text("decision"), text("value"), Bytes.of(hex("nonce")));
            case "putValue" -> new Operation.PutValue(text("key"), utf8(text("value")), expected());
            case "deleteValue" ->
                new Operation.DeleteValue(text("key"), optionalText("expected").map(OperationJson::utf8));
            case "pruneDecision" -> new Operation.PruneDecision(text("decision"));
            default ->
                throw OperatorException.usage(
                        "there is no operation \"" + kind + "\": it is one of " + String.join(", ", KINDS));
        };
    }

    private Optional<Operation.Expected> expected() {
        Optional<String> value = optionalText("expected");
        boolean absent = optional("absent")
                .map(flag -> required("absent", "true or false", flag, flag.isBoolean()))
                .map(JsonNode::booleanValue)
                .orElse(false);
        if (absent && value.isPresent()) {
            throw new IllegalArgumentException("\"absent\" and \"expected\" contradict each other");
        }
        return absent
                ? Optional.of(new Operation.Expected.Absent())
                : value.map(text -> new Operation.Expected.Present(utf8(text)));
    }

    private DecisionRules rules() {
        Optional<JsonNode> listed = optional("instances");
        Optional<Integer> total = total();
        if (listed.isPresent() && total.isPresent()) {
            throw new IllegalArgumentException("\"instances\" and \"totalInstances\" contradict each other");
        }
        Electorate electorate = listed.isPresent()
                ? new Electorate.Listed(texts(listed.get()))
                : new Electorate.Open(total.orElse(DecisionRules.DEFAULT_TOTAL));
        return new DecisionRules(
                electorate,
                constant("quorum", Quorum.MAJORITY, Quorum.values()),
                constant("weighting", Weighting.EQUAL, Weighting.values()),
                ballot());
    }

    private BallotRule ballot() {
        Optional<String> kind = optionalText("ballot");
        if (kind.filter("secret"::equals).isPresent()) {
            return new BallotRule.Secret(time("commitDeadlineMillis"), time("revealDeadlineMillis"));
        }
        if (kind.filter(word -> !word.equals("open")).isPresent()) {
            throw new IllegalArgumentException("\"ballot\" is open or secret");
        }
        return new BallotRule.Open(number("deadlineMillis").map(BlockTime::new));
    }

    private BlockTime time(String name) {
        return new BlockTime(
                number(name).orElseThrow(() -> new IllegalArgumentException("\"" + name + "\" is missing")));
    }

    private Optional<Integer> total() {
        return optional("totalInstances")
                .map(value -> required(
                        "totalInstances", "a whole number", value, value.isIntegralNumber() && value.canConvertToInt()))
                .map(JsonNode::intValue);
    }

    private Optional<Long> number(String name) {
        return optional(name)
                .map(value ->
                        required(name, "a whole number", value, value.isIntegralNumber() && value.canConvertToLong()))
                .map(JsonNode::longValue);
    }

    private Optional<String> optionalText(String name) {
        return optional(name)
                .map(value -> required(name, "a text", value, value.isTextual()))
                .map(JsonNode::textValue);
    }

    /** Nothing is read as something else: what is signed is what was written. */
    private static JsonNode required(String name, String what, JsonNode value, boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException("\"" + name + "\" is " + what + ", not " + value);
        }
        return value;
    }

    private static List<String> texts(JsonNode array) {
        var unused = required("instances", "a list", array, array.isArray());
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(
                required("instances", "a list of texts", each, each.isTextual()).textValue()));
        return texts;
    }

    private <T extends Enum<T>> T constant(String name, T fallback, T[] all) {
        Optional<String> word = optionalText(name);
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
        String text = text(name);
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + name + "\" is hexadecimal, not \"" + text + "\"", e);
        }
    }

    private Optional<JsonNode> optional(String name) {
        read.add(name);
        // Null is a value, too, and never one that fits: it does not stand for what is left out.
        return Optional.ofNullable(json.get(name));
    }

    private void requireAllRead(String kind) {
        json.fieldNames().forEachRemaining(name -> {
            if (!read.contains(name)) {
                throw OperatorException.usage(kind + " has no \"" + name + "\"");
            }
        });
    }
}
