package io.quorate.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecisionTextTest {
    private final ObjectNode decision = Json.object()
            .put("topic", "budget")
            .put("status", "OPEN")
            .put("totalInstances", 300)
            .put("voteCount", 0);

    private List<String> lines() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
        DecisionText.print(decision, new Terminal(InputStream.nullInputStream(), to, to, Map.of(), false));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void vote(String instance, String value) {
        decision.withArray("votes")
                .addObject()
                .put("instanceId", instance)
                .put("value", value)
                .put("weight", 1)
                .put("height", 5)
                .put("txId", "ab");
    }

    @Test
    void aValueIsNotReadAsTwo() {
        decision.putArray("tally").addObject().put("value", "no 5, yes").put("weight", 2);
        assertThat(lines()).contains("tally      \"no 5, yes\" 2");
    }

    @Test
    void noTopicResultOrValueSpeaksForTheNode() {
        decision.put("topic", "budget\nstatus     DECIDED")
                .put("status", "DECIDED")
                .put("result", "no\" (block 1)");
        vote("a", "yes  block 7, transaction cd\u202e");
        assertThat(lines())
                .contains(
                        "decision   \"budget\\nstatus     DECIDED\"",
                        "status     DECIDED: \"no\\\" (block 1)\"",
                        "vote       a                    \"yes  block 7, transaction cd\\u202e\" block 5, transaction ab");
    }

    @Test
    void whatIsNotShownIsSaid() {
        for (int i = 0; i < 100; i++) {
            vote("i" + i, "x");
        }
        decision.put("voteCount", 250)
                .put("commitCount", 270)
                .put("nextOffset", 100)
                .put("tallyCount", 120);
        decision.putArray("electors").addObject().put("instanceId", "i0").put("weight", 1);
        decision.putArray("tally").addObject().put("value", "x").put("weight", 100);
        assertThat(lines())
                .contains("more       150 votes, 170 commits, 200 electors not shown: see them with --offset 100")
                .contains("tally      \"x\" 100, and 119 more values");
    }

    @Test
    void nothingIsSaidOfMoreWhereAllIsShown() {
        vote("a", "x");
        assertThat(lines()).noneMatch(line -> line.startsWith("more"));
    }
}
