package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RingTest {
    @Test
    void theLastAreKeptInOrder() {
        Ring<Integer> ring = new Ring<>(3);
        assertThat(ring.items()).isEmpty();
        ring.add(1);
        ring.add(2);
        assertThat(ring.items()).containsExactly(1, 2);
        ring.add(3);
        ring.add(4);
        assertThat(ring.items()).containsExactly(2, 3, 4);
    }

    /** What is replaced while it is read is left out: never told in a later one's place. */
    @Test
    void aReaderSeesThemInOrderWhileTheyAreAdded() {
        Ring<Integer> ring = new Ring<>(8);
        CompletableFuture<Void> adding = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 1_000_000; i++) {
                ring.add(i);
            }
        });
        while (!adding.isDone()) {
            List<Integer> items = ring.items();
            assertThat(items).isSorted().doesNotHaveDuplicates();
            assertThat(items.size()).isLessThanOrEqualTo(8);
        }
        adding.join();
        assertThat(ring.items()).hasSize(8).endsWith(999_999);
    }
}
