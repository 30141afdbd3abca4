package io.quorate.node.cli;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Clients that each submit a transaction, wait until it is final, and submit the next. */
final class ClosedLoop {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LoadPlan plan;
    private final TransactionSource source;
    private final BatchSender sender;
    private final Measurements measurements;
    private final int clients;

    ClosedLoop(LoadPlan plan, TransactionSource source, BatchSender sender, Measurements measurements, int clients) {
        this.plan = plan;
        this.source = source;
        this.sender = sender;
        this.measurements = measurements;
        this.clients = clients;
    }

    /** Returns when the time is over and the last outcomes are known. */
    void run() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(clients);
        long start = System.nanoTime();
        for (int i = 0; i < clients; i++) {
            URI node = plan.nodes().get(i % plan.nodes().size());
            step(node, start, running);
        }
        running.await();
    }

    /** One transaction, and then the next: no thread waits in between. */
    private void step(URI node, long start, CountDownLatch running) {
        long due = System.nanoTime() - start;
        if (due >= plan.nanos()) {
            running.countDown();
            return;
        }
        var unused = sender.send(node, List.of(source.next())).thenAcceptAsync(outcomes -> {
            String outcome = outcomes.get(0);
            measurements.record(due, System.nanoTime() - start, outcome);
            if (!outcome.isEmpty()) {
                LockSupport.parkNanos(PAUSE_NANOS); // a node that refuses is not helped by being hammered
            }
            step(node, start, running);
        });
    }
}
