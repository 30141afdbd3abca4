package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Timers fire in order of time; of those of a round, only what the replica would not ignore. */
class TimerQueueTest {
    private long nanos = Long.MAX_VALUE - 1_000; // a clock of nanoseconds may be anywhere, and wrap
    private final TimerQueue timers = new TimerQueue(() -> nanos);

    private void arm(Timer timer, long millis) {
        timers.arm(timer, Duration.ofMillis(millis));
    }

    private List<Timer> after(long millis) {
        nanos += Duration.ofMillis(millis).toNanos();
        List<Timer> fired = new ArrayList<>();
        for (Timer timer = timers.poll(); timer != null; timer = timers.poll()) {
            fired.add(timer);
        }
        return fired;
    }

    @Test
    void theyFireInOrderOfTimeAndThoseOfOneTimeInTheOrderOfArming() {
        arm(new Timer.Tick(), 20);
        arm(new Timer.Fetch(), 10);
        arm(new Timer.Relay(), 10);
        assertThat(timers.nanosToNext(1)).isEqualTo(Duration.ofMillis(10).toNanos());

        assertThat(after(9)).isEmpty();
        assertThat(after(100)).containsExactly(new Timer.Fetch(), new Timer.Relay(), new Timer.Tick());
        assertThat(timers.nanosToNext(77)).isEqualTo(77);
    }

    @Test
    void aTimerOfALaterRoundTakesThePlaceOfAnEarlierOnes() {
        arm(new Timer.Leader(Round.of(1, 1)), 10);
        arm(new Timer.ViewEnd(Round.of(1, 1)), 10);
        arm(new Timer.Leader(Round.of(1, 2)), 30);

        assertThat(after(100)).containsExactly(new Timer.ViewEnd(Round.of(1, 1)), new Timer.Leader(Round.of(1, 2)));
    }

    @Test
    void ofOneRoundTheEarlierTimeCounts() {
        Timer leader = new Timer.Leader(Round.of(1, 1));
        arm(leader, 1_000);
        arm(leader, 10);
        assertThat(after(10)).containsExactly(leader);

        arm(leader, 10);
        arm(leader, 1_000);
        assertThat(after(10)).containsExactly(leader);
        assertThat(after(10_000)).isEmpty();
    }

    @Test
    void oneThatFiredCanBeArmedAgain() {
        Timer repeat = new Timer.Repeat(Round.of(1, 1));
        arm(repeat, 10);
        assertThat(after(10)).containsExactly(repeat);
        arm(repeat, 10);
        assertThat(after(10)).containsExactly(repeat);
    }

    @Test
    void othersAreKeptHoweverManyThereAre() {
        arm(new Timer.Fetch(), 10);
        arm(new Timer.Fetch(), 20);
        assertThat(after(100)).containsExactly(new Timer.Fetch(), new Timer.Fetch());
    }
}
