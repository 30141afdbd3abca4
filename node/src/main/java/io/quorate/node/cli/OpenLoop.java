package io.quorate.node.cli;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Transactions that are due at fixed times, whatever became of those before. Those that came due since the last look
 * go out together, in batches to each node in turn.
 */
final class OpenLoop {
    private static final long TICK_MILLIS = 4;

    /** What is on its way at most, in transactions; what is due beyond is an error, and is not sent. */
    private static final int MOST_IN_FLIGHT = 20_000;

    private static final int MOST_BODY_CHARACTERS = 512 * 1024;

    private final LoadPlan plan;
    private final TransactionSource source;
    private final BatchSender sender;
    private final Measurements measurements;
    private final int rate;
    private final Semaphore free = new Semaphore(MOST_IN_FLIGHT);
    private int turn;

    OpenLoop(LoadPlan plan, TransactionSource source, BatchSender sender, Measurements measurements, int rate) {
        this.plan = plan;
        this.source = source;
        this.sender = sender;
        this.measurements = measurements;
        this.rate = rate;
    }

    /** Returns when the time is over and the last outcomes are known. */
    void run() throws InterruptedException {
        long start = System.nanoTime();
        int total = plan.transactions(rate);
        int next = 0;
        while (next < total) {
            long now = System.nanoTime() - start;
            List<TransactionSource.Signed> batch = new ArrayList<>();
            List<Long> dues = new ArrayList<>();
            int characters = 0;
            while (next < total && due(next) <= now) {
                if (!free.tryAcquire()) {
                    measurements.record(due(next++), now, "not sent: too many on their way");
                    continue;
                }
                TransactionSource.Signed transaction = source.next();
                dues.add(due(next++));
                batch.add(transaction);
                characters += transaction.hex().length();
                if (batch.size() == BatchSender.MOST || characters > MOST_BODY_CHARACTERS) {
                    send(batch, dues, start);
                    batch = new ArrayList<>();
                    dues = new ArrayList<>();
                    characters = 0;
                }
            }
            if (!batch.isEmpty()) {
                send(batch, dues, start);
            }
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        }
        free.acquire(MOST_IN_FLIGHT);
    }

    private long due(int index) {
        return (long) (index * (1e9 / rate));
    }

    private void send(List<TransactionSource.Signed> batch, List<Long> dues, long start) {
        URI node = plan.nodes().get(turn++ % plan.nodes().size());
        var unused = sender.send(node, batch).thenAccept(outcomes -> {
            long ended = System.nanoTime() - start;
            for (int i = 0; i < outcomes.size(); i++) {
                measurements.record(dues.get(i), ended, outcomes.get(i));
            }
            free.release(outcomes.size());
        });
    }
}
