package io.quorate.node.rpc;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The RPC's own threads: a few that run calls from a bounded queue, and one that finishes those which waited. Work on the
 * latter is small, and as bounded as the calls that wait.
 */
public final class Workers implements AutoCloseable {
    private final ThreadPoolExecutor calls;
    private final ScheduledThreadPoolExecutor later;

    public Workers(int threads, int queued) {
        calls = new ThreadPoolExecutor(
                threads, threads, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(queued), named("rpc-call"));
        calls.allowCoreThreadTimeOut(true);
        later = new ScheduledThreadPoolExecutor(1, named("rpc-later"));
        later.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Runs a call soon; false if too many wait. */
    public boolean run(Runnable call) {
        try {
            calls.execute(call);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Finishes a call that waited; false if these threads were ended. */
    public boolean finish(Runnable rest) {
        try {
            later.execute(rest);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /**
     * Runs something after a time; to be cancelled when it is not needed any more.
     *
     * @throws RejectedExecutionException if these threads were ended
     */
    public ScheduledFuture<?> after(Duration time, Runnable task) {
        return later.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        calls.shutdownNow();
        later.shutdownNow();
    }
}
