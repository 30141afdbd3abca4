package io.quorate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CostTableTest {
    @Test
    void theTreesShareIsOfWhatExecutingCosts() {
        CostTable table = new CostTable()
                .tree("JOIN", 5)
                .executing("JOIN", 20)
                .executing("LEAVE", 1.5)
                .executing("NEW", 3);

        assertThat(table.text(List.of("LEAVE", "GRANT", "JOIN"))
                        .lines()
                        .map(line -> line.strip().split(" +")))
                .containsExactly(
                        new String[] {"kind", "us/op", "of", "it", "tree", "share"},
                        new String[] {"LEAVE", "1.50", "-", "-"},
                        new String[] {"JOIN", "20.00", "5.00", "25", "%"},
                        new String[] {"NEW", "3.00", "-", "-"});
    }

    @Test
    void withNothingMeasuredItIsEmpty() {
        assertThat(new CostTable().isEmpty()).isTrue();
        assertThat(new CostTable().tree("JOIN", 1).isEmpty()).isFalse();
    }
}
