package io.quorate.node.config;

import ch.qos.logback.classic.Level;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that the operator may set, under one name in all layers: {@code rpc-port} in TOML, {@code --rpc-port} as
 * option, {@code QUORATE_RPC_PORT} in the environment.
 *
 * @param <T> what its text means
 */
public final class Setting<T> {
    static final Setting<String> CHAIN = of(
            "chain", "dev|local|local4|FILE", Types.TEXT, "dev", "The chain: a name, or the path of a genesis file.");
    static final Setting<String> DEVELOPMENT_KEY = of(
            "development-key",
            "alice|...|ferdie",
            Types.DEVELOPMENT_KEY,
            "Public development keys for node and validator; on the command line, --alice and so on.");
    static final Setting<Boolean> VALIDATOR =
            flag("validator", "Vote with the validator key, instead of following only.");
    static final Setting<String> NAME =
            of("name", "NAME", Types.TEXT, "What people call this node, in logs and to peers.");
    static final Setting<Path> BASE_PATH =
            of("base-path", "DIR", Types.PATH, "Where everything is kept: keys, blocks, state, signed votes.");
    static final Setting<Boolean> TMP = flag("tmp", "Use a temporary base path, deleted at the end.");
    static final Setting<Path> PASSPHRASE_FILE = of(
            "passphrase-file",
            "FILE",
            Types.PATH,
            "Holds the keystore's passphrase in its first line; or set QUORATE_PASSPHRASE.");
    static final Setting<InetAddress> LISTEN_ADDR =
            of("listen-addr", "IP", Types.ADDRESS, "0.0.0.0", "The address that peers connect to.");
    static final Setting<Integer> PORT = of("port", "PORT", Types.PORT, "30333", "The port that peers connect to.");
    static final Setting<List<String>> BOOTNODES =
            list("bootnodes", "ADDR[,ADDR...]", "The first peers, each like /ip4/127.0.0.1/tcp/30333/p2p/PEER_ID.");
    static final Setting<List<String>> RESERVED_NODES =
            list("reserved-nodes", "ADDR[,ADDR...]", "Peers that are always connected and never banned.");
    static final Setting<Boolean> RESERVED_ONLY =
            flag("reserved-only", "Connect with reserved nodes and with nobody else.");
    static final Setting<Integer> HALT_HEIGHT = of(
            "halt-height",
            "N",
            Types.COUNT,
            "Stop cleanly once the block of this height is final and a quorum has it; vote for none above it.");
    static final Setting<Path> RECORD = of(
            "record",
            "DIR",
            Types.PATH,
            "Record what consensus is fed, for quorate replay: the last 256 MiB. On the base path's file system.");
    static final Setting<Boolean> DOPPELGANGER_CHECK = of(
            "doppelganger-check",
            "",
            Types.FLAG,
            "Listen before voting for another node with this validator key. Default: on, but on development chains.");
    static final Setting<Integer> RPC_PORT =
            of("rpc-port", "PORT", Types.PORT, "9944", "The port of JSON-RPC and /health.");
    static final Setting<Boolean> RPC_EXTERNAL =
            flag("rpc-external", "Serve RPC on all addresses, not on this machine's loopback only.");
    static final Setting<NodeConfig.RpcMethods> RPC_METHODS = of(
            "rpc-methods",
            "safe|unsafe",
            Types.RPC_METHODS,
            "safe",
            "Whether callers on other machines may use methods that act with this node's keys or change it.");
    static final Setting<Path> RPC_TOKEN_FILE = of(
            "rpc-token-file",
            "FILE",
            Types.PATH,
            "Demand this file's first line of RPC callers, as a bearer token; made with a new one if it is not there.");
    static final Setting<List<String>> RPC_HOSTS = list(
            "rpc-hosts", "NAME[,NAME...]", "Names that RPC is called under, besides those of this machine's loopback.");
    static final Setting<List<String>> RPC_ORIGINS =
            list("rpc-origins", "ORIGIN[,ORIGIN...]", "Web pages that may call, such as https://example.org.");
    static final Setting<Integer> RPC_CONNECTIONS =
            of("rpc-connections", "N", Types.COUNT, "1000", "RPC connections taken at a time.");
    static final Setting<Integer> PROMETHEUS_PORT =
            of("prometheus-port", "PORT", Types.PORT, "9615", "The port of /metrics.");
    static final Setting<Boolean> PROMETHEUS_EXTERNAL =
            flag("prometheus-external", "Serve metrics on all addresses, not on this machine's loopback only.");
    static final Setting<Integer> VOTES_PER_MINUTE = of(
            "votes-per-minute",
            "N",
            Types.COUNT,
            "50",
            "The votes that one instance may cast through this node's RPC in a minute.");
    static final Setting<List<String>> LOG = list(
            "log",
            "LEVEL|TARGET=LEVEL",
            "Log level (error, warn, info, debug, trace, off) of all or of one package, such as p2p=debug.");
    static final Setting<LogConfig.Format> LOG_FORMAT =
            of("log-format", "text|json", Types.LOG_FORMAT, "text", "Log lines for people or for programs.");

