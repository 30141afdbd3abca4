package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quorate register}. */
@Command(
        name = "register",
        header = "Register an instance, so that it can vote.",
        description = "%nThe node makes a key for the instance and keeps it.%n",
        footer = {"", "Example:", "  quorate register sensor-1"})
final class RegisterCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ClientOptions node = new ClientOptions();

    @Parameters(paramLabel = "INSTANCE", description = "1 to 64 of A-Z a-z 0-9 . _ -")
    private String instance = "";

    RegisterCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        JsonNode result = node.client().call("system.register", Json.object().put("instanceId", instance));
        if (!node.printed(result, terminal)) {
            terminal.print("registered " + instance + " in block "
                    + result.path("height").asText() + ", key "
                    + result.path("publicKey").asText());
        }
        return 0;
    }
}
