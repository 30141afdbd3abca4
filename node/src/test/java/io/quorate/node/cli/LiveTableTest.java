package io.quorate.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.node.cli.LiveTable.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveTableTest {
    private static Row row(String name, String height) {
        return new Row(name, height, "12/3456", "49", "123.4 ms", "127.0.0.1:19944", "127.0.0.1:19615", true);
    }

    @Test
    void eachColumnIsWholeOnATerminalOfEightyColumns() {
        List<String> lines = LiveTable.lines(List.of(row("alice", "1234567"), row("validator-50", "no answer")));

        assertThat(lines).hasSize(3).allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
        assertThat(lines.get(0))
                .containsSubsequence("validator", "height", "view", "peers", "finality", "RPC", "metrics");
        assertThat(lines.subList(1, 3))
                .allSatisfy(line -> assertThat(line).endsWith("127.0.0.1:19944 127.0.0.1:19615"));
        assertThat(lines.get(1).indexOf("127.0.0.1")).isEqualTo(lines.get(2).indexOf("127.0.0.1"));
    }
}
