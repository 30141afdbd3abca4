package io.quorate.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs of the machine that tests use if they are there. */
final class Programs {
    private Programs() {}

    /** The same, but that continuous integration must have it. */
    static Path orFailInCi(String name, String install) {
        Optional<Path> found = find(name);
        if (found.isEmpty() && System.getenv("CI") != null) {
            throw new AssertionError("there is no " + name + " on the PATH; " + install);
        }
        return orSkip(name, install);
    }

    private static Optional<Path> find(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Where it is; without it the test is skipped, and says so where nobody overlooks it. */
    static Path orSkip(String name, String install) {
        Optional<Path> found = find(name);
        if (found.isEmpty()) {
            String loud = "!! SKIPPED, and nothing was tested: there is no " + name + " on the PATH; " + install;
            System.err.println("\n" + loud + "\n");
            Assumptions.abort(loud);
        }
        return found.orElseThrow();
    }

    /** Copies files of a package of Node.js's into a directory, and installs what they need there, of pinned versions. */
    static void npm(Path from, Path directory, String... files) throws IOException, InterruptedException {
        Path npm = orFailInCi("npm", "apt-get install nodejs npm");
        for (String file : files) {
            Files.copy(from.resolve(file), directory.resolve(file));
        }
        String prefix = "--prefix=" + directory;
        List<String> command = List.of(npm.toString(), prefix, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        Ran installed = run(directory, "", command);
        assertThat(installed.status()).as(installed.toString()).isZero();
    }

    /** How a program ended and all that it printed. */
    record Ran(int status, String out, String err) {}

    static Ran run(Path directory, String input, List<String> command) throws IOException, InterruptedException {
        return run(directory, input, command, 2);
    }

    /** The same for one that takes longer. */
    static Ran run(Path directory, String input, List<String> command, int minutes)
            throws IOException, InterruptedException {
        Path in = Files.createTempFile(directory, "run", ".in");
        Path out = Files.createTempFile(directory, "run", ".out");
        Path err = Files.createTempFile(directory, "run", ".err");
        Files.writeString(in, input);
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(minutes, TimeUnit.MINUTES))
                    .as("%s ends", command)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
