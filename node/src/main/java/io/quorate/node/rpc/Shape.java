package io.quorate.node.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a value of JSON may be: said once, as a schema for whoever reads and as a check of what comes. Immutable. */
public sealed interface Shape {
    /** The longest text that is not bounded more narrowly, in characters: code points of Unicode. */
    int MAX_TEXT = 65_536;

    /** A text of at most {@link #MAX_TEXT} characters. */
    Shape STRING = new Text(0, MAX_TEXT);

    /** A whole number of 64 bits. */
    Shape INTEGER = new Whole(Long.MIN_VALUE, Long.MAX_VALUE);

    /** Bytes as hexadecimal digits, two a byte, of either case. */
    Shape HEX = new Digits(0, Integer.MAX_VALUE);

    /** True or false. */
    Shape FLAG = new Plain("boolean");

    /** An array of anything. */
    Shape ARRAY = new Plain("array");

    /** An object with any members. */
    Shape OBJECT = new Plain("object");

    /** A 32-byte hash or key. */
    Shape HASH = new Digits(32, 32);

    /** A text with so many characters, counted as code points, as the ledger does. */
    static Shape text(int min, int max) {
        return new Text(min, max);
    }

    /** A whole number in a range, both ends included. */
    static Shape whole(long min, long max) {
        return new Whole(min, max);
    }

    /** So many bytes as hexadecimal digits. */
    static Shape hex(int minBytes, int maxBytes) {
        return new Digits(minBytes, maxBytes);
    }

    /** One of some words. */
    static Shape choice(String... words) {
        return new Choice(List.of(words));
    }

    /** An array of so many items of one shape. */
    static Shape list(Shape item, int min, int max) {
        return new Items(item, min, max);
    }

    /** An array of items of one shape, as many as there are. */
    static Shape listOf(ResultField... members) {
        return new Items(object(members), 0, Integer.MAX_VALUE);
    }

    /** An object with these members. */
    static Shape object(ResultField... members) {
        return new Structure(List.of(members));
    }

    /** The JSON schema. */
    ObjectNode toSchema();

    /** What is wrong with a value, in words that follow its name; empty if it fits. */
    Optional<String> problem(JsonNode value);

    /** A text. */
    record Text(int min, int max) implements Shape {
        @Override
        public ObjectNode toSchema() {
            ObjectNode schema = Json.object().put("type", "string");
            if (min > 0) {
                schema.put("minLength", min);
            }
            return max < MAX_TEXT ? schema.put("maxLength", max) : schema;
        }

        @Override
        public Optional<String> problem(JsonNode value) {
            if (!value.isTextual()) {
                return Optional.of("must be a string");
            }
            String text = value.textValue();
            int characters = text.codePointCount(0, text.length());
            if (characters > max) {
                return Optional.of("has at most " + max + " characters");
            }
            if (characters < min) {
                return Optional.of("has at least " + min + " characters");
            }
            // Half a surrogate pair has no bytes: what was asked for and what is signed would differ.
            return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                    ? Optional.empty()
                    : Optional.of("is not well-formed Unicode");
        }
    }

    /** A whole number. */
    record Whole(long min, long max) implements Shape {
        @Override
        public ObjectNode toSchema() {
            ObjectNode schema = Json.object().put("type", "integer");
            if (min > Long.MIN_VALUE) {
                schema.put("minimum", min);
            }
            return max < Long.MAX_VALUE ? schema.put("maximum", max) : schema;
        }

