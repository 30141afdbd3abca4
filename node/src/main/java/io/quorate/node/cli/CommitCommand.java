package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.client.QuorateClient;
import io.quorate.client.Quoted;
import io.quorate.ledger.Operation;
import io.quorate.node.config.OperatorException;
import io.quorate.protocol.types.ChainId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quorate commit}: ledger.md, Secret ballots. */
@Command(
        name = "commit",
        header = "Commit an instance's vote in a secret ballot.",
        description =
                "%nMakes a nonce, keeps it with the vote in a file of yours, and sends only the commitment: what you"
                        + " vote for leaves this machine with quorate reveal, after the commit deadline. Keep the file: without"
                        + " the nonce the vote can't be revealed, and does not count.%n",
        sortOptions = false,
        footer = {"", "Example:", "  quorate commit --instance sensor-1 --decision budget --value-file vote.txt"})
final class CommitCommand extends ClientCommand {
    @Mixin
    private final BallotOptions ballot = new BallotOptions();

    @Mixin
    private final BallotValue chosen = new BallotValue();

    @Mixin
    private final SigningOptions signing = new SigningOptions();

    CommitCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    JsonNode ask(RpcClient client, Terminal terminal) throws InterruptedException {
        String decision = ballot.decision();
        String instance = ballot.instance();
        String value = chosen.read(terminal);
        var unused = SecretBallot.operation(() -> new Operation.CastVote(instance, decision, value, Optional.empty()));
        Optional<AccountClient> account = signing.account(client, terminal);
        ChainId chain =
                account.isPresent() ? account.get().chain() : client.typed("system.get_state", QuorateClient::chain);
        SecretBallot rules = account.isPresent() ? account.get().ballot(decision) : SecretBallot.ask(client, decision);
        KeptBallot kept = keep(rules, chain, ballot.directory(terminal), value);
        // ledger.md, Secret ballots: the commitment, and nothing that it hides
        if (account.isPresent()) {
            AccountClient.Done done =
                    account.get().perform(new Operation.CommitBallot(instance, decision, kept.commitment()));
            return account.get().answer(decision, done);
        }
        return client.call(
                "system.quorum.commit",
                Json.object()
                        .put("instanceId", instance)
                        .put("decision", decision)
                        .put("commitment", kept.commitment().toHex()));
    }

    /** The ballot on disk, before anything of it is sent; the one of an earlier try, if there is one. */
    private KeptBallot keep(SecretBallot rules, ChainId chain, Path directory, String value) {
        Optional<KeptBallot> earlier = KeptBallot.find(directory, chain, ballot.decision(), ballot.instance());
        if (earlier.isPresent()) {
            if (!earlier.get().value().equals(value)) {
                throw OperatorException.failure(
                        "a ballot of " + ballot.instance() + " on " + Quoted.of(ballot.decision())
                                + " with another value is kept already: a commitment is never changed. If it was never taken,"
                                + " remove " + KeptBallot.file(directory, chain, ballot.decision(), ballot.instance()));
            }
        }
        if (earlier.isPresent()) {
            // Reveal goes by what is kept: it must be what the chain says.
            if (!earlier.get().commitDeadline().equals(rules.commitDeadline())) {
                throw OperatorException.failure("the commits of " + Quoted.of(ballot.decision()) + " end at "
                        + SecretBallot.shown(rules.commitDeadline()) + " by this node, and at "
                        + SecretBallot.shown(earlier.get().commitDeadline())
                        + " by the kept ballot: one of the nodes that you asked is wrong, and nothing was sent");
            }
            return earlier.get();
        }
        if (!rules.status().equals("COMMITTING")) {
            throw OperatorException.failure((rules.status().equals("REVEALING") ? "TOO_LATE: " : "DECISION_CLOSED: ")
                    + Quoted.of(ballot.decision()) + " takes no commitments any more: its status is " + rules.status());
        }
        KeptBallot made = KeptBallot.of(chain, ballot.decision(), ballot.instance(), value, rules.commitDeadline());
        made.store(directory);
        return made;
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        JsonNode rules = answer.path("decision").path("rules");
        terminal.show("committed in block " + answer.path("height").asText() + ": commitment "
                + answer.path("decision").path("commitCount").asText() + " on " + Quoted.of(ballot.decision()));
        terminal.show("reveal it after "
                + Instant.ofEpochMilli(rules.path("commitDeadlineMillis").asLong())
                + ": quorate reveal --instance " + ballot.instance() + " --decision " + ballot.decision());
    }
}
