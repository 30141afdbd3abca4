package io.quorate.node.config;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is logged, and how.
 *
 * @param level of everything that {@code targets} does not name: error, warn, info, debug, trace or off
 * @param targets levels by package; a name without a dot is one of the node's own, such as p2p
 */
public record LogConfig(String level, SortedMap<String, String> targets, Format format) {
    /** How a line looks. */
    public enum Format {
        /** For people. */
        TEXT,
        /** One JSON object a line. */
        JSON
    }

    /** Copies the map. */
    public LogConfig {
        targets = new TreeMap<>(targets);
    }

    /** Lines for people, at INFO. */
    public static LogConfig byDefault() {
        return new LogConfig("info", new TreeMap<>(Map.of()), Format.TEXT);
    }
}
