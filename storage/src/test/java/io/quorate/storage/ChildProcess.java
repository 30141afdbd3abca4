package io.quorate.storage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Another JVM that does one of the jobs of {@link Child} on a base path, killed when closed. */
final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static ChildProcess start(String job, Path basePath) throws IOException {
        return new ChildProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        job,
                        basePath.toString())
                .redirectErrorStream(true)
                .start());
    }

    long pid() {
        return process.pid();
    }

    /** The next line, waited for. */
    String readLine() throws IOException {
        return nextLine().orElseThrow(() -> new IOException("the child ended"));
    }

    /** The next line, or nothing once it has ended. */
    Optional<String> nextLine() throws IOException {
        return Optional.ofNullable(output.readLine());
    }

    /** Ends it at once, wherever it is. What it printed can still be read. */
    void kill() {
        // through its handle, which leaves what it printed to be read
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
        try {
            output.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
