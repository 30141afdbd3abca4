package io.quorate.node.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.keystore.KeyDescription;
import io.quorate.crypto.keystore.KeyEntry;
import io.quorate.crypto.keystore.KeyPurpose;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.node.config.Failures;
import io.quorate.node.config.NodeKeys;
import io.quorate.node.config.OperatorException;
import io.quorate.node.p2p.PeerIds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quorate key}: keys in files, and the public development keys. */
@Command(
        name = "key",
        header = "Make, show, import and export keys.",
        synopsisSubcommandLabel = "COMMAND",
        description = "%nKeys are in DIR/keystore, one file each. The node's own are named node and validator.%n",
        footer = {
            "",
            "Examples:",
            "  quorate key inspect --alice --json",
            "  quorate key generate --purpose validator --base-path /var/lib/quorate --passphrase-file secret"
        })
final class KeyCommand {
    private static final int MAX_SEED_FILE_BYTES = 4096;

    private final Terminal terminal;

    KeyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Which keystore, and its passphrase. */
    static final class KeystoreOptions {
        @Option(names = "--base-path", required = true, paramLabel = "DIR", description = "The node's base path.")
        private Path basePath = Path.of("");

        @Option(
                names = "--passphrase-file",
                paramLabel = "FILE",
                description = "Its first line is the passphrase. Else QUORATE_PASSPHRASE, else you are asked.")
        private Optional<Path> passphraseFile = Optional.empty();

        @Option(names = "--no-passphrase", description = "Not encrypted: for development chains only.")
        private boolean plain;

        Keystore keystore() {
            return Keystore.open(NodeKeys.directory(basePath));
        }

        Secret secret(Terminal terminal, boolean isNew) {
            return Secret.obtain(plain, passphraseFile, terminal, isNew);
        }
    }

    private static final String JSON_HELP = "Print JSON.";
    private static final String PURPOSE_HELP = "node, validator or instance.";
    private static final String NAME_HELP = "The key file's name. Default: the purpose.";

    @Command(
            name = "generate",
            header = "Make a key and keep it.",
            footer = {"", "Example:", "  quorate key generate --purpose validator --base-path /var/lib/quorate"})
    int generate(
            @Mixin KeystoreOptions where,
            @Option(names = "--purpose", required = true, paramLabel = "PURPOSE", description = PURPOSE_HELP)
                    KeyPurpose purpose,
            @Option(names = "--name", paramLabel = "NAME", description = NAME_HELP) Optional<String> name,
            @Option(names = "--json", description = JSON_HELP) boolean json) {
        KeyEntry entry = KeyEntry.generate(purpose, SignatureSchemes.ed25519(), new SecureRandom());
        return store(where, name.orElse(purpose.id()), entry, json);
    }

    @Command(
            name = "import",
            header = "Keep a key whose secret seed is in a file.",
            footer = {"", "Example:", "  quorate key import --purpose node --base-path DIR --in seed.hex"})
    int importKey(
            @Mixin KeystoreOptions where,
            @Option(names = "--purpose", required = true, paramLabel = "PURPOSE", description = PURPOSE_HELP)
                    KeyPurpose purpose,
            @Option(names = "--name", paramLabel = "NAME", description = NAME_HELP) Optional<String> name,
            @Option(
                            names = "--in",
                            required = true,
                            paramLabel = "FILE",
                            description = "Holds the seed as 64 hexadecimal digits.")
                    Path file,
            @Option(names = "--json", description = JSON_HELP) boolean json) {
        try {
            if (Files.size(file) > MAX_SEED_FILE_BYTES) {
                throw new IllegalArgumentException("too long");
            }
            byte[] seed = HexFormat.of().parseHex(Files.readString(file).strip());
            KeyEntry entry = KeyEntry.of(purpose, SignatureSchemes.ed25519(), seed);
            return store(where, name.orElse(purpose.id()), entry, json);
        } catch (IOException e) {
            throw OperatorException.failure("cannot read " + file + ": " + Failures.reason(e), e);
        } catch (IllegalArgumentException e) {
            // The cause is not kept: it may show a part of the secret.
            throw OperatorException.failure(file + " holds no seed: it takes 64 hexadecimal digits and nothing else");
        }
    }

    private int store(KeystoreOptions where, String name, KeyEntry entry, boolean json) {
        try (Secret secret = where.secret(terminal, true)) {
            where.keystore().store(name, entry, secret.passphrase());
        }
        show(name, entry.purpose(), entry.publicKey(), json);
        return 0;
    }

    private void show(String name, KeyPurpose purpose, PublicKey key, boolean json) {
        if (json) {
            terminal.print(Json.pretty(describe(name, purpose, key)));
        } else {
            terminal.print(purpose.id() + " key " + name + ": " + key);
            if (purpose == KeyPurpose.NODE) {
                terminal.print("peer id: " + PeerIds.of(key));
            }
        }
    }

