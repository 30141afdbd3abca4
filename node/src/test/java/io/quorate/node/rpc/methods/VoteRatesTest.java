package io.quorate.node.rpc.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VoteRatesTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final AtomicLong nanos = new AtomicLong(-5);

    @Test
    void theFiftyFirstVoteOfAMinuteWaitsForTheFirstToAge() {
        VoteRates rates = new VoteRates(50, nanos::get);
        for (int i = 0; i < 50; i++) {
            assertThat(rates.count("a")).isEmpty();
            nanos.addAndGet(1_000_000_000);
        }
        assertThat(rates.count("a")).hasValue(10_000_000_000L);
        assertThat(rates.count("b")).isEmpty();
        nanos.addAndGet(10_000_000_000L);
        assertThat(rates.count("a")).isEmpty();
        assertThat(rates.count("a")).hasValue(1_000_000_000L);
    }

    @Test
    void noMinuteEverHoldsMoreThanTheLimit() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            int limit = 1 + random.nextInt(20);
            VoteRates rates = new VoteRates(limit, nanos::get);
            Deque<Long> counted = new ArrayDeque<>();
            for (int i = 0; i < 500; i++) {
                nanos.addAndGet((long) (random.nextDouble() * 2 * MINUTE / limit));
                while (!counted.isEmpty() && nanos.get() - counted.getFirst() >= MINUTE) {
                    counted.removeFirst();
                }
                boolean expected = counted.size() < limit;
                assertThat(rates.count("a").isEmpty()).as("seed %d", seed).isEqualTo(expected);
                if (expected) {
                    counted.addLast(nanos.get());
                }
            }
        }
    }

    @Test
    void onlySoManyInstancesAreRemembered() {
        VoteRates rates = new VoteRates(1, nanos::get);
        assertThat(rates.count("first")).isEmpty();
        for (int i = 0; i < VoteRates.INSTANCES; i++) {
            assertThat(rates.count("i" + i)).isEmpty();
        }
        assertThat(rates.count("first")).isEmpty();
    }
}
