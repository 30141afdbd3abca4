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

    private final String name;
    private final Process process;
    private final Path log;
    private final FreePorts.Three ports;
    private final RpcClient client;
    private boolean mourned;

    private ValidatorProcess(String name, Process process, Path log, FreePorts.Three ports) {
        this.name = name;
        this.process = process;
        this.log = log;
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
            return new ValidatorProcess(name, builder.start(), log, ports);
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
            try {
                var unused = client.tryCall("consensus.state", Json.object());
                return;
            } catch (IOException | RpcErrorException e) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw OperatorException.failure(name + " does not answer after " + START.toSeconds() + " s: see " + log);
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
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(0, Files.size(log) - TAIL_BYTES));
            byte[] tail = new byte[TAIL_BYTES];
            int length = Math.max(0, file.read(tail));
            List<String> lines = new String(tail, 0, length, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.isEmpty() ? "nothing" : lines.get(lines.size() - 1);
        } catch (IOException e) {
            return "unknown, for the log can't be read: " + Failures.reason(e);
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
