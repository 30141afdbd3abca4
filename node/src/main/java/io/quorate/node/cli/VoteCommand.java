package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.Quoted;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.node.config.OperatorException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quorate vote}. */
@Command(
        name = "vote",
        header = "Cast an instance's vote on a decision.",
        description = "%nThe first vote opens the decision. The node signs with the key it made for the instance;"
                + " with --key you do.%n",
        sortOptions = false,
        footer = {"", "Example:", "  quorate vote --instance sensor-1 --decision upgrade-7 --value yes"})
final class VoteCommand extends ClientCommand {
    @Option(names = "--instance", required = true, paramLabel = "INSTANCE", description = "Who votes; registered.")
    private String instance = "";

    @Option(names = "--decision", required = true, paramLabel = "TOPIC", description = "What is decided.")
    private String decision = "";

    @Option(names = "--value", required = true, paramLabel = "VALUE", description = "What the instance votes for.")
    private String value = "";

    @Option(
            names = "--total-instances",
            paramLabel = "N",
            description = "How many may vote; the first vote fixes it, with 3 if not given.")
    private Optional<Integer> total = Optional.empty();

    @Mixin
    private final SigningOptions signing = new SigningOptions();

    VoteCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    JsonNode ask(RpcClient client, Terminal terminal) throws InterruptedException {
        Optional<AccountClient> account = signing.account(client, terminal);
        if (account.isPresent()) {
            return voted(account.get().perform(operation()));
        }
        ObjectNode parameters = Json.object()
                .put("instanceId", instance)
                .put("decision", decision)
                .put("value", value);
        total.ifPresent(number -> parameters.put("totalInstances", number));
        JsonNode result = client.call("system.quorum.vote", parameters);
        if (!result.path("voted").asBoolean()) {
            throw OperatorException.failure(
                    "the vote was not cast: " + result.path("reason").asText("no reason given"));
        }
        return result;
    }

    private Operation operation() {
        try {
            return new Operation.CastVote(instance, decision, value, total);
        } catch (IllegalArgumentException e) {
            throw OperatorException.usage(String.valueOf(e.getMessage()));
        }
    }

    /** As the node would answer. */
    private static JsonNode voted(AccountClient.Done done) {
        Result.Voted result = done.result(Result.Voted.class);
        ObjectNode answer = Json.object()
                .put("voted", true)
                .put("quorumReached", result.quorumReached())
                .put("voteCount", result.voteCount())
                .put("quorum", result.quorum())
                .put("height", done.height())
                .put("txId", done.id().toString());
        result.finalDecision().ifPresent(decided -> answer.put("finalDecision", decided));
        return answer;
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        terminal.show("voted in block " + answer.path("height").asText() + ": vote "
                + answer.path("voteCount").asText() + " on " + Quoted.of(decision) + "; "
                + (answer.hasNonNull("finalDecision")
                        ? "decided: " + Quoted.of(answer.path("finalDecision").asText())
                        : "not decided yet"));
    }
}
