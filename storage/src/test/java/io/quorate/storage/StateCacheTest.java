package io.quorate.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.port.StateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The cache over the newest state: what it gives is what a read would give, and it stays within its limit. */
class StateCacheTest {
    private static final StateKey A = StateKey.of("a");

    private final List<StateKey> read = new ArrayList<>();

    private Optional<byte[]> absent(StateKey key) {
        read.add(key);
        return Optional.empty();
    }

    @Test
    void absenceIsRememberedUntilTheKeyIsWritten() {
        StateCache cache = new StateCache(10_000);

        assertThat(cache.get(A, this::absent)).isEmpty();
        assertThat(cache.get(A, this::absent)).isEmpty();
        assertThat(read).containsExactly(A);

        cache.put(A, Optional.of(new byte[] {7}));
        assertThat(cache.get(A, this::absent)).hasValue(new byte[] {7});
        cache.put(A, Optional.empty());
        assertThat(cache.get(A, this::absent)).isEmpty();
        assertThat(read).containsExactly(A);
    }

    @Test
    void whatWasUsedLeastRecentlyGoesFirst() {
        StateCache cache = new StateCache(2_500);
        cache.put(A, Optional.of(new byte[1_000]));
        cache.put(StateKey.of("b"), Optional.of(new byte[1_000]));
        assertThat(cache.get(A, this::absent)).isPresent();

        cache.put(StateKey.of("c"), Optional.of(new byte[1_000]));

        assertThat(cache.get(A, this::absent)).isPresent();
        assertThat(cache.get(StateKey.of("b"), this::absent)).isEmpty();
        assertThat(read).containsExactly(StateKey.of("b"));
    }

    @Test
    void whatIsTooLargeIsReadEachTimeAndNeverStale() {
        StateCache cache = new StateCache(2_000);
        cache.put(A, Optional.of(new byte[10]));

        cache.put(A, Optional.of(new byte[1_500]));

        assertThat(cache.get(A, this::absent)).isEmpty();
        assertThat(read).containsExactly(A);
    }

    @Test
    void anyOrderOfReadsAndCommitsGivesWhatTheDatabaseHasWithinTheLimit() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            TreeMap<StateKey, byte[]> database = new TreeMap<>();
            StateCache cache = new StateCache(3_000);
            for (int step = 0; step < 2_000; step++) {
                StateKey key = StateKey.of("key " + random.nextInt(40));
                if (random.nextInt(3) == 0) {
                    Optional<byte[]> value =
                            random.nextInt(4) == 0 ? Optional.empty() : Optional.of(new byte[random.nextInt(300)]);
                    value.ifPresentOrElse(bytes -> database.put(key, bytes), () -> database.remove(key));
                    cache.put(key, value);
                } else {
                    assertThat(cache.get(key, missed -> Optional.ofNullable(database.get(missed))))
                            .as("seed %d, step %d", seed, step)
                            .isEqualTo(Optional.ofNullable(database.get(key)));
                }
                assertThat(cache.bytes()).as("seed %d, step %d", seed, step).isBetween(0L, 3_000L);
            }
        }
    }
}
