package io.quorate.node.rpc.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final CircuitBreaker breaker = new CircuitBreaker(nanos::get);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.admit().orElseThrow().failed();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void fiveFailuresInARowOpenIt() {
        fail(4);
        breaker.admit().orElseThrow().succeeded();
        fail(4);
        assertThat(breaker.admit()).isPresent();
        fail(1);
        assertThat(breaker.admit()).isEmpty();
    }

    @Test
    void afterThirtySecondsOneProbeIsLetThrough() {
        fail(5);
        pass(Duration.ofSeconds(30).minusNanos(1));
        assertThat(breaker.admit()).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(breaker.admit()).isPresent();
        assertThat(breaker.admit()).isEmpty();
    }

    @Test
    void aGoodProbeClosesIt() {
        fail(5);
        pass(Duration.ofSeconds(30));
        breaker.admit().orElseThrow().succeeded();
        fail(4);
        assertThat(breaker.admit()).isPresent();
    }

    @Test
    void aCallThatIsMadeInAnyCaseDoesNotCloseIt() {
        fail(5);

        breaker.always().succeeded();

        assertThat(breaker.admit()).isEmpty();
        pass(Duration.ofSeconds(30));
        breaker.admit().orElseThrow().succeeded();
        assertThat(breaker.admit()).isPresent();
    }

    @Test
    void aSuccessThatBeganBeforeItOpenedDoesNotCloseIt() {
        CircuitBreaker.Attempt early = breaker.admit().orElseThrow();
        fail(5);

        early.succeeded();

        assertThat(breaker.admit()).isEmpty();
        pass(Duration.ofSeconds(30));
        CircuitBreaker.Attempt probe = breaker.admit().orElseThrow();
        early.succeeded();
        assertThat(breaker.admit()).as("while the probe is under way").isEmpty();
        probe.succeeded();
        assertThat(breaker.admit()).isPresent();
    }

    @Test
    void aBadProbeOpensItForAnotherThirtySeconds() {
        fail(5);
        pass(Duration.ofSeconds(30));
        breaker.admit().orElseThrow().failed();
        pass(Duration.ofSeconds(29));
        assertThat(breaker.admit()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(breaker.admit()).isPresent();
    }

    @Test
    void aLateFailureOfAnOldCallNeitherProlongsNorEndsAProbe() {
        Optional<CircuitBreaker.Attempt> old = breaker.admit();
        fail(5);
        pass(Duration.ofSeconds(30));
        Optional<CircuitBreaker.Attempt> probe = breaker.admit();
        old.orElseThrow().failed();
        assertThat(breaker.admit()).isEmpty();
        probe.orElseThrow().succeeded();
        assertThat(breaker.admit()).isPresent();
    }
}
