package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.node.config.OperatorException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quorate register}. */
@Command(
        name = "register",
        header = "Register an instance, so that it can vote.",
        description = "%nThe node makes a key for the instance and keeps it; with --key it is yours.%n",
        footer = {
            "",
            "Examples:",
            "  quorate register sensor-1",
            "  quorate register sensor-2 --key keystore/sensor-2.json --chain genesis.json"
        })
final class RegisterCommand extends ClientCommand {
    @Parameters(paramLabel = "INSTANCE", description = "1 to 64 of A-Z a-z 0-9 . _ -")
    private String instance = "";

    @Mixin
    private final SigningOptions signing = new SigningOptions();

    RegisterCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    JsonNode ask(RpcClient client, Terminal terminal) throws InterruptedException {
        Optional<AccountClient> account = signing.account(client, terminal);
        if (account.isPresent()) {
            Operation operation = operation();
            AccountClient.Done done = account.get().perform(operation);
            Result.Registered result = done.result(Result.Registered.class);
            return Json.object()
                    .put("registered", true)
                    .put("publicKey", result.publicKey().toHex())
                    .put("height", done.height())
                    .put("txId", done.id().toString());
        }
        return client.call("system.register", Json.object().put("instanceId", instance));
    }

    private Operation operation() {
        try {
            return new Operation.RegisterInstance(instance);
        } catch (IllegalArgumentException e) {
            throw OperatorException.usage(e.getMessage() + ": \"" + instance + "\" is none");
        }
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        terminal.show("registered " + instance + " in block "
                + answer.path("height").asText() + ", key "
                + answer.path("publicKey").asText());
    }
}
