package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code quorate decision}. */
@Command(
        name = "decision",
        header = "Show a decision: its votes, its tally and its result.",
        footer = {"", "Example:", "  quorate decision upgrade-7"})
final class DecisionCommand extends ClientCommand {
    @Parameters(paramLabel = "TOPIC", description = "The decision.")
    private String topic = "";

    DecisionCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    JsonNode ask(RpcClient client, Terminal terminal) throws InterruptedException {
        return client.call("system.get_state", Json.object().put("decision", topic));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        JsonNode decision = answer.path("decision");
        terminal.print("decision   " + decision.path("topic").asText());
        terminal.print("status     " + decision.path("status").asText()
                + (decision.hasNonNull("result")
                        ? ": " + decision.path("result").asText() + " (block "
                                + decision.path("decidedHeight").asText() + ")"
                        : ""));
        terminal.print(
                "rules      the first " + decision.path("totalInstances").asText() + " instances to vote; quorum "
                        + decision.path("quorum").asText().toLowerCase(java.util.Locale.ROOT));
        List<String> tally = new ArrayList<>();
        decision.path("tally")
                .forEach(each -> tally.add(
                        each.path("value").asText() + " " + each.path("weight").asText()));
        terminal.print("tally      " + String.join(", ", tally));
        decision.path("votes")
                .forEach(vote -> terminal.print(String.format(
                        Locale.ROOT,
                        "vote       %-20s %-20s block %s, transaction %s",
                        vote.path("instanceId").asText(),
                        vote.path("value").asText(),
                        vote.path("height").asText(),
                        vote.path("txId").asText())));
    }
}
