package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code quorate decision}. */
@Command(
        name = "decision",
        header = "Show a decision: its rules, its votes, its tally and its result.",
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
        DecisionText.print(answer.path("decision"), terminal);
    }
}
