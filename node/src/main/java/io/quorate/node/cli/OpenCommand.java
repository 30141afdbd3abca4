package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.QuorateClient;
import io.quorate.client.text.Durations;
import io.quorate.ledger.Operation;
import io.quorate.node.config.OperatorException;
import io.quorate.protocol.types.BlockTime;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quorate open}: ledger.md, Decisions. */
@Command(
        name = "open",
        header = "Open a decision with rules of its own.",
        description =
                "%nWithout this the first vote opens one: the first three instances to vote, by majority. Times are"
                        + " block times: an instant like 2030-01-01T12:00:00Z, or how long from now, like 10m.%n",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  quorate open budget --instances ann,ben,cleo --quorum supermajority --until 1h",
            "  quorate open chair --secret --total-instances 5 --commits-until 10m --reveals-until 20m"
        })
final class OpenCommand extends ClientCommand {
    @Parameters(paramLabel = "TOPIC", description = "What is decided.")
    private String decision = "";

    @Option(
            names = "--total-instances",
            paramLabel = "N",
            description = "The first N instances to vote may. Default: 3.")
    private Optional<Integer> total = Optional.empty();

    @Option(
            names = "--instances",
            split = ",",
            paramLabel = "ID",
            description = "These instances may vote, and no others.")
    private List<String> instances = List.of();

    @Option(names = "--quorum", paramLabel = "majority|supermajority", description = "What makes a result.")
    private Optional<String> quorum = Optional.empty();

    @Option(
            names = "--weighting",
            paramLabel = "equal|stake|effective",
            description = "What a vote weighs; all but equal need --instances.")
    private Optional<String> weighting = Optional.empty();

    @Option(names = "--until", paramLabel = "WHEN", description = "When voting ends. Default: never.")
    private Optional<String> until = Optional.empty();

    @Option(names = "--secret", description = "A secret ballot: votes are committed first and revealed later.")
    private boolean secret;

    @Option(names = "--commits-until", paramLabel = "WHEN", description = "When commits end and reveals begin.")
    private Optional<String> commitsUntil = Optional.empty();

    @Option(names = "--reveals-until", paramLabel = "WHEN", description = "When reveals end.")
    private Optional<String> revealsUntil = Optional.empty();

    @Mixin
    private final SigningOptions signing = new SigningOptions();

    OpenCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    JsonNode ask(RpcClient client, Terminal terminal) throws InterruptedException {
        Optional<AccountClient> account = signing.account(client, terminal);
        ObjectNode rules = rules(client.typed("chain.head", QuorateClient::time));
        if (account.isPresent()) {
            Operation operation = OperationJson.read(rules.put("operation", "openDecision"));
            AccountClient.Done done = account.get().perform(operation);
            return account.get().answer(decision, done);
        }
        return client.call("system.quorum.open", rules);
    }

    private ObjectNode rules(BlockTime now) {
        if (secret != (commitsUntil.isPresent() && revealsUntil.isPresent())
                || (!secret && (commitsUntil.isPresent() || revealsUntil.isPresent()))) {
            throw OperatorException.usage("--secret, --commits-until and --reveals-until go together");
        }
        ObjectNode rules = Json.object().put("decision", decision);
        total.ifPresent(number -> rules.put("totalInstances", number));
        if (!instances.isEmpty()) {
            ArrayNode list = rules.putArray("instances");
            instances.forEach(list::add);
        }
        quorum.ifPresent(word -> rules.put("quorum", word));
        weighting.ifPresent(word -> rules.put("weighting", word));
        until.ifPresent(when -> rules.put("deadlineMillis", time("--until", when, now)));
        if (secret) {
            rules.put("ballot", "secret")
                    .put("commitDeadlineMillis", time("--commits-until", commitsUntil.orElseThrow(), now))
                    .put("revealDeadlineMillis", time("--reveals-until", revealsUntil.orElseThrow(), now));
        }
        return rules;
    }

    /** Counted from whichever is later, this machine's clock or the newest block: an idle chain's time stands still. */
    private static long time(String option, String when, BlockTime chain) {
        try {
            return Math.max(System.currentTimeMillis(), chain.millis())
                    + Durations.parse(when).toMillis();
        } catch (IllegalArgumentException e) {
            return instant(option, when);
        }
    }

    private static long instant(String option, String when) {
        try {
            return Instant.parse(when).toEpochMilli();
        } catch (DateTimeParseException e) {
            throw OperatorException.usage(option + " " + when
                    + ": write an instant like 2030-01-01T12:00:00Z, or how long from now, like 10m");
        }
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        terminal.show("opened in block " + answer.path("height").asText());
        DecisionText.print(answer.path("decision"), terminal);
    }
}
