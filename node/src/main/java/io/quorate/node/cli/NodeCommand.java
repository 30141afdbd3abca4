package io.quorate.node.cli;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.node.config.NodeConfig;
import io.quorate.node.config.NodeKeys;
import io.quorate.node.config.OperatorException;
import io.quorate.node.config.Setting;
import io.quorate.node.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** {@code quorate node}: its options are the settings, one for one. */
@Command(
        name = "node",
        header = "Run a node: a validator, or one that follows.",
        customSynopsis = "quorate [node] [--alice|--bob|--charlie|--dave|--eve|--ferdie] [--validator] [OPTIONS]",
        sortOptions = false,
        description = {"", "Layers: built-in defaults < --config TOML < environment (QUORATE_RPC_PORT) < options.", ""},
        footer = {
            "",
            "Examples:",
            "  quorate --alice --validator --base-path /tmp/alice --chain local --port 30333 --rpc-port 9944",
            "  quorate --config node.toml --print-config"
        })
final class NodeCommand implements Callable<Integer> {
    private static final String DEVELOPMENT_KEY = "development-key";

    private final Terminal terminal;
    private final NodeRunner runner;
    private final CommandSpec specification;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A TOML file with settings, named like the options; see config/node.example.toml.")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--print-config", description = "Show all settings and where each comes from, and end.")
    private boolean printConfig;

    @Option(names = "--exit-with-parent", hidden = true, description = "Stop when standard input ends.")
    private boolean exitWithParent;

    NodeCommand(io.quorate.node.cli.Command.Surroundings surroundings) {
        this.terminal = surroundings.terminal();
        this.runner = surroundings.runner();
        this.specification = CommandSpec.forAnnotatedObject(this);
        for (DevelopmentKeys keys : DevelopmentKeys.values()) {
            specification.addOption(OptionSpec.builder("--" + keys.id())
                    .description("Use the public development keys of " + keys.id() + ".")
                    .type(boolean.class)
                    .arity("0")
                    .build());
        }
        for (Setting<?> setting : Setting.all()) {
            if (!setting.name().equals(DEVELOPMENT_KEY)) {
                specification.addOption(option(setting));
            }
        }
    }

    private static OptionSpec option(Setting<?> setting) {
        String remark = setting.isFlag()
                ? ""
                : setting.byDefault()
                        .filter(text -> !text.isEmpty())
                        .map(text -> " Default: " + text + ".")
                        .orElse("");
        OptionSpec.Builder option = OptionSpec.builder("--" + setting.name()).description(setting.help() + remark);
        if (setting.isFlag()) {
            option.type(boolean.class).arity("0");
        } else if (setting.isList()) {
            option.type(String[].class).paramLabel(setting.placeholder());
        } else {
            option.type(String.class).paramLabel(setting.placeholder());
        }
        return option.build();
    }

    CommandSpec specification() {
        return specification;
    }

    @Override
    public Integer call() throws InterruptedException {
        Logging.silence();
        Map<String, String> options = options();
        Settings settings = Settings.of(config, terminal.environment(), options);
        NodeConfig node = NodeConfig.of(settings, terminal.environment());
        if (printConfig) {
            terminal.out().print(settings.toToml());
            terminal.print("# In effect: " + node.identity().name() + " on chain "
                    + node.genesis().name() + " (" + node.genesis().chain() + ")");
            terminal.print("# in " + node.storage().basePath());
            return 0;
        }
        if (exitWithParent) {
            ParentWatch.start(terminal.in());
        }
        Logging.configure(node.log());
        runner.run(node, () -> NodeKeys.load(node, terminal.environment()), () -> again(options));
        return 0;
    }

    /** The settings as they are now: all layers, though only the file can have changed. */
    private NodeConfig again(Map<String, String> options) {
        NodeConfig node = NodeConfig.of(Settings.of(config, terminal.environment(), options), terminal.environment());
        Logging.setLevels(node.log());
        return node;
    }

    /** The settings given as options, by name. */
    private Map<String, String> options() {
        Map<String, String> given = new TreeMap<>();
        List<String> keys = Stream.of(DevelopmentKeys.values())
                .map(DevelopmentKeys::id)
                .filter(id -> isGiven("--" + id))
                .toList();
        if (keys.size() > 1) {
            throw OperatorException.usage(
                    "--" + String.join(" and --", keys) + " contradict each other: a node is one of them");
        }
        keys.forEach(id -> given.put(DEVELOPMENT_KEY, id));
        for (Setting<?> setting : Setting.all()) {
            String option = "--" + setting.name();
            if (!isGiven(option)) {
                continue;
            }
            Object value = specification.findOption(option).getValue();
            given.put(
                    setting.name(), value instanceof String[] items ? String.join(",", items) : String.valueOf(value));
        }
        return given;
    }

    private boolean isGiven(String option) {
        return specification.commandLine().getParseResult().hasMatchedOption(option);
    }
}
