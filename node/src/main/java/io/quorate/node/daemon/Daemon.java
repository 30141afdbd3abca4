package io.quorate.node.daemon;

import io.quorate.node.config.NodeConfig;
import io.quorate.node.config.NodeKeys;
import io.quorate.node.config.OperatorException;
import io.quorate.node.runtime.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node as a process: runs until a signal ends it, or until it stops by itself. */
public final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger("quorate.node");
    private static final long STOP_SECONDS = 5;

    private Daemon() {}

    /**
     * Starts the node and its servers, and returns when they have stopped cleanly: by a signal, or at the height that
     * the node was to halt at.
     *
     * @param keys reads the keys, or makes them; asked once the base path is locked
     * @param again reads the settings once more at {@code SIGHUP}, and sees to the log levels
     * @throws OperatorException if it can't start, or stops by itself
     */
    public static void run(NodeConfig config, Supplier<NodeKeys> keys, Supplier<NodeConfig> again)
            throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicInteger status = new AtomicInteger();
        CompletableFuture<Node> running = new CompletableFuture<>();
        Signals.on("HUP", () -> reload(again, running));
        try (Servers servers = Servers.start(config, keys)) {
            running.complete(servers.node());
            Thread main = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(main, stopped, status), "shutdown"));
            Object ending = CompletableFuture.anyOf(
                            servers.node().failure(), servers.node().halted())
                    .get();
            if (ending instanceof Throwable cause) {
                status.set(1); // also if a signal comes while it closes
                throw OperatorException.failure("the node stopped: " + cause.getMessage(), cause);
            }
            LOG.info("halts at height {}, as asked; a quorum has it too", ending);
        } catch (InterruptedException e) {
            LOG.info("stopping");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            if (config.storage().temporary()) {
                delete(config.storage().basePath());
            }
            stopped.countDown();
        }
    }

    /** operations.md, Changing settings while it runs: log levels and reserved peers, or nothing at all. */
    private static synchronized void reload(Supplier<NodeConfig> again, CompletableFuture<Node> running) {
        Node node = running.join(); // a signal that comes before it has started waits
        try {
            NodeConfig fresh = again.get();
            node.reserve(fresh.network().reserved());
            LOG.info(
                    "read the settings again: log level {}{}, {} reserved nodes",
                    fresh.log().level(),
                    fresh.log().targets().isEmpty() ? "" : " and " + fresh.log().targets(),
                    fresh.network().reserved().size());
        } catch (OperatorException e) {
            LOG.warn("the settings stay as they are: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the settings could not be read again: {}", e.getMessage(), e);
        }
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("could not delete the temporary base path {}: {}", directory, e.toString());
        }
    }

    /** On a signal: the main thread closes everything in order while the process waits for it. */
    private static void stop(Thread main, CountDownLatch stopped, AtomicInteger status) {
        if (stopped.getCount() == 0) {
            return; // it stopped by itself, with a status of its own
        }
        main.interrupt();
        try {
            if (stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                // To stop as asked is no failure: left alone, Java would report the signal's number.
                Runtime.getRuntime().halt(status.get());
            }
            LOG.error("it did not stop within {} s: giving up", STOP_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
