package io.quorate.node.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void theFirstIsDueAtTheStartAndTheRestEvenly() {
        Schedule schedule = new Schedule(1_000, 0, 4);

        assertThat(schedule.intended(0)).isEqualTo(1_000);
        assertThat(schedule.intended(3)).isEqualTo(750_001_000);
        assertThat(schedule.dueBy(999)).isZero();
        assertThat(schedule.dueBy(1_000)).isEqualTo(1);
        assertThat(schedule.dueBy(250_000_999)).isEqualTo(1);
        assertThat(schedule.dueBy(250_001_000)).isEqualTo(2);
        assertThat(schedule.dueBy(1_000 + 3_600_000_000_000L)).isEqualTo(14_401);
    }

    @Test
    void theRateRisesEvenlyAtFirst() {
        Schedule schedule = new Schedule(0, 2_000_000_000, 100);

        assertThat(schedule.dueBy(1_000_000_000)).isEqualTo(26); // a quarter of what rises, and the first
        assertThat(schedule.intended(100)).isEqualTo(2_000_000_000);
        assertThat(schedule.intended(101)).isEqualTo(2_010_000_000);
        assertThat(schedule.dueBy(3_000_000_000L)).isEqualTo(201);
    }

    @Test
    void whatIsDueIsExactlyWhatIsIntendedSoFar() {
        long seed = 20240611;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Schedule schedule = new Schedule(
                    random.nextInt(),
                    random.nextInt(2) * random.nextLong(1L << 40),
                    Math.exp(random.nextDouble() * 20 - 6));
            long now = schedule.start() + (random.nextLong() & 0xff_ffff_ffffL);
            long due = schedule.dueBy(now);
            assertThat(schedule.intended(due - 1))
                    .as("seed %d, %s", seed, schedule)
                    .isLessThanOrEqualTo(now);
            assertThat(schedule.intended(due)).as("seed %d, %s", seed, schedule).isGreaterThan(now);
        }
    }

    @Test
    void aRateIsPositiveAndARiseIsNotNegative() {
        assertThatThrownBy(() -> new Schedule(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Schedule(0, 0, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Schedule(0, -1, 4)).isInstanceOf(IllegalArgumentException.class);
    }
}
