package io.quorate.node.rpc;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The RPC's own threads: a few that run calls from a bounded queue; one that finishes those which waited, so that they wait
 * for nobody else's calls, with as much to do as there are calls that may wait; and one for timers and the node's health,
 * where nothing takes long.
 */
public final class Workers implements AutoCloseable {
    private final ThreadPoolExecutor calls;
    private final ThreadPoolExecutor endings;
    private final ScheduledThreadPoolExecutor later;

    public Workers(int threads, int queued) {
        calls = new ThreadPoolExecutor(
                threads, threads, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(queued), named("rpc-call"));
        calls.allowCoreThreadTimeOut(true);
        endings = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), named("rpc-ending"));
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
        return taken(calls, call);
    }

    /** Finishes a call that waited; false if these threads were ended. */
    public boolean finish(Runnable rest) {
        return taken(endings, rest);
    }

    /** Does something small soon, whatever the calls are about; false if these threads were ended. */
    public boolean soon(Runnable small) {
        return taken(later, small);
    }

    private static boolean taken(Executor executor, Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /**
     * Runs something small after a time; to be cancelled when it is not needed any more.
     *
     * @throws RejectedExecutionException if these threads were ended
     */
    public ScheduledFuture<?> after(Duration time, Runnable task) {
        return later.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        calls.shutdownNow();
        endings.shutdownNow();
        later.shutdownNow();
    }
}
