package io.quorate.simulator.cluster;

import io.quorate.protocol.types.BlockTime;
import java.time.Duration;

/** A node's own clock: off by something, and fast or slow by a few millionths. */
final class Clock {
    private static final long MILLION = 1_000_000;

    private final long startMillis;
    private long offsetMillis;
    private long perMillion;

    Clock(long startMillis) {
        this.startMillis = startMillis;
    }

    void jump(long byMillis) {
        offsetMillis += byMillis;
    }

    void drift(long millionths) {
        perMillion = millionths;
    }

    /** Somebody set it right. */
    void adjust() {
        offsetMillis = 0;
        perMillion = 0;
    }

    BlockTime at(long micros) {
        long local = micros + micros / MILLION * perMillion;
        return new BlockTime(Math.max(0, startMillis + offsetMillis + local / 1_000));
    }

    /** How long a timer really takes, in microseconds. */
    long takes(Duration delay) {
        long micros = delay.toNanos() / 1_000;
        return micros - micros / MILLION * perMillion;
    }
}
