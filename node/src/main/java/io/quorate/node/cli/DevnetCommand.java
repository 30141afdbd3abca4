package io.quorate.node.cli;

import io.quorate.node.config.Failures;
import io.quorate.node.config.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quorate devnet}: a whole network on this machine. */
@Command(
        name = "devnet",
        header = "Run several validators on this machine, with a demonstration.",
        description = {
            "",
            "Each validator is a process of its own. An example decision is voted on and decided; then a live view"
                    + " runs until Ctrl-C, which ends all of them.",
            ""
        },
        sortOptions = false,
        footer = {"", "Examples:", "  quorate devnet", "  quorate devnet --validators 4 --exit-after-demo"})
final class DevnetCommand implements Callable<Integer> {
    private static final int MOST = 50;

    private final Terminal terminal;

    @Option(names = "--validators", paramLabel = "N", defaultValue = "3", description = "How many. Default: 3.")
    private int validators = 3;

    @Option(
            names = "--base-path",
            paramLabel = "DIR",
            description = "Where they keep their data, and find it again. Default: a temporary directory.")
    private Optional<Path> basePath = Optional.empty();

    @Option(names = "--keep", description = "Keep the temporary directory at the end.")
    private boolean keep;

    @Option(names = "--exit-after-demo", description = "End when the example decision is final on all validators.")
    private boolean exitAfterDemo;

    DevnetCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (validators < 1 || validators > MOST) {
            throw OperatorException.usage("--validators " + validators + ": give a number from 1 to " + MOST);
        }
        if (keep && basePath.isPresent()) {
            throw OperatorException.usage("--keep is for the temporary directory; what is in --base-path stays anyway");
        }
        Path directory = directory();
        Devnet devnet = new Devnet(terminal, directory, basePath.isEmpty() && !keep);
        Thread stopper = new Thread(devnet::close, "devnet-stop");
        Runtime.getRuntime().addShutdownHook(stopper);
        try (devnet) {
            devnet.start(validators);
            new Demonstration(terminal, devnet.validators()).run();
            if (!exitAfterDemo) {
                new LiveTable(terminal, devnet).run();
            }
            return 0;
        }
    }

    private Path directory() {
        try {
            if (basePath.isEmpty()) {
                return Files.createTempDirectory("quorate-devnet-");
            }
            return Files.createDirectories(basePath.get().toAbsolutePath());
        } catch (IOException e) {
            String what = basePath.map(path -> "use base path " + path).orElse("make a temporary directory");
            throw OperatorException.failure("cannot " + what + ": " + Failures.reason(e), e);
        }
    }
}
