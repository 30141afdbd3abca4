package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.client.QuorateClient;
import io.quorate.client.Quoted;
import io.quorate.ledger.Operation;
import io.quorate.node.config.OperatorException;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quorate reveal}: ledger.md, Secret ballots. */
@Command(
        name = "reveal",
        header = "Reveal what an instance committed itself to.",
        description =
                "%nReads the vote and its nonce from the file that quorate commit made. Sends nothing before the commit"
                        + " deadline, by the chain's time and by this machine's clock.%n",
        sortOptions = false,
        footer = {"", "Example:", "  quorate reveal --instance sensor-1 --decision budget"})
final class RevealCommand extends ClientCommand {
    @Mixin
    private final BallotOptions ballot = new BallotOptions();

    @Mixin
    private final SigningOptions signing = new SigningOptions();

    RevealCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    JsonNode ask(RpcClient client, Terminal terminal) throws InterruptedException {
        var unused = SecretBallot.operation(() -> new Operation.RegisterInstance(ballot.instance()));
        Optional<AccountClient> account = signing.account(client, terminal);
        ChainId chain =
                account.isPresent() ? account.get().chain() : client.typed("system.get_state", QuorateClient::chain);
        Path directory = ballot.directory(terminal);
        KeptBallot kept = KeptBallot.find(directory, chain, ballot.decision(), ballot.instance())
                .orElseThrow(
                        () -> OperatorException.failure(
                                "NO_COMMITMENT: no ballot of " + ballot.instance() + " on \""
                                        + ballot.decision() + "\" is kept in " + directory
                                        + ": it is where quorate commit ran (--ballots); without its nonce a vote can't be revealed"));
        requireCommitsOver(
                kept,
                account.isPresent()
                        ? account.get().ballot(ballot.decision())
                        : SecretBallot.ask(client, ballot.decision()));
        if (account.isPresent()) {
            AccountClient.Done done = account.get()
                    .perform(new Operation.RevealBallot(kept.instance(), kept.decision(), kept.value(), kept.nonce()));
            return account.get().answer(ballot.decision(), done);
        }
        return client.call(
                "system.quorum.reveal",
                Json.object()
                        .put("instanceId", kept.instance())
                        .put("decision", kept.decision())
                        .put("value", kept.value())
                        .put("nonce", HexFormat.of().formatHex(kept.nonce().toBytes())));
    }

    /** A vote that is sent too early may become public while commits are taken: no node is trusted with it before. */
    private static void requireCommitsOver(KeptBallot kept, SecretBallot said) {
        if (said.commitDeadline().isAfter(said.chainTime())) {
            throw tooEarly(said.commitDeadline(), said.chainTime().millis());
        }
        // The deadline is that of the file: a node that says another one now does not get the vote.
        long clock = System.currentTimeMillis();
        if (kept.commitDeadline().millis() > clock) {
            throw tooEarly(kept.commitDeadline(), clock);
        }
    }

    private static OperatorException tooEarly(BlockTime deadline, long now) {
        return OperatorException.failure("TOO_EARLY: commits are taken for another " + SecretBallot.left(deadline, now)
                + ", until " + SecretBallot.shown(deadline) + "; nothing was sent");
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        JsonNode decision = answer.path("decision");
        terminal.show("revealed in block " + answer.path("height").asText() + ": vote "
                + decision.path("voteCount").asText() + " of "
                + decision.path("commitCount").asText() + " commitments on " + Quoted.of(ballot.decision()) + "; "
                + (decision.hasNonNull("result")
                        ? "decided: " + Quoted.of(decision.path("result").asText())
                        : decision.path("status").asText().equals("REVEALING")
                                ? "not decided yet"
                                : "closed: " + decision.path("status").asText()));
    }
}