    private static final List<Setting<?>> ALL = List.of(
            CHAIN,
            DEVELOPMENT_KEY,
            VALIDATOR,
            NAME,
            BASE_PATH,
            TMP,
            PASSPHRASE_FILE,
            LISTEN_ADDR,
            PORT,
            BOOTNODES,
            RESERVED_NODES,
            RESERVED_ONLY,
            HALT_HEIGHT,
            RECORD,
            DOPPELGANGER_CHECK,
            RPC_PORT,
            RPC_EXTERNAL,
            RPC_METHODS,
            RPC_TOKEN_FILE,
            RPC_HOSTS,
            RPC_ORIGINS,
            RPC_CONNECTIONS,
            PROMETHEUS_PORT,
            PROMETHEUS_EXTERNAL,
            VOTES_PER_MINUTE,
            LOG,
            LOG_FORMAT);

    private final String name;
    private final String placeholder;
    private final ValueType<T> type;
    private final Optional<String> byDefault;
    private final String help;

    private Setting(String name, String placeholder, ValueType<T> type, Optional<String> byDefault, String help) {
        this.name = name;
        this.placeholder = placeholder;
        this.type = type;
        this.byDefault = byDefault;
        this.help = help;
    }

    private static <T> Setting<T> of(
            String name, String placeholder, ValueType<T> type, String byDefault, String help) {
        return new Setting<>(name, placeholder, type, Optional.of(byDefault), help);
    }

    private static <T> Setting<T> of(String name, String placeholder, ValueType<T> type, String help) {
        return new Setting<>(name, placeholder, type, Optional.empty(), help);
    }

    private static Setting<Boolean> flag(String name, String help) {
        return new Setting<>(name, "", Types.FLAG, Optional.of("false"), help);
    }

    private static Setting<List<String>> list(String name, String placeholder, String help) {
        return new Setting<>(name, placeholder, Types.LIST, Optional.of(""), help);
    }

    /** Every setting, in the order of documentation. */
    public static List<Setting<?>> all() {
        return ALL;
    }

    /** All names. */
    static List<String> names() {
        return ALL.stream().<String>map(Setting::name).toList();
    }

    static Optional<Setting<?>> byName(String name) {
        for (Setting<?> setting : ALL) {
            if (setting.name.equals(name)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }

    /** In TOML; as an option with two dashes before it. */
    public String name() {
        return name;
    }

    /** In the environment. */
    public String variable() {
        return "QUORATE_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Stands for the value in usage; empty if the option takes none. */
    public String placeholder() {
        return placeholder;
    }

    /** One sentence. */
    public String help() {
        return help;
    }

    /** The default's text, if there is one. */
    public Optional<String> byDefault() {
        return byDefault;
    }

    /** Whether the option takes no value. */
    public boolean isFlag() {
        return placeholder.isEmpty();
    }

    /** Whether it may be given several times; commas part the values, too. */
    public boolean isList() {
        return type.equals(Types.LIST);
    }

    ValueType<T> type() {
        return type;
    }

    /** Reads and writes one kind of value. {@code read} throws IllegalArgumentException with what is wrong. */
    interface ValueType<T> {
        T read(String text);

        /** In TOML. */
        String write(T value);
    }

    /** What a log level is called. */
    static Optional<Level> level(String text) {
        return Stream.of(Level.OFF, Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG, Level.TRACE)
                .filter(level -> level.levelStr.equalsIgnoreCase(text))
                .findFirst();
    }
}
