package io.quorate.node.bench;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/** The machine's own time, on a Netty loop. */
record LoopTimeline(EventLoop loop) implements Timeline {
    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void at(long nanos, Runnable task) {
        var unused = loop.schedule(task, Math.max(0, nanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
}
