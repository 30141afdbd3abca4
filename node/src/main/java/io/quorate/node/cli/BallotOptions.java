package io.quorate.node.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whose ballot, on what, and where it is kept. */
final class BallotOptions {
    @Option(names = "--instance", required = true, paramLabel = "INSTANCE", description = "Who votes; registered.")
    private String instance = "";

    @Option(names = "--decision", required = true, paramLabel = "TOPIC", description = "What is decided.")
    private String decision = "";

    @Option(
            names = "--ballots",
            paramLabel = "DIR",
            description = "Where ballots are kept, with their nonces. Default: ~/.local/share/quorate/ballots.")
    private Optional<Path> directory = Optional.empty();

    String instance() {
        return instance;
    }

    String decision() {
        return decision;
    }

    Path directory(Terminal terminal) {
        return directory.orElseGet(() -> KeptBallot.standardDirectory(terminal.environment()));
    }
}
