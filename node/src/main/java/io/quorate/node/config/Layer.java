package io.quorate.node.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.quorate.client.text.Nearest;
import io.quorate.client.text.Syntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Settings that one source gives, as text.
 *
 * @param entries by the setting's name
 * @param problems what is wrong already
 */
record Layer(Map<String, Entry> entries, List<String> problems) {
    private static final long MAX_BYTES = 1024 * 1024;
    private static final String PREFIX = "QUORATE_";

    /** In the environment, but no settings. */
    private static final Set<String> RESERVED = Set.of("QUORATE_PASSPHRASE", "QUORATE_JAVA_OPTS", "QUORATE_CONFIG");

    /** A value's text and where it stands, as messages call it. */
    record Entry(String text, String origin) {}

    /** What the defaults give. */
    static Layer defaults() {
        Map<String, Entry> entries = new TreeMap<>();
        for (Setting<?> setting : Setting.all()) {
            setting.byDefault().ifPresent(text -> entries.put(setting.name(), new Entry(text, "default")));
        }
        return new Layer(entries, List.of());
    }

    /** What a TOML file gives: keys without sections. */
    static Layer toml(Path file) {
        Map<String, Entry> entries = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        tomlTree(file).properties().forEach(property -> {
            String key = property.getKey();
            JsonNode value = property.getValue();
            if (Setting.byName(key).isEmpty()) {
                problems.add(file + ": unknown key \"" + Nearest.shortened(key) + "\"; "
                        + Nearest.hint(key, Setting.names()));
            } else if (value.isObject()) {
                problems.add(file + ": " + key + " is a section, not a value");
            } else if (value.isArray()) {
                StringJoiner items = new StringJoiner(",");
                value.forEach(item -> items.add(item.asText()));
                entries.put(key, new Entry(items.toString(), file + ": " + key));
            } else {
                entries.put(key, new Entry(value.asText(), file + ": " + key));
            }
        });
        return new Layer(entries, problems);
    }

    private static JsonNode tomlTree(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw OperatorException.usage("configuration file " + file + " is longer than " + MAX_BYTES + " bytes");
            }
            return new TomlMapper().readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw OperatorException.usage("there is no configuration file " + file + ": check --config");
        } catch (JsonProcessingException e) {
            throw OperatorException.usage("configuration file " + file + " is not good TOML: " + Syntax.problem(e));
        } catch (IOException e) {
            throw OperatorException.usage("cannot read configuration file " + file + ": " + Failures.reason(e));
        }
    }

    /** What the environment gives. */
    static Layer environment(Map<String, String> environment) {
        Map<String, Entry> entries = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        List<String> variables =
                Setting.all().stream().<String>map(Setting::variable).toList();
        new TreeMap<>(environment).forEach((variable, text) -> {
            if (!variable.startsWith(PREFIX) || RESERVED.contains(variable)) {
                return;
            }
            int index = variables.indexOf(variable);
            if (index < 0) {
                problems.add("environment variable " + variable + " is unknown; " + Nearest.hint(variable, variables));
            } else {
                entries.put(Setting.all().get(index).name(), new Entry(text, variable));
            }
        });
        return new Layer(entries, problems);
    }

    /** What options give, by the settings' names. */
    static Layer options(Map<String, String> options) {
        Map<String, Entry> entries = new TreeMap<>();
        options.forEach((name, text) -> entries.put(
                name, new Entry(text, name.equals(Setting.DEVELOPMENT_KEY.name()) ? "--" + text : "--" + name)));
        return new Layer(entries, List.of());
    }
}
