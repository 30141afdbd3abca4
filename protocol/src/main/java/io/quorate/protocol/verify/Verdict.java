package io.quorate.protocol.verify;

import io.quorate.protocol.types.Epoch;

/** What a check found. A peer's error is a value, never an exception. */
public sealed interface Verdict<T> {
    /** All is well. */
    record Accepted<T>(Verified<T> verified) implements Verdict<T> {}

    /** The sender's fault; {@code reason} is for the log. */
    record Rejected<T>(Fault fault, String reason) implements Verdict<T> {}

    /** The set of this epoch is not known yet: to be held within a bound, and costs nobody. */
    record Undecided<T>(Epoch epoch) implements Verdict<T> {}
}