        @Override
        public Optional<String> problem(JsonNode value) {
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                return Optional.of("must be a whole number");
            }
            long number = value.longValue();
            if (number >= min && number <= max) {
                return Optional.empty();
            }
            return Optional.of(max == Long.MAX_VALUE ? "is at least " + min : "is from " + min + " to " + max);
        }
    }

    /** Bytes in hexadecimal digits. */
    record Digits(int minBytes, int maxBytes) implements Shape {
        @Override
        public ObjectNode toSchema() {
            ObjectNode schema = Json.object().put("type", "string").put("pattern", "^([0-9a-fA-F]{2})*$");
            if (minBytes > 0) {
                schema.put("minLength", 2L * minBytes);
            }
            return maxBytes < Integer.MAX_VALUE ? schema.put("maxLength", 2L * maxBytes) : schema;
        }

        @Override
        public Optional<String> problem(JsonNode value) {
            String text = value.isTextual() ? value.textValue() : "0";
            if (text.length() % 2 != 0 || !isHex(text)) {
                return Optional.of("must be a string of hexadecimal digits, two a byte, without 0x");
            }
            int bytes = text.length() / 2;
            if (bytes >= minBytes && bytes <= maxBytes) {
                return Optional.empty();
            }
            return Optional.of(
                    minBytes == maxBytes
                            ? "has " + 2 * minBytes + " hexadecimal digits, not " + text.length()
                            : "has " + minBytes + " to " + maxBytes + " bytes, not " + bytes);
        }

        // A loop, for it goes over each transaction that comes in.
        private static boolean isHex(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (!HexFormat.isHexDigit(text.charAt(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** One of some words. */
    record Choice(List<String> words) implements Shape {
        /** Copies the list. */
        public Choice {
            words = List.copyOf(words);
        }

        @Override
        public ObjectNode toSchema() {
            ObjectNode schema = Json.object().put("type", "string");
            ArrayNode known = schema.putArray("enum");
            words.forEach(known::add);
            return schema;
        }

        @Override
        public Optional<String> problem(JsonNode value) {
            return value.isTextual() && words.contains(value.textValue())
                    ? Optional.empty()
                    : Optional.of("is one of "
                            + words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(", ")));
        }
    }

    /** An array. */
    record Items(Shape item, int min, int max) implements Shape {
        @Override
        public ObjectNode toSchema() {
            ObjectNode schema = Json.object().put("type", "array");
            schema.set("items", item.toSchema());
            if (min > 0) {
                schema.put("minItems", min);
            }
            return max < Integer.MAX_VALUE ? schema.put("maxItems", max) : schema;
        }

        @Override
        public Optional<String> problem(JsonNode value) {
            if (!value.isArray()) {
                return Optional.of("must be an array");
            }
            if (value.size() < min || value.size() > max) {
                return Optional.of("has " + min + " to " + max + " items, not " + value.size());
            }
            for (int i = 0; i < value.size(); i++) {
                Optional<String> problem = item.problem(value.get(i));
                if (problem.isPresent()) {
                    int at = i;
                    return problem.map(words -> "[" + at + "] " + words);
                }
            }
            return Optional.empty();
        }
    }

    /** An object with declared members and no others. */
    record Structure(List<ResultField> members) implements Shape {
        /** Copies the list. */
        public Structure {
            members = List.copyOf(members);
        }

        @Override
        public ObjectNode toSchema() {
            ObjectNode schema = Json.object().put("type", "object");
            ObjectNode properties = schema.putObject("properties");
            ArrayNode required = Json.array();
            for (ResultField member : members) {
                properties.set(member.name(), member.shape().toSchema().put("description", member.description()));
                if (member.always()) {
                    required.add(member.name());
                }
            }
            if (!required.isEmpty()) {
                schema.set("required", required);
            }
            return schema.put("additionalProperties", false);
        }

        @Override
        public Optional<String> problem(JsonNode value) {
            if (!value.isObject()) {
                return Optional.of("must be an object");
            }
            for (var field : value.properties()) {
                if (members.stream().noneMatch(member -> member.name().equals(field.getKey()))) {
                    return Optional.of("has no member \"" + Names.shown(field.getKey()) + "\": it takes "
                            + members.stream().map(ResultField::name).collect(Collectors.joining(", ")));
                }
            }
            for (ResultField member : members) {
                JsonNode found = value.path(member.name());
                boolean absent = found.isMissingNode() || (found.isNull() && !member.always());
                if (absent && member.always()) {
                    return Optional.of("lacks \"" + member.name() + "\"");
                }
                Optional<String> problem =
                        absent ? Optional.empty() : member.shape().problem(found);
                if (problem.isPresent()) {
                    return problem.map(words -> "." + member.name() + " " + words);
                }
            }
            return Optional.empty();
        }
    }

    /** What another standard defines; its values are only ever results. */
    non-sealed interface Foreign extends Shape {}

    /** Any value of one type of JSON. */
    record Plain(String type) implements Shape {
        @Override
        public ObjectNode toSchema() {
            return Json.object().put("type", type);
        }

        @Override
        public Optional<String> problem(JsonNode value) {
            boolean fits = switch (type) {
                case "boolean" -> value.isBoolean();
                case "array" -> value.isArray();
                default -> value.isObject();
            };
            return fits
                    ? Optional.empty()
                    : Optional.of("must be " + (type.equals("boolean") ? "true or false" : "an " + type));
        }
    }
}
