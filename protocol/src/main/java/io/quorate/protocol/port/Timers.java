package io.quorate.protocol.port;

import java.time.Duration;

/** Arms timers that come back as inputs. There is no cancel: a timer names what it is for, and a stale one is ignored. */
public interface Timers {
    /** Gives {@code timer} back after {@code delay}, once. */
    void arm(Timer timer, Duration delay);
}
