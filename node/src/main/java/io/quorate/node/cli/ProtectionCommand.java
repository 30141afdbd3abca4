package io.quorate.node.cli;

import io.quorate.crypto.keystore.KeyDescription;
import io.quorate.crypto.keystore.KeyPurpose;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.node.config.Chains;
import io.quorate.node.config.Failures;
import io.quorate.node.config.NodeKeys;
import io.quorate.node.config.OperatorException;
import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Round;
import io.quorate.storage.BasePath;
import io.quorate.storage.FileSigningJournal;
import io.quorate.storage.JournalLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quorate key protection}: takes what a validator signed from one machine to another. */
@Command(
        name = "protection",
        header = "Move what a validator has signed to another machine, so that it never signs the contrary.",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "",
            "Stop the old node for good, export, move the keys and the file, import, start the new node.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  quorate key protection export --base-path OLD --chain mine.json --out history.json",
            "  quorate key protection import --base-path NEW --chain mine.json --in history.json"
        })
final class ProtectionCommand {
    private static final long MAX_BYTES = 64L << 20;

    private final Terminal terminal;

    ProtectionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Whose journal. */
    static final class Where {
        @Option(names = "--base-path", required = true, paramLabel = "DIR", description = "The node's base path.")
        private Path basePath = Path.of("");

        @Option(
                names = "--chain",
                required = true,
                paramLabel = "dev|local|local4|FILE",
                description = "The chain: a name, or the path of a genesis file.")
        private String chain = "";

        ChainId chainId() {
            return Chains.load(chain).chain();
        }

        Optional<PublicKey> validator() {
            Path keys = NodeKeys.directory(basePath);
            return Files.isDirectory(keys)
                    ? Keystore.open(keys).describe(KeyPurpose.VALIDATOR.id()).map(KeyDescription::publicKey)
                    : Optional.empty();
        }

        /** Opens the journal; no node can use it meanwhile. */
        <T> T with(Function<FileSigningJournal, T> work) {
            try (BasePath base = BasePath.open(basePath);
                    FileSigningJournal journal = FileSigningJournal.open(base, chainId(), JournalLimits.DEFAULT)) {
                return work.apply(journal);
            } catch (StorageException e) {
                throw OperatorException.failure(String.valueOf(e.getMessage()), e);
            }
        }

        ProtectionFile history(FileSigningJournal journal) {
            return ProtectionFile.of(chainId(), validator(), journal.recover());
        }
    }

    @Command(
            name = "export",
            header = "Write what this validator signed to a new file.",
            footer = {
                "",
                "Example:",
                "  quorate key protection export --base-path DIR --chain mine.json --out history.json"
            })
    int exportHistory(
            @Mixin Where where,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "Must not exist yet.")
                    Path file) {
        if (!FileSigningJournal.isIn(where.basePath)) {
            throw OperatorException.failure("there is no signing journal in " + where.basePath + ": check --base-path");
        }
        ProtectionFile history = where.with(where::history);
        try {
            byte[] json = (Json.pretty(history.toJson()) + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(file, json, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw OperatorException.failure("cannot write " + file + ": " + Failures.reason(e), e);
        }
        terminal.print("wrote what was signed up to round " + history.highest() + " to " + file
                + ": never start this base path again, or export anew when it has stopped");
        return 0;
    }

    @Command(
            name = "import",
            header = "Have this base path's journal sign nothing that a history may contradict.",
            footer = {
                "",
                "Example:",
                "  quorate key protection import --base-path DIR --chain mine.json --in history.json"
            })
    int importHistory(
            @Mixin Where where,
            @Option(names = "--in", required = true, paramLabel = "FILE", description = "What export wrote.")
                    Path file) {
        ProtectionFile history = read(file);
        if (!history.chain().equals(where.chainId())) {
            throw OperatorException.failure(file + " is of chain " + history.chain() + ", not " + where.chainId()
                    + ": give the --chain that it was exported from");
        }
        if (!Files.isDirectory(where.basePath)) {
            throw OperatorException.failure("there is no base path " + where.basePath
                    + ": check --base-path, or make the validator's keys there first (quorate key import)");
        }
        Optional<PublicKey> own = where.validator();
        if (own.isPresent() && history.validator().isPresent() && !own.equals(history.validator())) {
            throw OperatorException.failure(file + " is of validator key "
                    + history.validator().get() + ", but the key in " + NodeKeys.directory(where.basePath) + " is "
                    + own.get() + ": move the key first, or take the right file");
        }
        Round floor = where.with(journal -> raise(journal, where, history));
        terminal.print("this base path signs nothing at or below round " + floor);
        return 0;
    }

    private static Round raise(FileSigningJournal journal, Where where, ProtectionFile history) {
        // consensus.md, Persist before send: the floor is above every round of both
        Round mine = where.history(journal).highest();
        Round floor = mine.isAfter(history.highest()) ? mine : history.highest();
        journal.append(new Entry.Floor(floor));
        journal.sync();
        return floor;
    }

    private static ProtectionFile read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw OperatorException.failure(file + " is longer than " + MAX_BYTES + " bytes: it is no history");
            }
            return ProtectionFile.parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw OperatorException.failure("cannot read " + file + ": " + Failures.reason(e), e);
        } catch (IllegalArgumentException e) {
            throw OperatorException.failure(file + " is no signing history: " + e.getMessage());
        }
    }
}
