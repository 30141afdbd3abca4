package io.quorate.ledger.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.types.BlockTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlinesTest {
    private record Due(long time, long decision) {}

    private static final Comparator<Due> ORDER =
            Comparator.comparingLong(Due::time).thenComparingLong(Due::decision);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theEarliestComesOutFirstWhateverTheOrderTheyCameIn(long seed) {
        Random random = new Random(seed);
        Overlay state = new Overlay(key -> Optional.empty());
        TreeSet<Due> model = new TreeSet<>(ORDER);
        long now = 0;
        for (long number = 0; number < 5_000; number++) {
            if (random.nextInt(3) > 0) {
                Due due = new Due(now + random.nextInt(300), number);
                model.add(due);
                Deadlines.add(state, new BlockTime(due.time()), due.decision());
            }
            now += random.nextInt(4);
            for (int polls = random.nextInt(4); polls > 0; polls--) {
                long time = now;
                Optional<Long> expected = Optional.of(model)
                        .filter(set -> !set.isEmpty() && set.first().time() <= time)
                        .map(TreeSet::pollFirst)
                        .map(Due::decision);
                Optional<Long> due = Deadlines.due(state, new BlockTime(now));
                assertThat(due).as("seed %d, step %d", seed, number).isEqualTo(expected);
                due.ifPresent(decision -> Deadlines.remove(state, decision));
            }
            if (random.nextInt(4) == 0 && !model.isEmpty()) {
                // One is closed early.
                long any = random.nextLong(number + 1);
                Due early = model.stream()
                        .filter(due -> due.decision() >= any)
                        .findFirst()
                        .orElse(model.first());
                model.remove(early);
                Deadlines.remove(state, early.decision());
            }
            assertThat(Deadlines.size(state)).isEqualTo(model.size());
        }
        for (Due left : model) {
            assertThat(Deadlines.due(state, new BlockTime(Long.MAX_VALUE))).contains(left.decision());
            Deadlines.remove(state, left.decision());
        }
        assertThat(state.changes().values()).as("nothing is left of it").allMatch(Optional::isEmpty);
        assertThat(state.changes().keySet()).as("and none of it is proven").noneMatch(Space::isProven);
    }
}
