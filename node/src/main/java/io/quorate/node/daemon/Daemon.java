package io.quorate.node.daemon;

import io.quorate.node.config.NodeConfig;
import io.quorate.node.config.NodeKeys;
import io.quorate.node.config.OperatorException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
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
     * @throws OperatorException if it can't start, or stops by itself
     */
    public static void run(NodeConfig config, NodeKeys keys) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        try (Servers servers = Servers.start(config, keys)) {
            Thread main = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(main, stopped), "shutdown"));
            Object ending = CompletableFuture.anyOf(
                            servers.node().failure(), servers.node().halted())
                    .get();
            if (ending instanceof Throwable cause) {
                throw OperatorException.failure("the node stopped: " + cause.getMessage(), cause);
            }
            LOG.info("halts at height {}, as asked; a quorum has it too", ending);
        } catch (InterruptedException e) {
            LOG.info("stopping");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            stopped.countDown();
        }
    }

    /** On a signal: the main thread closes everything in order while the process waits for it. */
    private static void stop(Thread main, CountDownLatch stopped) {
        main.interrupt();
        try {
            if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("it did not stop within {} s: giving up", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
