package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.client.Quoted;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.ledger.state.Bytes;
import io.quorate.node.config.OperatorException;
import java.util.Optional;
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
            terminal.show(
                    result.hasNonNull("value")
                            ? result.path("value").asText()
                            : "0x" + result.path("valueHex").asText());
        }
        return 0;
    }

    @Command(
            name = "put",
            header = "Set the value of a key; the node's account signs, or you with --key.",
            footer = {
                "",
                "Examples:",
                "  quorate kv put colour blue",
                "  quorate kv put colour blue --key keystore/me.json --chain genesis.json"
            })
    int put(
            @Mixin ClientOptions node,
            @Mixin SigningOptions signing,
            @Parameters(index = "0", paramLabel = "KEY", description = "The first writer owns it.") String key,
            @Parameters(index = "1", paramLabel = "VALUE", description = "Text.") String value)
            throws InterruptedException {
        RpcClient client = node.client();
        Optional<AccountClient> account = signing.account(client, terminal);
        JsonNode result = account.isPresent()
                ? written(account.get().perform(put(key, value)))
                : client.call("kv.put", Json.object().put("key", key).put("value", value));
        if (!node.printed(result, terminal)) {
            terminal.show((result.path("created").asBoolean() ? "created " : "changed ") + Quoted.of(key) + " in block "
                    + result.path("height").asText());
        }
        return 0;
    }

    private static Operation put(String key, String value) {
        try {
            return new Operation.PutValue(key, Bytes.ofText(value), Optional.empty());
        } catch (IllegalArgumentException e) {
            throw OperatorException.usage(String.valueOf(e.getMessage()));
        }
    }

    /** As the node would answer. */
    private static JsonNode written(AccountClient.Done done) {
        Result.Put result = done.result(Result.Put.class);
        return Json.object()
                .put("key", result.key())
                .put("created", result.created())
                .put("height", done.height())
                .put("txId", done.id().toString());
    }
}
