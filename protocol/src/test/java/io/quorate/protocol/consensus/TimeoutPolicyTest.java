package io.quorate.protocol.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.protocol.types.View;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutPolicyTest {
    private static final TimeoutPolicy POLICY = new TimeoutPolicy(Duration.ofMillis(250));

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "3, 0, 0", "4, 0, 1", "10, 0, 7", "10, 9, 0", "10, 6, 1", "10, 10, 0", "10, 12, 0"})
    void theExponentIsTheViewsSinceFinalityLessThree(long entered, long finalized, long k) {
        assertThat(TimeoutPolicy.k(new View(entered), new View(finalized))).isEqualTo(k);
    }

    @Test
    void whileViewsAreFinalizedTheBasesStand() {
        TimeoutPolicy.Waits waits = POLICY.waits(new View(8), new View(7));
        assertThat(waits.leader()).isEqualTo(Duration.ofMillis(500));
        assertThat(waits.view()).isEqualTo(Duration.ofMillis(750));
        assertThat(waits.between()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void eachFurtherViewWithoutFinalityWaitsHalfAsLongAgain() {
        assertThat(POLICY.waits(new View(4), View.ZERO).view()).isEqualTo(Duration.ofMillis(1_125));
        assertThat(POLICY.waits(new View(5), View.ZERO).view()).isEqualTo(Duration.ofNanos(1_687_500_000));
        assertThat(POLICY.waits(new View(7), View.ZERO).leader()).isEqualTo(Duration.ofNanos(2_531_250_000L));
    }

    @Test
    void noWaitIsLongerThanThirtySeconds() {
        for (long view : new long[] {13, 20, 60, 63, 64, 1_000, Long.MAX_VALUE}) {
            assertThat(POLICY.waits(new View(view), View.ZERO).view())
                    .as("view %d", view)
                    .isEqualTo(Duration.ofSeconds(30));
        }
        assertThat(new TimeoutPolicy(Duration.ofMillis(1))
                        .waits(new View(Long.MAX_VALUE), View.ZERO)
                        .between())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void waitsNeverShrinkAsViewsFail() {
        TimeoutPolicy.Waits before = POLICY.waits(new View(1), View.ZERO);
        for (long view = 2; view < 100; view++) {
            TimeoutPolicy.Waits now = POLICY.waits(new View(view), View.ZERO);
            assertThat(now.leader()).isGreaterThanOrEqualTo(before.leader());
            assertThat(now.view()).isGreaterThanOrEqualTo(now.leader());
            assertThat(now.between()).isGreaterThanOrEqualTo(before.between());
            before = now;
        }
    }

    @Test
    void retryIsDeltaAndRelayAQuarterOfIt() {
        assertThat(POLICY.retry()).isEqualTo(Duration.ofMillis(250));
        assertThat(POLICY.relay()).isEqualTo(Duration.ofNanos(62_500_000));
    }

    @Test
    void aDeltaOfNothingOrOverTheLongestIsRefused() {
        assertThatThrownBy(() -> new TimeoutPolicy(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TimeoutPolicy(Duration.ofSeconds(31)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
