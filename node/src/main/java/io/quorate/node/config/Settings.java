package io.quorate.node.config;

import io.quorate.client.text.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The settings that all layers together give: for each, the value of the highest layer that has it. Immutable. */
public final class Settings {
    private static final String CONFIG_VARIABLE = "QUORATE_CONFIG";

    private final Map<String, Resolved<?>> values;

    private Settings(Map<String, Resolved<?>> values) {
        this.values = values;
    }

    private record Resolved<T>(Setting<T> setting, T value, String origin) {
        static <T> Resolved<T> of(Setting<T> setting, Layer.Entry entry) {
            return new Resolved<>(setting, setting.type().read(entry.text()), entry.origin());
        }

        String toToml() {
            return setting.name() + " = " + setting.type().write(value);
        }
    }

    /**
     * Puts the layers over each other.
     *
     * @param config the TOML file, if one is given; else {@code QUORATE_CONFIG} may name it
     * @param environment all variables
     * @param options values by the settings' names
     * @throws OperatorException with everything that is wrong
     */
    public static Settings of(Optional<Path> config, Map<String, String> environment, Map<String, String> options) {
        Optional<Path> file = config.or(
                () -> Optional.ofNullable(environment.get(CONFIG_VARIABLE)).map(Path::of));
        List<Layer> layers = new ArrayList<>();
        layers.add(Layer.defaults());
        file.ifPresent(path -> layers.add(Layer.toml(path)));
        layers.add(Layer.environment(environment));
        layers.add(Layer.options(options));

        List<String> problems = new ArrayList<>();
        Map<String, Layer.Entry> entries = new TreeMap<>();
        for (Layer layer : layers) {
            problems.addAll(layer.problems());
            chooseBasePath(layer, entries, problems);
            entries.putAll(layer.entries());
        }
        Map<String, Resolved<?>> values = new TreeMap<>();
        for (Setting<?> setting : Setting.all()) {
            Optional.ofNullable(entries.get(setting.name())).ifPresent(entry -> {
                try {
                    values.put(setting.name(), Resolved.of(setting, entry));
                } catch (IllegalArgumentException e) {
                    problems.add(entry.origin() + ": \"" + Nearest.shortened(entry.text()) + "\" " + e.getMessage());
                }
            });
        }
        if (!problems.isEmpty()) {
            throw OperatorException.usage(problems);
        }
        return new Settings(values);
    }

    /** A base path and a temporary one exclude each other: within a layer by an error, else the higher layer has its way. */
    private static void chooseBasePath(Layer layer, Map<String, Layer.Entry> below, List<String> problems) {
        Optional<Layer.Entry> path = Optional.ofNullable(layer.entries().get(Setting.BASE_PATH.name()));
        Optional<Layer.Entry> tmp = Optional.ofNullable(layer.entries().get(Setting.TMP.name()))
                .filter(entry -> entry.text().equals("true") || entry.text().equals("1"));
        if (path.isPresent() && tmp.isPresent()) {
            problems.add(
                    path.get().origin() + " and " + tmp.get().origin() + " contradict each other: give one of them");
        } else if (path.isPresent()) {
            below.put(Setting.TMP.name(), new Layer.Entry("false", path.get().origin()));
        } else if (tmp.isPresent()) {
            below.remove(Setting.BASE_PATH.name());
        }
    }

    <T> Optional<T> find(Setting<T> setting) {
        Resolved<?> resolved = values.get(setting.name());
        if (resolved == null) {
            return Optional.empty();
        }
        @SuppressWarnings("unchecked") // put under this name for this very setting, by Resolved.of
        Resolved<T> typed = (Resolved<T>) resolved;
        return Optional.of(typed.value());
    }

    <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting.name() + " has no default"));
    }

    /** Where a value comes from: {@code default}, a file's key, a variable or an option. */
    String origin(Setting<?> setting) {
        return Optional.ofNullable(values.get(setting.name()))
                .<String>map(Resolved::origin)
                .orElse("not set");
    }

    /** Whether a value was given, rather than the default. */
    boolean isGiven(Setting<?> setting) {
        return !origin(setting).equals("default") && !origin(setting).equals("not set");
    }

    /** All of them as a TOML file, with a remark after each on where it comes from. */
    public String toToml() {
        StringBuilder out = new StringBuilder();
        for (Setting<?> setting : Setting.all()) {
            Optional<Resolved<?>> resolved = Optional.ofNullable(values.get(setting.name()));
            String line = resolved.<String>map(Resolved::toToml).orElse("# " + setting.name() + " =");
            out.append(String.format(Locale.ROOT, "%-40s # %s%n", line, origin(setting)));
        }
        return out.toString();
    }
}
