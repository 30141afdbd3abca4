package io.quorate.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A clock that is off shows another time, and lets timers take another time, however short they are. */
class ClockTest {
    private static final long SECOND = 1_000_000;
    private static final int FAST = 50_000;

    private final Clock clock = new Clock(1_000);

    private long millisAt(long micros) {
        return clock.at(micros).millis();
    }

    @Test
    void aClockThatIsRightShowsTheTimeAndKeepsTimersAsTheyAre() {
        assertThat(millisAt(2 * SECOND)).isEqualTo(3_000);
        assertThat(clock.takes(Duration.ofMillis(250))).isEqualTo(250_000);
    }

    @Test
    void driftTellsInShortTimesToo() {
        clock.drift(FAST, 0);
        assertThat(millisAt(SECOND / 2)).isEqualTo(1_525);
        assertThat(clock.takes(Duration.ofMillis(105))).isEqualTo(100_000);
        assertThat(clock.takes(Duration.ofSeconds(21))).isEqualTo(20 * SECOND);
        clock.drift(-FAST, 0);
        assertThat(clock.takes(Duration.ofMillis(95))).isEqualTo(100_000);
    }

    @Test
    void whenTheRateChangesTheTimeDoesNotJump() {
        long hour = 3_600 * SECOND;
        clock.drift(FAST, hour);
        assertThat(millisAt(hour)).isEqualTo(3_601_000);
        assertThat(millisAt(hour + 2 * SECOND)).isEqualTo(3_603_100);
        clock.drift(-FAST, hour + 2 * SECOND);
        assertThat(millisAt(hour + 2 * SECOND)).isEqualTo(3_603_100);
        assertThat(millisAt(hour + 4 * SECOND)).isEqualTo(3_605_000);
    }

    @Test
    void aJumpAddsAndSettingItRightTakesAllAway() {
        clock.jump(-300);
        clock.drift(FAST, 0);
        assertThat(millisAt(2 * SECOND)).isEqualTo(2_800);
        clock.adjust();
        assertThat(millisAt(2 * SECOND)).isEqualTo(3_000);
    }

    @Test
    void noRunIsTooLong() {
        clock.drift(FAST, 0);
        assertThat(millisAt(Long.MAX_VALUE / 4)).isGreaterThan(Long.MAX_VALUE / 4_000);
    }
}
