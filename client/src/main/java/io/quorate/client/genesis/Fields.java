package io.quorate.client.genesis;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.client.text.Durations;
import io.quorate.client.text.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The members of one JSON object, read strictly: what is wrong goes to a list, and a harmless value is returned. */
final class Fields {
    private final String prefix;
    private final JsonNode object;
    private final Collection<String> problems;

    /** Reports members that are missing or unknown at once. */
    Fields(String prefix, JsonNode object, List<String> keys, Collection<String> problems) {
        this(prefix, object, keys, List.of(), problems);
    }

    /** The same, where some may be left out. */
    Fields(String prefix, JsonNode object, List<String> required, List<String> optional, Collection<String> problems) {
        List<String> keys = Stream.concat(required.stream(), optional.stream()).toList();
        this.prefix = prefix;
        this.object = object;
        this.problems = problems;
        if (!object.isObject()) {
            problems.add(prefix.substring(0, prefix.length() - 1) + " is not a JSON object");
            return;
        }
        object.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                problems.add(prefix + Nearest.shortened(key) + ": unknown key; " + Nearest.hint(key, keys));
            }
        });
        for (String key : required) {
            if (!object.has(key)) {
                problem(key, "is missing");
            }
        }
    }

    void problem(String key, String what) {
        problems.add(prefix + key + ": " + what);
    }

    boolean has(String key) {
        return object.has(key);
    }

    private Optional<JsonNode> find(String key) {
        return Optional.ofNullable(object.get(key));
    }

    String text(String key) {
        return find(key)
                .map(node -> {
                    if (!node.isTextual() || node.textValue().isEmpty()) {
                        problem(key, "is not a text in quotes");
                        return "";
                    }
                    return node.textValue();
                })
                .orElse("");
    }

    boolean bool(String key) {
        return find(key)
                .map(node -> {
                    if (!node.isBoolean()) {
                        problem(key, "is neither true nor false");
                    }
                    return node.booleanValue();
                })
                .orElse(false);
    }

    long integer(String key, long least, long most) {
        return find(key)
                .map(node -> {
                    if (!node.isIntegralNumber()
                            || !node.canConvertToLong()
                            || node.longValue() < least
                            || node.longValue() > most) {
                        problem(key, "is not a whole number from " + least + " to " + most);
                        return least;
                    }
                    return node.longValue();
                })
                .orElse(least);
    }

    Duration duration(String key, Duration least, Duration most) {
        String text = text(key);
        if (text.isEmpty()) {
            return least;
        }
        try {
            Duration duration = Durations.parse(text);
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                problem(key, text + " is not within " + Durations.format(least) + " to " + Durations.format(most));
            }
            return duration;
        } catch (IllegalArgumentException e) {
            problem(key, "\"" + Nearest.shortened(text) + "\" " + e.getMessage());
            return least;
        }
    }

    /** The object that may be left out. */
    Optional<JsonNode> object(String key) {
        return find(key);
    }

    List<JsonNode> list(String key) {
        List<JsonNode> items = new ArrayList<>();
        find(key).ifPresent(node -> {
            if (!node.isArray()) {
                problem(key, "is not a list");
            }
            node.forEach(items::add);
        });
        return items;
    }
}
