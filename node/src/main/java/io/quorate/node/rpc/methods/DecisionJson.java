package io.quorate.node.rpc.methods;

import static io.quorate.node.rpc.Shape.FLAG;
import static io.quorate.node.rpc.Shape.HEX;
import static io.quorate.node.rpc.Shape.INTEGER;
import static io.quorate.node.rpc.Shape.STRING;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.ledger.LedgerQueries.DecisionSummary;
import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.ledger.decisions.Ballot;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.Decision;
import io.quorate.ledger.decisions.Opening;
import io.quorate.ledger.decisions.Rules;
import io.quorate.ledger.decisions.SealedBallot;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.rpc.Shape;
import io.quorate.protocol.types.BlockTime;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Decisions as answers show them: the shapes, and what fills them. */
public final class DecisionJson {
    /** The most votes, commitments or electors that one answer lists. */
    static final int PAGE = 100;

    private static final Shape STATUS =
            Shape.choice(Stream.of(Decision.Status.values()).map(Enum::name).toArray(String[]::new));

    static final Shape VOTE = Shape.object(
            ResultField.of("instanceId", STRING, "who voted"),
            ResultField.of("value", STRING, "for what"),
            ResultField.of("weight", INTEGER, "what the vote weighs"),
            ResultField.of("height", INTEGER, "the block that counted it"),
            ResultField.of("txId", Shape.HASH, "the transaction that cast or revealed it"));

    private static final Shape COMMIT = Shape.object(
            ResultField.of("instanceId", STRING, "who committed"),
            ResultField.of("weight", INTEGER, "what its vote weighs"),
            ResultField.of("commitment", Shape.HASH, "to what"),
            ResultField.of("height", INTEGER, "the block that took it"),
            ResultField.of("txId", Shape.HASH, "the transaction that brought it"),
            ResultField.of("revealed", FLAG, "whether it is revealed"));

    private static final Shape RULES = Shape.object(
            ResultField.of("electorate", Shape.choice("open", "listed"), "the first to come, or a list"),
            ResultField.of("totalInstances", INTEGER, "its size"),
            ResultField.of("totalWeight", INTEGER, "what its votes weigh together"),
            ResultField.of("quorum", Shape.choice("majority", "supermajority"), "what makes a result"),
            ResultField.of("required", INTEGER, "votes for a majority; weight behind one value for a supermajority"),
            ResultField.of("weighting", Shape.choice("equal", "stake", "effective"), "what a vote weighs"),
            ResultField.of("ballot", Shape.choice("open", "secret"), "whether votes are committed first"),
            ResultField.maybe("deadlineMillis", INTEGER, "block time of the end of voting"),
            ResultField.maybe("commitDeadlineMillis", INTEGER, "block time at which commits end and reveals begin"),
            ResultField.maybe("revealDeadlineMillis", INTEGER, "block time of the end of reveals"));

    /** A decision with everything. */
    static final Shape WHOLE = Shape.object(
            ResultField.of("topic", STRING, "what is decided"),
            ResultField.of("status", STATUS, "what it is at, deadlines that have passed included"),
            ResultField.of("rules", RULES, "fixed when it opened"),
            ResultField.of("totalInstances", INTEGER, "as in rules"),
            ResultField.of("quorum", INTEGER, "as required in rules"),
            ResultField.of("opener", HEX, "the key that opened it"),
            ResultField.of("openedHeight", INTEGER, "the block that opened it"),
            ResultField.of("openedTimeMillis", INTEGER, "that block's time"),
            ResultField.of("openedTxId", Shape.HASH, "the transaction that opened it"),
            ResultField.of("voteCount", INTEGER, "votes that count: cast, or revealed"),
            ResultField.of("votes", new Shape.Items(VOTE, 0, PAGE), "this page of them, in ledger order"),
            ResultField.maybe("commitCount", INTEGER, "commitments of a secret ballot"),
            ResultField.maybe("commits", new Shape.Items(COMMIT, 0, PAGE), "this page of them, in their order"),
            ResultField.maybe(
                    "electors",
                    Shape.listOf(
                            ResultField.of("instanceId", STRING, "who may vote"),
                            ResultField.of("weight", INTEGER, "what its vote weighs")),
                    "this page of the list"),
            ResultField.maybe(
                    "nextOffset",
                    INTEGER,
                    "the offset of the next page of votes, commits and electors, if there is one"),
            ResultField.of(
                    "tally",
                    Shape.listOf(
                            ResultField.of("value", STRING, "a value"),
                            ResultField.of("weight", INTEGER, "the weight behind it")),
                    "the values that came first, and what is behind them; whatever the page"),
            ResultField.of("tallyCount", INTEGER, "how many values have votes"),
            ResultField.maybe("result", STRING, "the value that was decided"),
            ResultField.maybe("decidedHeight", INTEGER, "the block that decided"),
            ResultField.maybe("closedHeight", INTEGER, "the block that closed it, decided or not"),
            ResultField.maybe("closedTimeMillis", INTEGER, "that block's time"),
            ResultField.of("pruned", FLAG, "whether its votes are dropped"));

