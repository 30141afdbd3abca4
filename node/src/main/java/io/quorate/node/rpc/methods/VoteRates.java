package io.quorate.node.rpc.methods;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Holds each instance to so many votes in any minute (ledger.md, JSON-RPC). Remembers at most {@link #INSTANCES}; the one
 * that voted longest ago is forgotten first. Thread-safe.
 */
final class VoteRates {
    static final int INSTANCES = 10_000;

    private static final long WINDOW = Duration.ofMinutes(1).toNanos();

    private final int votesAMinute;
    private final LongSupplier nanos;
    private final Map<String, Recent> byInstance = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Recent> eldest) {
            return size() > INSTANCES;
        }
    };

    VoteRates(int votesAMinute, LongSupplier nanos) {
        this.votesAMinute = votesAMinute;
        this.nanos = nanos;
    }

    /** Counts a vote of an instance; or says in how many nanoseconds it may cast its next. */
    synchronized OptionalLong count(String instance) {
        long now = nanos.getAsLong();
        return byInstance.computeIfAbsent(instance, unused -> new Recent()).count(now);
    }

    /** When an instance cast its last votes: a ring, which grows only as far as it is used. */
    private final class Recent {
        private long[] times = new long[Math.min(votesAMinute, 4)];
        private int first;
        private int size;

        OptionalLong count(long now) {
            while (size > 0 && now - times[first] >= WINDOW) {
                first = (first + 1) % times.length;
                size--;
            }
            if (size == votesAMinute) {
                return OptionalLong.of(times[first] + WINDOW - now);
            }
            if (size == times.length) {
                grow();
            }
            times[(first + size) % times.length] = now;
            size++;
            return OptionalLong.empty();
        }

        private void grow() {
            long[] larger = new long[(int) Math.min(votesAMinute, 2L * times.length)];
            for (int i = 0; i < size; i++) {
                larger[i] = times[(first + i) % times.length];
            }
            times = larger;
            first = 0;
        }
    }
}
