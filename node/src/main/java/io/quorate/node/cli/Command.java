package io.quorate.node.cli;

import io.quorate.node.bench.BenchCommand;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The commands; each is loaded only when it runs, so that the simple ones start fast. */
enum Command {
    NODE,
    DEVNET,
    STATUS,
    REGISTER,
    OPEN,
    VOTE,
    COMMIT,
    REVEAL,
    DECISION,
    KV,
    SEND,
    RECEIPT,
    VERIFY,
    VALIDATOR,
    KEY,
    GENESIS,
    TESTNET,
    FORENSICS,
    BENCH,
    SIMULATE,
    REPLAY;

    /** What commands are made from. */
    record Surroundings(Terminal terminal, NodeRunner runner) {}

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The object that picocli reads the command from. */
    Object create(Surroundings surroundings) {
        Terminal terminal = surroundings.terminal();
        return switch (this) {
            case NODE -> new NodeCommand(surroundings);
            case DEVNET -> new DevnetCommand(terminal);
            case STATUS -> new StatusCommand(terminal);
            case REGISTER -> new RegisterCommand(terminal);
            case OPEN -> new OpenCommand(terminal);
            case VOTE -> new VoteCommand(terminal);
            case COMMIT -> new CommitCommand(terminal);
            case REVEAL -> new RevealCommand(terminal);
            case DECISION -> new DecisionCommand(terminal);
            case KV -> new KvCommand(terminal);
            case SEND -> new SendCommand(terminal);
            case RECEIPT -> new ReceiptCommand(terminal);
            case VERIFY -> new VerifyCommand(terminal);
            case VALIDATOR -> new ValidatorCommand(terminal);
            case KEY ->
                CommandSpec.forAnnotatedObject(new KeyCommand(terminal))
                        .addSubcommand("protection", new CommandLine(new ProtectionCommand(terminal)))
                        .addSubcommand("rotate", new CommandLine(new RotateCommand(terminal)));
            case GENESIS -> new GenesisCommand(terminal);
            case TESTNET -> new TestnetCommand(terminal);
            case FORENSICS -> new ForensicsCommand(terminal);
            case BENCH -> new BenchCommand(terminal.out(), terminal.err(), terminal.interactive());
            case SIMULATE -> new SimulateCommand(terminal);
            case REPLAY -> new ReplayCommand(terminal);
        };
    }

    static Optional<Command> byId(String id) {
        return Stream.of(values()).filter(command -> command.id().equals(id)).findFirst();
    }

    static List<String> ids() {
        return Stream.of(values()).map(Command::id).toList();
    }
}
