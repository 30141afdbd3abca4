package io.quorate.simulator.cluster;

import io.quorate.protocol.types.BlockTime;
import java.time.Duration;

/** A node's own clock: off by something, and fast or slow by a few millionths. */
final class Clock {
    private static final long MILLION = 1_000_000;

    private final long startMillis;
    /** How far it was ahead when its rate last changed, and when that was. */
    private long aheadMicros;

    private long sinceMicros;
    private long perMillion;

    Clock(long startMillis) {
        this.startMillis = startMillis;
    }

    void jump(long byMillis) {
        aheadMicros += byMillis * 1_000;
    }

    /** It runs fast by so many millionths from now on: what it shows now it has shown, whatever its rate was. */
    void drift(long millionths, long nowMicros) {
        aheadMicros += times(nowMicros - sinceMicros, perMillion, MILLION);
        sinceMicros = nowMicros;
        perMillion = millionths;
    }

    /** Somebody set it right. */
    void adjust() {
        aheadMicros = 0;
        perMillion = 0;
    }

    BlockTime at(long micros) {
        long local = micros + aheadMicros + times(micros - sinceMicros, perMillion, MILLION);
        return new BlockTime(Math.max(0, startMillis + Math.floorDiv(local, 1_000)));
    }

    /** How long a timer really takes, in microseconds. */
    long takes(Duration delay) {
        return times(delay.toNanos() / 1_000, MILLION, MILLION + perMillion);
    }

    /** {@code micros * factor / divisor}, rounded towards zero, where the product alone may have no room. */
    private static long times(long micros, long factor, long divisor) {
        return micros / divisor * factor + micros % divisor * factor / divisor;
    }
}