    private static ObjectNode describe(String name, KeyPurpose purpose, PublicKey key) {
        ObjectNode node = Json.object();
        node.put("name", name).put("purpose", purpose.id()).put("publicKey", key.toHex());
        if (purpose == KeyPurpose.NODE) {
            node.put("peerId", PeerIds.of(key).text());
        }
        return node;
    }

    @Command(
            name = "list",
            header = "List the keys of a keystore.",
            footer = {"", "Example:", "  quorate key list --base-path /var/lib/quorate"})
    int list(
            @Option(names = "--base-path", required = true, paramLabel = "DIR", description = "The node's base path.")
                    Path basePath,
            @Option(names = "--json", description = JSON_HELP) boolean json) {
        Path directory = NodeKeys.directory(basePath);
        if (!Files.isDirectory(directory)) {
            throw OperatorException.failure("there is no keystore " + directory + ": check --base-path");
        }
        Keystore keystore = Keystore.open(directory);
        ArrayNode all = Json.MAPPER.createArrayNode();
        for (String name : keystore.list()) {
            Optional<KeyDescription> found = keystore.describe(name);
            if (found.isEmpty()) {
                continue;
            }
            KeyDescription key = found.get();
            all.add(describe(name, key.purpose(), key.publicKey())
                    .put("scheme", key.schemeId())
                    .put("encrypted", key.encrypted()));
            if (!json) {
                terminal.print(String.format(
                        Locale.ROOT,
                        "%-20s %-10s %-8s %s%s",
                        name,
                        key.purpose().id(),
                        key.schemeId(),
                        key.publicKey(),
                        key.encrypted() ? "" : "  (not encrypted)"));
            }
        }
        if (json) {
            terminal.print(Json.pretty(all));
        } else if (all.isEmpty()) {
            terminal.print("no keys in " + directory);
        }
        return 0;
    }

    @Command(
            name = "inspect",
            header = "Show the public keys and the peer id of a node.",
            footer = {
                "",
                "Examples:",
                "  quorate key inspect --alice --json",
                "  quorate key inspect --base-path /var/lib/quorate"
            })
    int inspect(
            @Mixin DevelopmentKeyOptions development,
            @Option(names = "--base-path", paramLabel = "DIR", description = "Of the node with this base path.")
                    Optional<Path> basePath,
            @Option(names = "--json", description = JSON_HELP) boolean json) {
        Optional<DevelopmentKeys> keys = development.get();
        if (keys.isPresent() == basePath.isPresent()) {
            throw OperatorException.usage(
                    "key inspect: give either --base-path or one of --alice, --bob, --charlie, --dave, --eve, --ferdie");
        }
        ObjectNode shown = Json.object();
        if (keys.isPresent()) {
            put(
                    shown,
                    keys.get().node().publicKey(),
                    Optional.of(keys.get().validator().publicKey()));
            shown.put("accountPublicKey", keys.get().account().publicKey().toHex());
        } else {
            Path directory = NodeKeys.directory(basePath.orElseThrow());
            if (!Files.isDirectory(directory)) {
                throw OperatorException.failure("there is no keystore " + directory + ": check --base-path");
            }
            Keystore keystore = Keystore.open(directory);
            PublicKey node = keystore.describe(KeyPurpose.NODE.id())
                    .orElseThrow(() -> OperatorException.failure(
                            "there is no node key in " + directory + ": the node makes one when it first starts"))
                    .publicKey();
            put(shown, node, keystore.describe(KeyPurpose.VALIDATOR.id()).map(KeyDescription::publicKey));
        }
        if (json) {
            terminal.print(Json.pretty(shown));
        } else {
            shown.properties()
                    .forEach(field -> terminal.print(String.format(
                            Locale.ROOT,
                            "%-20s %s",
                            field.getKey(),
                            field.getValue().asText())));
        }
        return 0;
    }

    private static void put(ObjectNode shown, PublicKey node, Optional<PublicKey> validator) {
        shown.put("peerId", PeerIds.of(node).text());
        shown.put("nodePublicKey", node.toHex());
        validator.ifPresent(key -> shown.put("validatorPublicKey", key.toHex()));
        shown.put("scheme", SignatureSchemes.ed25519().id());
    }

    @Command(
            name = "export",
            header = "Write a key's secret seed to a new file of mode 0600.",
            footer = {"", "Example:", "  quorate key export --base-path DIR --name validator --out seed.hex"})
    int export(
            @Mixin KeystoreOptions where,
            @Option(names = "--name", required = true, paramLabel = "NAME", description = "The key file's name.")
                    String name,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "Must not exist yet.")
                    Path file) {
        KeyEntry entry;
        try (Secret secret = where.secret(terminal, false)) {
            entry = where.keystore()
                    .load(name, secret.passphrase())
                    .orElseThrow(() -> OperatorException.failure("there is no key " + name + ": see quorate key list"));
        }
        String seed = HexFormat.of().formatHex(entry.seed()) + "\n";
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(seed.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw OperatorException.failure("cannot write " + file + ": " + Failures.reason(e), e);
        }
        terminal.print("wrote the secret seed of " + entry.purpose().id() + " key " + name + " to " + file
                + ": whoever reads it is you");
        return 0;
    }
}
