package io.quorate.node.cli;

import io.quorate.crypto.keystore.KeyEntry;
import io.quorate.crypto.keystore.KeyPurpose;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.crypto.keystore.Passphrase;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.node.config.Chains;
import io.quorate.node.config.Failures;
import io.quorate.node.config.GenesisFile;
import io.quorate.node.config.NodeKeys;
import io.quorate.node.config.OperatorException;
import io.quorate.node.p2p.Multiaddr;
import io.quorate.node.p2p.PeerIds;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.VotingPower;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quorate testnet}: all that N machines need to run a chain of their own. */
@Command(
        name = "testnet",
        header = "Write keys, genesis and configuration for validators on several machines.",
        description = {
            "",
            "Each machine gets one of the directories, and no other. On it: quorate --config node.toml",
            "All on this machine: docker compose up",
            ""
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  quorate testnet --validators 4 --output net",
            "  quorate testnet --validators 3 --hosts 192.0.2.1,192.0.2.2,192.0.2.3 --output net"
        })
final class TestnetCommand implements Callable<Integer> {
    private static final int MOST = 100;
    private static final int PASSPHRASE_BYTES = 24;

    private final Terminal terminal;
    private final SecureRandom random = new SecureRandom();

    @Option(names = "--validators", required = true, paramLabel = "N", description = "How many: 1 to " + MOST + ".")
    private int count;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Must not exist yet.")
    private Path output = Path.of("");

    @Option(
            names = "--hosts",
            split = ",",
            paramLabel = "HOST",
            description =
                    "Where each is reached: addresses or names. Default: the services' names in the compose file.")
    private List<String> hosts = List.of();

    @Option(names = "--name", defaultValue = "testnet", paramLabel = "NAME", description = "Of the chain.")
    private String name = "testnet";

    TestnetCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** One of the machines. */
    private record Machine(
            String name, String host, Path directory, KeyEntry node, KeyEntry validator, KeyEntry account) {
        Genesis.Member member() {
            return new Genesis.Member(
                    name, validator.publicKey(), account.publicKey(), new VotingPower(DevelopmentMembers.STAKE));
        }

        String address() {
            boolean numeric = host.contains(":") || host.matches("[0-9.]+");
            String kind = host.contains(":") ? "ip6" : numeric ? "ip4" : "dns4";
            return "/" + kind + "/" + host + "/tcp/30333/p2p/" + PeerIds.of(node.publicKey());
        }
    }

    @Override
    public Integer call() {
        List<Machine> machines = machines();
        byte[] genesis = genesis(machines);
        try {
            directory(output);
            for (Machine machine : machines) {
                write(machine, genesis, machines);
            }
            plain(output.resolve("genesis.json"), genesis);
            plain(output.resolve("compose.yaml"), compose(machines));
        } catch (IOException e) {
            throw OperatorException.failure("cannot write to " + output + ": " + Failures.reason(e), e);
        }
        terminal.print("wrote chain " + name + " of " + count + " validators to " + output
                + ": copy each machine its own of "
                + machines.get(0).name() + " to " + machines.get(count - 1).name()
                + " and run there: quorate --config node.toml");
        return 0;
    }

