package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code quorate register}. */
@Command(
        name = "register",
        header = "Register an instance, so that it can vote.",
        description = "%nThe node makes a key for the instance and keeps it.%n",
        footer = {"", "Example:", "  quorate register sensor-1"})
final class RegisterCommand extends ClientCommand {
    @Parameters(paramLabel = "INSTANCE", description = "1 to 64 of A-Z a-z 0-9 . _ -")
    private String instance = "";

    RegisterCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    JsonNode ask(RpcClient client) throws InterruptedException {
        return client.call("system.register", Json.object().put("instanceId", instance));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        terminal.print("registered " + instance + " in block "
                + answer.path("height").asText() + ", key "
                + answer.path("publicKey").asText());
    }
}
