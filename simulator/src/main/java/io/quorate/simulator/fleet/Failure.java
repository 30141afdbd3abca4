package io.quorate.simulator.fleet;

import io.quorate.simulator.cluster.Outcome;
import java.util.Optional;

/**
 * A seed in whose run an invariant did not hold, or which the simulator itself did not bring to an end.
 *
 * @param views for how many its faults were drawn
 * @param what in a line
 * @param outcome of the run, if it ended
 */
public record Failure(long seed, long views, String what, Optional<Outcome> outcome) {
    static Failure of(Outcome outcome) {
        String what = outcome.violation()
                .map(violation -> violation.invariant() + ": " + violation.getMessage())
                .orElseThrow(() -> new IllegalArgumentException("a run that held is no failure"));
        return new Failure(outcome.scenario().seed(), outcome.scenario().views(), what, Optional.of(outcome));
    }

    static Failure of(long seed, long views, Throwable error) {
        StackTraceElement[] trace = error.getStackTrace();
        String where = trace.length == 0 ? "" : ", at " + trace[0];
        return new Failure(seed, views, "ERROR: " + error + where, Optional.empty());
    }
}