    private List<Machine> machines() {
        if (count < 1 || count > MOST) {
            throw OperatorException.usage("--validators: give 1 to " + MOST);
        }
        if (!hosts.isEmpty() && hosts.size() != count) {
            throw OperatorException.usage(
                    "--hosts names " + hosts.size() + " hosts for " + count + " validators: give one for each");
        }
        if (hosts.stream().distinct().count() < hosts.size()) {
            throw OperatorException.usage("--hosts names a host twice: each validator needs one of its own");
        }
        if (Files.exists(output)) {
            throw OperatorException.usage("--output " + output + " exists: choose a directory that does not");
        }
        List<Machine> machines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String machine = "validator-" + (i + 1);
            machines.add(new Machine(
                    machine,
                    hosts.isEmpty() ? machine : hosts.get(i),
                    output.resolve(machine),
                    fresh(KeyPurpose.NODE),
                    fresh(KeyPurpose.VALIDATOR),
                    fresh(KeyPurpose.INSTANCE)));
        }
        for (Machine machine : machines) {
            try {
                Multiaddr.parse(machine.address());
            } catch (IllegalArgumentException e) {
                throw OperatorException.usage("--hosts: " + machine.host() + " is no host: " + e.getMessage());
            }
        }
        return machines;
    }

    private KeyEntry fresh(KeyPurpose purpose) {
        return KeyEntry.generate(purpose, SignatureSchemes.ed25519(), random);
    }

    private byte[] genesis(List<Machine> machines) {
        Genesis model = Chains.load("local");
        byte[] bytes = GenesisFile.write(new Genesis(
                new ChainId(model.chain().hash()),
                name,
                false,
                new BlockTime(Instant.now().truncatedTo(ChronoUnit.SECONDS).toEpochMilli()),
                model.scheme(),
                model.delta(),
                model.blockInterval(),
                Duration.ofHours(1),
                model.maxBlockBytes(),
                model.maxBlockTransactions(),
                machines.stream().map(Machine::member).toList()));
        // What is written can be read: the same checks, with the same messages.
        GenesisFile.parse(bytes, "testnet");
        return bytes;
    }

    private void write(Machine machine, byte[] genesis, List<Machine> all) throws IOException {
        directory(machine.directory());
        byte[] secret = new byte[PASSPHRASE_BYTES];
        random.nextBytes(secret);
        String text = HexFormat.of().formatHex(secret);
        Files.write(
                Files.createFile(machine.directory().resolve("passphrase"), mode("rw-------")),
                (text + "\n").getBytes(StandardCharsets.US_ASCII));
        try (Secret passphrase = new Secret(Optional.of(Passphrase.of(text.toCharArray())))) {
            directory(machine.directory().resolve("data"));
            Keystore keystore =
                    Keystore.open(NodeKeys.directory(machine.directory().resolve("data")));
            keystore.store(KeyPurpose.NODE.id(), machine.node(), passphrase.passphrase());
            keystore.store(KeyPurpose.VALIDATOR.id(), machine.validator(), passphrase.passphrase());
            keystore.store(NodeKeys.ACCOUNT, machine.account(), passphrase.passphrase());
        }
        plain(machine.directory().resolve("genesis.json"), genesis);
        plain(machine.directory().resolve("node.toml"), settings(machine, all));
    }

    private static byte[] settings(Machine machine, List<Machine> all) {
        List<String> others = all.stream()
                .filter(other -> !other.name().equals(machine.name()))
                .map(other -> "    \"" + other.address() + "\",\n")
                .toList();
        return ("# " + machine.name() + ", run in this directory: quorate --config node.toml\n"
                        + "chain = \"genesis.json\"\n"
                        + "name = \"" + machine.name() + "\"\n"
                        + "validator = true\n"
                        + "base-path = \"data\"\n"
                        + "passphrase-file = \"passphrase\"\n"
                        + "bootnodes = [\n" + String.join("", others) + "]\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] compose(List<Machine> machines) throws IOException {
        // The directories belong to who made them, and to nobody else: so do the processes.
        String user = Files.getAttribute(output, "unix:uid") + ":" + Files.getAttribute(output, "unix:gid");
        StringBuilder text = new StringBuilder(
                "# All of them on one machine, from the image quorate (docker build -t quorate"
                        + " .): docker compose up\n# RPC and metrics are published on this machine's loopback only.\nservices:\n");
        IntStream.range(0, machines.size()).forEach(i -> {
            String machine = machines.get(i).name();
            text.append("  " + machine + ":\n")
                    .append("    image: quorate\n")
                    .append("    user: \"" + user + "\"\n")
                    .append("    command: [\"--config\", \"node.toml\"]\n")
                    .append("    working_dir: /quorate\n")
                    .append("    volumes: [\"./" + machine + ":/quorate\"]\n")
                    .append("    environment:\n")
                    .append("      QUORATE_BASE_PATH: /quorate/data\n")
                    .append("      QUORATE_RPC_EXTERNAL: \"true\"\n")
                    .append("      QUORATE_RPC_METHODS: unsafe\n")
                    .append("      QUORATE_PROMETHEUS_EXTERNAL: \"true\"\n")
                    .append("    ports:\n")
                    .append("      - \"" + (30_333 + i) + ":30333\"\n")
                    .append("      - \"127.0.0.1:" + (9_944 + i) + ":9944\"\n")
                    .append("      - \"127.0.0.1:" + (19_615 + i) + ":9615\"\n")
                    .append("    restart: unless-stopped\n");
        });
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void directory(Path path) throws IOException {
        Files.createDirectories(path, mode("rwx------"));
    }

    private static void plain(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
