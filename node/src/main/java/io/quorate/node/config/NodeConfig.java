package io.quorate.node.config;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.node.p2p.Multiaddr;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything a node is started from. Checked: what is in it makes sense, though files may be missing and ports taken.
 *
 * @param genesis the chain
 */
public record NodeConfig(
        Genesis genesis,
        Identity identity,
        Storage storage,
        Network network,
        Voting voting,
        Rpc rpc,
        Metrics metrics,
        LogConfig log) {

    /**
     * Who the node is.
     *
     * @param name what people call it
     * @param development the public development keys to use, only ever on a development chain; if empty, the keys are in
     *     the keystore under the base path
     * @param validator whether to vote
     * @param passphraseFile holds the keystore's passphrase in its first line
     */
    public record Identity(
            String name, Optional<DevelopmentKeys> development, boolean validator, Optional<Path> passphraseFile) {}

    /**
     * Where data is kept.
     *
     * @param basePath created if it is not there
     * @param temporary whether to delete it at the end
     * @param recorder how to record what consensus is fed, if at all
     */
    public record Storage(Path basePath, boolean temporary, Optional<Recorder> recorder) {}

    /**
     * The flight recorder.
     *
     * @param directory on the file system of the base path
     * @param segmentBytes after so many bytes of steps the next segment begins
     * @param leastAge but not before so much time: with each segment begins a new replica
     * @param segments kept; the oldest is deleted
     */
    public record Recorder(Path directory, long segmentBytes, Duration leastAge, int segments) {
        private static final long SEGMENT_BYTES = 64L << 20;
        private static final Duration LEAST_AGE = Duration.ofMinutes(1);
        private static final int SEGMENTS = 4;

        /** Checks the ranges. */
        public Recorder {
            if (segmentBytes < 1 || segments < 1) {
                throw new IllegalArgumentException("a ring holds something");
            }
        }

        private static Recorder in(Path directory) {
            return new Recorder(directory.toAbsolutePath(), SEGMENT_BYTES, LEAST_AGE, SEGMENTS);
        }
    }

    /**
     * The peer-to-peer network.
     *
     * @param listen port 0 takes any free one
     * @param bootnodes multiaddresses, each with its peer id
     * @param reserved the same, for peers that are always connected
     * @param reservedOnly whether no others are
     */
    public record Network(
            InetSocketAddress listen, List<String> bootnodes, List<String> reserved, boolean reservedOnly) {
        /** Copies the lists. */
        public Network {
            bootnodes = List.copyOf(bootnodes);
            reserved = List.copyOf(reserved);
        }
    }

    /**
     * What the operator may ask of consensus.
     *
     * @param doppelgangerCheck whether to listen for votes of the own key before the first vote
     * @param haltHeight the height to stop at, if there is one
     */
    public record Voting(boolean doppelgangerCheck, Optional<Height> haltHeight) {}

    /**
     * The RPC server.
     *
     * @param listen port 0 takes any free one
     * @param votesPerMinute of each instance
     * @param methods for callers on other machines; those on this one may use all
     * @param tokenFile holds what callers must show, if anything
     * @param hosts names it is called under besides those of the loopback
     * @param origins of web pages that may call
     * @param connections taken at a time
     */
    public record Rpc(
            InetSocketAddress listen,
            int votesPerMinute,
            RpcMethods methods,
            Optional<Path> tokenFile,
            List<String> hosts,
            List<String> origins,
            int connections) {
        /** Copies the lists. */
        public Rpc {
            hosts = List.copyOf(hosts);
            origins = List.copyOf(origins);
        }
    }

    /** Which RPC methods are served. */
    public enum RpcMethods {
        /** Those that neither act with the node's keys nor change the node. */
        SAFE,
        /** All. */
        UNSAFE
    }

    /**
     * The metrics server.
     *
     * @param listen port 0 takes any free one
     * @param fixed whether the operator chose the port: if not, a taken one moves on to the next free one
     */
    public record Metrics(InetSocketAddress listen, boolean fixed) {}

    /**
     * What the settings amount to.
     *
     * @param environment for the home directory
     * @throws OperatorException with everything that is wrong
     */
    public static NodeConfig of(Settings settings, Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        Genesis genesis = Chains.load(settings.get(Setting.CHAIN));
        Identity identity = identity(settings, genesis, problems);
        Network network = new Network(
                new InetSocketAddress(settings.get(Setting.LISTEN_ADDR), settings.get(Setting.PORT)),
                settings.get(Setting.BOOTNODES),
                settings.get(Setting.RESERVED_NODES),
                settings.get(Setting.RESERVED_ONLY));
        if (network.reservedOnly() && network.reserved().isEmpty()) {
            problems.add(settings.origin(Setting.RESERVED_ONLY) + ": without reserved nodes this node would be alone:"
                    + " name them with --reserved-nodes");
        }
        Voting voting = new Voting(
                // consensus.md, Persist before send: on outside development chains
                settings.find(Setting.DOPPELGANGER_CHECK).orElse(!genesis.development()),
                settings.find(Setting.HALT_HEIGHT).map(Height::new));
        Rpc rpc = new Rpc(
                listen(settings.get(Setting.RPC_EXTERNAL), settings.get(Setting.RPC_PORT)),
                settings.get(Setting.VOTES_PER_MINUTE),
                settings.get(Setting.RPC_METHODS),
                settings.find(Setting.RPC_TOKEN_FILE),
                settings.get(Setting.RPC_HOSTS),
                settings.get(Setting.RPC_ORIGINS),
                settings.get(Setting.RPC_CONNECTIONS));
        Metrics metrics = new Metrics(
                listen(settings.get(Setting.PROMETHEUS_EXTERNAL), settings.get(Setting.PROMETHEUS_PORT)),
                settings.isGiven(Setting.PROMETHEUS_PORT));
        checkPorts(settings, problems);
        checkAddresses(settings, Setting.BOOTNODES, problems);
        checkAddresses(settings, Setting.RESERVED_NODES, problems);
        LogConfig log = log(settings, problems);
        Storage storage = storage(settings, genesis, identity, environment);
        if (!problems.isEmpty()) {
            throw OperatorException.usage(problems);
        }
        return new NodeConfig(genesis, identity, storage, network, voting, rpc, metrics, log);
    }

    private static Identity identity(Settings settings, Genesis genesis, List<String> problems) {
        // The chain of one validator has nobody else to run it: dev alone means alice.
        boolean alone = settings.get(Setting.CHAIN).equals("dev")
                && !settings.isGiven(Setting.DEVELOPMENT_KEY)
                && !settings.isGiven(Setting.VALIDATOR);
        Optional<DevelopmentKeys> keys = alone
                ? Optional.of(DevelopmentKeys.ALICE)
                : settings.find(Setting.DEVELOPMENT_KEY).flatMap(DevelopmentKeys::byName);
        // validators.md, Keys
        if (keys.isPresent() && !genesis.development()) {
            problems.add(settings.origin(Setting.DEVELOPMENT_KEY) + ": these keys are public, and the chain "
                    + genesis.name() + " is not marked as a development chain: use keys of your own"
                    + " (quorate key generate)");
        }
        String name = settings.find(Setting.NAME)
                .or(() -> keys.map(DevelopmentKeys::id))
                .orElse("quorate");
        if (name.length() > 64) {
            problems.add(settings.origin(Setting.NAME) + ": a name has at most 64 characters");
        }
        return new Identity(
                name, keys, alone || settings.get(Setting.VALIDATOR), settings.find(Setting.PASSPHRASE_FILE));
    }

    private static InetSocketAddress listen(boolean external, int port) {
        return external ? new InetSocketAddress(port) : new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static void checkPorts(Settings settings, List<String> problems) {
        List<Setting<Integer>> ports = List.of(Setting.PORT, Setting.RPC_PORT, Setting.PROMETHEUS_PORT);
        for (int i = 0; i < ports.size(); i++) {
            for (int j = i + 1; j < ports.size(); j++) {
                int port = settings.get(ports.get(i));
                if (port != 0 && port == settings.get(ports.get(j))) {
                    problems.add("--" + ports.get(i).name() + " and --"
                            + ports.get(j).name() + " are both " + port + ": give each a port of its own");
                }
            }
        }
    }

    private static void checkAddresses(Settings settings, Setting<List<String>> setting, List<String> problems) {
        for (String text : settings.get(setting)) {
            try {
                if (Multiaddr.parse(text).peer().isEmpty()) {
                    problems.add(settings.origin(setting) + ": address " + text
                            + " lacks its peer id: add /p2p/PEER_ID at the end");
                }
            } catch (IllegalArgumentException e) {
                problems.add(settings.origin(setting) + ": " + e.getMessage());
            }
        }
    }

    private static LogConfig log(Settings settings, List<String> problems) {
        String level = "info";
        SortedMap<String, String> targets = new TreeMap<>();
        for (String item : settings.get(Setting.LOG)) {
            String[] parts = item.split("=", 2);
            String wanted = parts[parts.length - 1];
            if (Setting.level(wanted).isEmpty()) {
                problems.add(settings.origin(Setting.LOG) + ": \"" + item
                        + "\" is neither LEVEL nor TARGET=LEVEL; levels are error, warn, info, debug, trace, off");
            } else if (parts.length == 1) {
                level = wanted;
            } else {
                targets.put(parts[0], wanted);
            }
        }
        return new LogConfig(level, targets, settings.get(Setting.LOG_FORMAT));
    }

    private static Storage storage(
            Settings settings, Genesis genesis, Identity identity, Map<String, String> environment) {
        Optional<Recorder> recorder = settings.find(Setting.RECORD).map(Recorder::in);
        if (settings.get(Setting.TMP)) {
            Path directory = Path.of(System.getProperty("java.io.tmpdir"));
            // Not by the process id alone: in a container it is always the same, and what an earlier one left is old.
            String name =
                    "quorate-" + ProcessHandle.current().pid() + "-" + Long.toHexString(new SecureRandom().nextLong());
            return new Storage(directory.resolve(name), true, recorder);
        }
        Path standard = dataHome(environment).resolve("quorate").resolve(genesis.name());
        Path mine =
                identity.development().map(keys -> standard.resolve(keys.id())).orElse(standard);
        return new Storage(settings.find(Setting.BASE_PATH).orElse(mine).toAbsolutePath(), false, recorder);
    }

    private static Path dataHome(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("XDG_DATA_HOME"))
                .filter(text -> !text.isEmpty())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "share"));
    }
}
