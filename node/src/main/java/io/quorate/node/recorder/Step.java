package io.quorate.node.recorder;

import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.replica.Input;
import io.quorate.protocol.types.BlockTime;
import java.util.List;

/**
 * One step of a replica: what it was fed, what the world answered, and what came of it.
 *
 * @param time what the clock said
 * @param recovered what the journal gave back: in the first step of a segment, which starts the replica
 * @param signatures made in it, in order: a replay has no keys
 * @param journalFull whether the journal said that it is full
 * @param end what came of it
 */
record Step(
        BlockTime time,
        List<Entry> recovered,
        List<Input> inputs,
        List<Timer> timers,
        List<Signature> signatures,
        boolean journalFull,
        End end) {
    Step {
        recovered = List.copyOf(recovered);
        inputs = List.copyOf(inputs);
        timers = List.copyOf(timers);
        signatures = List.copyOf(signatures);
    }

    /**
     * What it was fed, apart from what it asked for itself.
     *
     * @param time what the clock said
     */
    record Fed(BlockTime time, List<Input> inputs, List<Timer> timers) {}

    /** How it ended. */
    sealed interface End {
        /** It went well. */
        record Reached(Standing standing) implements End {
            @Override
            public String toString() {
                return standing.toString();
            }
        }

        /** An exception escaped, and the node stopped. */
        record Failed(String exception) implements End {
            private static final int LONGEST = 10_000;

            /** Cut where it is longer than is kept. */
            public Failed {
                exception = exception.length() > LONGEST ? exception.substring(0, LONGEST) : exception;
            }

            @Override
            public String toString() {
                return "failed with " + exception;
            }
        }
    }
}
