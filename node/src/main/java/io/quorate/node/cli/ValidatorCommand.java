package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.KeyProofs;
import io.quorate.ledger.Operation;
import io.quorate.node.config.OperatorException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quorate validator}: what an operator asks of the network for a validator. */
@Command(
        name = "validator",
        header = "Join or leave the validators, come back from jail, and see who is there.",
        synopsisSubcommandLabel = "COMMAND",
        description = "%nWhat is asked for takes effect when the epoch ends. The account of the node signs.%n",
        footer = {
            "",
            "Examples:",
            "  quorate validator status",
            "  quorate validator join --name frankfurt-1 --base-path /var/lib/quorate",
            "  quorate validator unjail --base-path /var/lib/quorate"
        })
final class ValidatorCommand {
    private final Terminal terminal;

    ValidatorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "status",
            header = "Show the validators: power, weight, reputation, age and status.",
            footer = {"", "Example:", "  quorate validator status"})
    int status(@Mixin ClientOptions node) throws InterruptedException {
        JsonNode result = node.client().call("consensus.validators");
        if (node.printed(result, terminal)) {
            return 0;
        }
        terminal.show("epoch " + result.path("epoch").asText() + ", power "
                + result.path("totalPower").asText() + ", a quorum is "
                + result.path("quorumPower").asText());
        terminal.show(line("name", "status", "power", "weight", "stake", "reputation", "age"));
        result.path("validators").forEach(this::show);
        result.path("others").forEach(this::show);
        return 0;
    }

    private void show(JsonNode validator) {
        String name = validator.path("name").asText("");
        String account = validator.path("account").asText("");
        terminal.show(line(
                name.isEmpty() ? account.substring(0, Math.min(8, account.length())) : name,
                validator.path("status").asText("-"),
                validator.path("power").asText("-"),
                validator.path("weight").asText("-"),
                validator.path("stake").asText("-"),
                percent(validator.path("reputation")),
                percent(validator.path("age"))));
    }

    private static String percent(JsonNode basisPoints) {
        return basisPoints.isNumber() ? basisPoints.asLong() / 100 + "%" : "-";
    }

    private static String line(String... parts) {
        return String.format(Locale.ROOT, "%-16s %-16s %12s %12s %12s %11s %5s", (Object[]) parts)
                .stripTrailing();
    }

    @Command(
            name = "join",
            header = "Ask for a place among the validators, with the stake of the account.",
            footer = {"", "Example:", "  quorate validator join --name frankfurt-1 --base-path /var/lib/quorate"})
    int join(
            @Mixin ClientOptions node,
            @Mixin AccountOptions keys,
            @Option(
                            names = "--name",
                            required = true,
                            paramLabel = "NAME",
                            description = "What people call it: 1 to 64 of A-Z a-z 0-9 . _ -")
                    String name)
            throws InterruptedException {
        AccountClient account = new AccountClient(node.client(), keys.account(terminal));
        Signer votes = keys.validator(terminal);
        PublicKey key = votes.publicKey();
        Operation join = join(
                name,
                key,
                votes,
                KeyProofs.join(account.chain(), account.account().publicKey(), key));
        return inLine(node, account.submit(join), "joins the validators");
    }

    private static Operation join(String name, PublicKey key, Signer votes, byte[] statement) {
        try {
            return new Operation.Join(name, key, votes.sign(statement));
        } catch (IllegalArgumentException e) {
            throw OperatorException.usage("--name " + name + ": " + e.getMessage());
        }
    }

    @Command(
            name = "leave",
            header = "Ask to leave the validators. Keep the node running until the next epoch goes on.",
            footer = {"", "Example:", "  quorate validator leave --base-path /var/lib/quorate"})
    int leave(@Mixin ClientOptions node, @Mixin AccountOptions keys) throws InterruptedException {
        AccountClient account = new AccountClient(node.client(), keys.account(terminal));
        return inLine(node, account.submit(new Operation.Leave()), "leaves the validators");
    }

    @Command(
            name = "unjail",
            header = "Ask, once jailed for an invalid proposal, to be let in again.",
            footer = {"", "Example:", "  quorate validator unjail --base-path /var/lib/quorate"})
    int unjail(@Mixin ClientOptions node, @Mixin AccountOptions keys) throws InterruptedException {
        AccountClient account = new AccountClient(node.client(), keys.account(terminal));
        return inLine(node, account.submit(new Operation.Unjail()), "is let in again");
    }

    private int inLine(ClientOptions node, JsonNode answer, String what) {
        if (!node.printed(answer, terminal)) {
            terminal.show("final in block " + answer.path("height").asText() + ": it " + what
                    + " when an epoch ends, in its turn");
        }
        return 0;
    }
}
