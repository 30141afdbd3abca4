package io.quorate.protocol.port;

import java.time.Duration;

/**
 * Arms timers that come back as inputs. There is no cancel: a timer names what it is for, and a stale one is ignored. Of
 * the timers of a round, one may be left out when another of its kind was armed for a later round, or for the same one
 * and an earlier time.
 */
public interface Timers {
    /** Gives {@code timer} back after {@code delay}, once. */
    void arm(Timer timer, Duration delay);
}
