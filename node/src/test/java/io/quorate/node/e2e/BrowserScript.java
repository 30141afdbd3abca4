package io.quorate.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A script that drives a real browser, and asks this test for what it can't do itself. Its own waits are bounded. */
final class BrowserScript implements AutoCloseable {
    private static final Path SOURCES = Path.of("src", "test", "browser");
    private static final Path PAGE = Path.of("src", "main", "resources", "io", "quorate", "node", "dashboard");

    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private final Path err;

    private BrowserScript(Process process, Path err) {
        this.process = process;
        this.err = err;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Puts the scripts and what they need into a directory: their library of a pinned version, from npm. */
    static void install(Path directory) throws IOException, InterruptedException {
        Programs.npm(SOURCES, directory, "package.json", "package-lock.json", "browser.js", "network.js", "token.js");
    }

    /** Runs tests of some of the page's own files, and fails if one of them does. */
    static void runWithoutBrowser(Path directory, String tests, List<String> files)
            throws IOException, InterruptedException {
        Path runner = Programs.orFailInCi("node", "apt-get install nodejs");
        Files.copy(SOURCES.resolve(tests), directory.resolve(tests));
        for (String file : files) {
            Files.copy(PAGE.resolve(file), directory.resolve(file));
        }
        Files.writeString(directory.resolve("package.json"), "{\"type\": \"module\"}");
        Programs.Ran ran = Programs.run(
                directory,
                "",
                List.of(runner.toString(), "--test", directory.resolve(tests).toString()));
        assertThat(ran.status()).as(ran.toString()).isZero();
        assertThat(ran.out()).contains("pass 4");
    }

    /** Begins one on a node's dashboard, with a browser that knows nothing yet. */
    static BrowserScript start(Path directory, String script, Member node, String... more) throws IOException {
        Path chromium = Programs.orFailInCi("chromium", "apt-get install --no-install-recommends chromium");
        Path runner = Programs.orFailInCi("node", "apt-get install nodejs");
        Path home = Files.createTempDirectory(directory, "browser");
        List<String> command = new ArrayList<>(List.of(
                runner.toString(),
                directory.resolve(script).toString(),
                "http://127.0.0.1:" + node.rpc() + "/",
                chromium.toString(),
                home.resolve("profile").toString()));
        command.addAll(List.of(more));
        Path err = home.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().put("HOME", home.toString());
        return new BrowserScript(builder.start(), err);
    }

    /** Returns when it asks for this. */
    void awaitPlea(String what) throws IOException {
        assertThat(out.readLine()).as(this::toString).isEqualTo("please " + what);
    }

    /** What it asked for was done. */
    void done() throws IOException {
        in.write("done\n");
        in.flush();
    }

    /** Returns when it has ended, and found everything as it should be. */
    void awaitSuccess() throws IOException, InterruptedException {
        assertThat(out.readLine()).as(this::toString).isNull();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(this::toString).isTrue();
        assertThat(process.exitValue()).as(this::toString).isZero();
    }

    /** Ends it, and the browser that it started. */
    @Override
    public void close() {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        started.forEach(each -> each.onExit().join());
    }

    @Override
    public String toString() {
        try {
            return "the browser's script says:\n" + Files.readString(err);
        } catch (IOException e) {
            return "what the browser's script says cannot be read: " + e;
        }
    }
}
