package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.node.config.OperatorException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quorate decision}. */
@Command(
        name = "decision",
        header = "Show a decision: its rules, its votes, its tally and its result.",
        footer = {"", "Example:", "  quorate decision upgrade-7"})
final class DecisionCommand extends ClientCommand {
    @Parameters(paramLabel = "TOPIC", description = "The decision.")
    private String topic = "";

    @Option(
            names = "--offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "Leave out the first N votes, commitments and electors: an answer lists 100 at most.")
    private int offset;

    DecisionCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    JsonNode ask(RpcClient client, Terminal terminal) throws InterruptedException {
        if (offset < 0) {
            throw OperatorException.usage("--offset " + offset + ": it is 0 or more");
        }
        return client.call(
                "system.get_state", Json.object().put("decision", topic).put("offset", offset));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        DecisionText.print(answer.path("decision"), terminal);
    }
}
