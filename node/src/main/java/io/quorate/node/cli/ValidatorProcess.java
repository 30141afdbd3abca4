package io.quorate.node.cli;

import io.quorate.client.RpcErrorException;
import io.quorate.node.config.Failures;
import io.quorate.node.config.OperatorException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A validator in a process of its own, known by its id and never by name. It ends when this process does. */
final class ValidatorProcess {
    private static final Duration START = Duration.ofSeconds(60);
    private static final long STOP_SECONDS = 8;
    private static final int TAIL_BYTES = 4096;
    /** More than a node says before it serves. */
    private static final int LOG_BYTES = 64 * 1024;

    private final String name;
    private final Process process;
    private final Path log;
    private final long logBegin;
    private final FreePorts.Three ports;
    private final RpcClient client;
    private boolean mourned;

    private ValidatorProcess(String name, Process process, Path log, long logBegin, FreePorts.Three ports) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.logBegin = logBegin;
        this.ports = ports;
        this.client = RpcClient.at(url(ports.rpc()));
    }

    private static String address(int port) {
        return "127.0.0.1:" + port;
    }

    private static String url(int port) {
        return "http://" + address(port);
    }

    /** Starts it; it may still fail. */
    static ValidatorProcess start(
            Path directory,
            List<String> identity,
            String name,
            String chain,
            FreePorts.Three ports,
            Optional<String> bootnode) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "node"));
        command.addAll(identity);
        command.addAll(List.of("--validator", "--chain", chain));
        command.addAll(List.of("--base-path", directory.resolve(name).toString()));
        command.addAll(List.of("--listen-addr", "127.0.0.1", "--port", String.valueOf(ports.peers())));
        command.addAll(List.of("--rpc-port", String.valueOf(ports.rpc())));
        command.addAll(List.of("--prometheus-port", String.valueOf(ports.metrics())));
        bootnode.ifPresent(address -> command.addAll(List.of("--bootnodes", address)));
        command.add("--exit-with-parent");
        Path log = directory.resolve(name + ".log");
        File output = log.toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
        // What was meant for this command alone must not configure the validators.
        builder.environment().keySet().removeIf(variable -> variable.startsWith("QUORATE_"));
        try {
            long logBegin = Files.exists(log) ? Files.size(log) : 0;
            return new ValidatorProcess(name, builder.start(), log, logBegin, ports);
        } catch (IOException e) {
            throw OperatorException.failure("cannot start " + name + ": " + Failures.reason(e), e);
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    Path log() {
        return log;
    }

    RpcClient client() {
        return client;
    }

    String rpcUrl() {
        return url(ports.rpc());
    }

    /** Short, for a table. */
    String rpcAddress() {
        return address(ports.rpc());
    }

    /** Short, for a table. */
    String metricsAddress() {
        return address(ports.metrics());
    }

    String metricsUrl() {
        return url(ports.metrics()) + "/metrics";
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns when it answers. */
    void awaitReady() throws InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end) {
            Optional<String> dead = obituary();
            if (dead.isPresent()) {
                throw OperatorException.failure(dead.get());
            }
            // Another's node may have taken the port since it was free, and would answer.
            if (serves() && answers()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw OperatorException.failure(name + " does not answer after " + START.toSeconds() + " s: see " + log);
    }

    private boolean serves() {
        return read(logBegin, LOG_BYTES).map(text -> text.contains(rpcUrl())).orElse(false);
    }

    private boolean answers() throws InterruptedException {
        try {
            var unused = client.tryCall("consensus.state", Json.object());
            return true;
        } catch (IOException | RpcErrorException e) {
            return false;
        }
    }

    /** What to say if it has died, once. */
    Optional<String> obituary() {
        if (mourned || process.isAlive()) {
            return Optional.empty();
        }
        mourned = true;
        return Optional.of(name + " stopped with exit status " + process.exitValue() + "; its last line was: "
                + lastLine() + " (log: " + log + ")");
    }

    private String lastLine() {
        return read(Math.max(0, log.toFile().length() - TAIL_BYTES), TAIL_BYTES)
                .map(tail -> tail.lines()
                        .filter(line -> !line.isBlank())
                        .reduce((earlier, later) -> later)
                        .orElse("nothing"))
                .orElse("unknown, for the log can't be read");
    }

    private Optional<String> read(long from, int most) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(from);
            byte[] part = new byte[most];
            int length = Math.max(0, file.read(part));
            return Optional.of(new String(part, 0, length, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void requestStop() {
        process.destroy();
    }

    /** Ends it at once, as a loss of power would end it; returns when it has. */
    void kill() {
        process.destroyForcibly();
        awaitStop();
    }

    /** Returns when it has ended, by force if need be. */
    void awaitStop() {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