    /** A decision in a list. */
    static final Shape LINE = Shape.object(
            ResultField.of("topic", STRING, "what is decided"),
            ResultField.of("status", STATUS, "what it is at"),
            ResultField.of("totalInstances", INTEGER, "size of the electorate"),
            ResultField.of("voteCount", INTEGER, "votes that count"),
            ResultField.of("openedHeight", INTEGER, "the block that opened it"),
            ResultField.maybe("result", STRING, "the value that was decided"),
            ResultField.maybe("decidedHeight", INTEGER, "the block that decided"));

    private DecisionJson() {}

    /**
     * What a decision's record alone says, as of a block time: the same members but for the lists, which are records of
     * their own.
     */
    public static ObjectNode record(Decision decision, BlockTime time) {
        ObjectNode out = opened(decision.topic(), decision.status(time), decision.rules(), decision.opening())
                .put("voteCount", decision.voteCount());
        if (decision.rules().isSecret()) {
            out.put("commitCount", decision.count().ballots());
        }
        ending(out, decision.result(time), decision.closing());
        closing(out, decision.closing());
        return out.put("pruned", decision.pruned());
    }

    private static ObjectNode opened(String topic, Decision.Status status, Rules rules, Opening opening) {
        ObjectNode out = Json.object().put("topic", topic).put("status", status.name());
        out.set("rules", rules(rules));
        return out.put("totalInstances", rules.totalInstances())
                .put("quorum", rules.required())
                .put("opener", opening.opener().toHex())
                .put("openedHeight", opening.height().number())
                .put("openedTimeMillis", opening.time().millis())
                .put("openedTxId", opening.transaction().toString());
    }

    /** A decision with a page of its votes. */
    static ObjectNode whole(DecisionView decision, long offset, int limit) {
        ObjectNode out = opened(decision.topic(), decision.status(), decision.rules(), decision.opening())
                .put("voteCount", decision.voteCount());
        DecisionPage page = DecisionPage.of(decision, offset, limit);
        out.set("votes", page.votes());
        if (decision.rules().isSecret()) {
            out.put("commitCount", decision.sealedBallots().size()).set("commits", page.commits());
        }
        if (decision.rules().isListed()) {
            out.set("electors", page.electors());
        }
        page.next().ifPresent(next -> out.put("nextOffset", next));
        out.set("tally", DecisionPage.tally(decision));
        out.put("tallyCount", decision.tally().size());
        ending(out, decision.result(), decision.closing());
        closing(out, decision.closing());
        return out.put("pruned", decision.pruned());
    }

    private static void closing(ObjectNode out, Optional<Decision.Closing> closing) {
        closing.ifPresent(how -> out.put("closedHeight", how.height().number())
                .put("closedTimeMillis", how.time().millis()));
    }

    private static void ending(ObjectNode out, Optional<String> result, Optional<Decision.Closing> closing) {
        result.ifPresent(value -> out.put("result", value));
        closing.filter(how -> how.status() == Decision.Status.DECIDED)
                .ifPresent(how -> out.put("decidedHeight", how.height().number()));
    }

    private static ObjectNode rules(Rules rules) {
        ObjectNode out = Json.object()
                .put("electorate", rules.isListed() ? "listed" : "open")
                .put("totalInstances", rules.totalInstances())
                .put("totalWeight", rules.electors().weight())
                .put("quorum", word(rules.quorum()))
                .put("required", rules.required())
                .put("weighting", word(rules.weighting()));
        if (rules.ballot() instanceof BallotRule.Secret secret) {
            return out.put("ballot", "secret")
                    .put("commitDeadlineMillis", secret.commits().millis())
                    .put("revealDeadlineMillis", secret.reveals().millis());
        }
        out.put("ballot", "open");
        rules.ballot().end().ifPresent(end -> out.put("deadlineMillis", end.millis()));
        return out;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** A vote that counts. */
    static ObjectNode vote(Ballot vote) {
        return Json.object()
                .put("instanceId", vote.instance())
                .put("value", vote.value())
                .put("weight", vote.weight())
                .put("height", vote.height().number())
                .put("txId", vote.transaction().toString());
    }

    /** A commitment. */
    static ObjectNode commit(SealedBallot ballot) {
        return Json.object()
                .put("instanceId", ballot.instance())
                .put("weight", ballot.weight())
                .put("commitment", ballot.commitment().toHex())
                .put("height", ballot.height().number())
                .put("txId", ballot.transaction().toString())
                .put("revealed", ballot.reveal().isPresent());
    }

    /** A decision in a list. */
    static ObjectNode line(DecisionSummary decision) {
        ObjectNode out = Json.object()
                .put("topic", decision.topic())
                .put("status", decision.status().name())
                .put("totalInstances", decision.rules().totalInstances())
                .put("voteCount", decision.voteCount())
                .put("openedHeight", decision.opening().height().number());
        ending(out, decision.result(), decision.closing());
        return out;
    }
}
