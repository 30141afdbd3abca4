package io.quorate.node.rpc;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time, as the RPC needs it.
 *
 * @param wall for the expiry of transactions
 * @param nanos for rates and the circuit breaker; never goes back
 */
public record Clocks(InstantSource wall, LongSupplier nanos) {
    /** This machine's. */
    public static Clocks system() {
        return new Clocks(InstantSource.system(), System::nanoTime);
    }
}
