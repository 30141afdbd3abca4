package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quorate kv}: the key-value store. */
@Command(
        name = "kv",
        header = "Read and write the key-value store.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  quorate kv put colour blue", "  quorate kv get colour"})
final class KvCommand {
    private final Terminal terminal;

    KvCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "get",
            header = "Print the value of a key.",
            footer = {"", "Example:", "  quorate kv get colour"})
    int get(@Mixin ClientOptions node, @Parameters(paramLabel = "KEY", description = "The key.") String key)
            throws InterruptedException {
        JsonNode result = node.client().call("kv.get", Json.object().put("key", key));
        if (!node.printed(result, terminal)) {
            terminal.print(
                    result.hasNonNull("value")
                            ? result.path("value").asText()
                            : "0x" + result.path("valueHex").asText());
        }
        return 0;
    }

    @Command(
            name = "put",
            header = "Set the value of a key; the node's account signs.",
            footer = {"", "Example:", "  quorate kv put colour blue"})
    int put(
            @Mixin ClientOptions node,
            @Parameters(index = "0", paramLabel = "KEY", description = "The first writer owns it.") String key,
            @Parameters(index = "1", paramLabel = "VALUE", description = "Text.") String value)
            throws InterruptedException {
        JsonNode result =
                node.client().call("kv.put", Json.object().put("key", key).put("value", value));
        if (!node.printed(result, terminal)) {
            terminal.print((result.path("created").asBoolean() ? "created " : "changed ") + key + " in block "
                    + result.path("height").asText());
        }
        return 0;
    }
}
