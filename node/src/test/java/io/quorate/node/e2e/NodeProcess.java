package io.quorate.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code quorate} command line as a process of its own. It ends with this process, however that ends. */
final class NodeProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final Path out;
    private final Path err;

    private NodeProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts it; what it prints goes to files in the directory, after what is there. */
    static NodeProcess start(Path directory, String name, List<String> words) throws IOException {
        return start(directory, name, "io.quorate.node.cli.Main", words);
    }

    /** Starts another program of this class path in the same way. */
    static NodeProcess start(Path directory, String name, String program, List<String> words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Such as a coverage agent's; then what makes a short life short.
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms64m", "-Xmx256m"));
        command.addAll(List.of("-Xshare:auto", "-XX:-UsePerfData"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program));
        command.addAll(words);
        Path out = directory.resolve(name + ".out");
        Path err = directory.resolve(name + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()));
        // Nor options for any Java, which says on standard error that it picked them up.
        builder.environment()
                .keySet()
                .removeIf(variable -> variable.startsWith("QUORATE_")
                        || variable.endsWith("JAVA_OPTIONS")
                        || variable.equals("JAVA_TOOL_OPTIONS"));
        return new NodeProcess(builder.start(), out, err);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** All that it has printed, with what earlier ones of its name did. */
    String out() {
        return read(out);
    }

    /** The same for standard error. */
    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "cannot be read: " + e;
        }
    }

    /** Returns its exit status when it has ended. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("process " + pid() + " has not ended\n" + this);
        }
        return process.exitValue();
    }

    /** Asks it to stop, as {@code kill} does, and with no more: the process's own handle would close its input too. */
    void requestStop() {
        assertThat(process.toHandle().destroy()).isTrue();
    }

    /** Ends it as a loss of power would, and returns when it has ended. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends it at once if it lives; returns when it writes nothing more. */
    @Override
    public void close() {
        process.destroyForcibly()
                .onExit()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public String toString() {
        return "pid " + pid() + (isAlive() ? " lives" : " ended with status " + process.exitValue()) + "; it printed:\n"
                + tail(out()) + "\nand as errors:\n" + tail(err());
    }

    private static String tail(String text) {
        int most = 4_000;
        return text.length() <= most ? text : "..." + text.substring(text.length() - most);
    }
}
