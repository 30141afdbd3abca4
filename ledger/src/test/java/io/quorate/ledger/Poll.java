package io.quorate.ledger;

import static io.quorate.ledger.TestChain.ANNA;
import static io.quorate.ledger.TestChain.BEN;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.CommitBallot;
import io.quorate.ledger.Operation.OpenDecision;
import io.quorate.ledger.Operation.PruneDecision;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.Operation.RevealBallot;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.types.BlockTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One decision, "lunch", that Anna opens and on which Ben's instances vote. Each call is a block, a second after the last. */
final class Poll {
    static final String TOPIC = "lunch";

    final TestChain chain;
    private final BlockTime start;

    Poll(TestChain chain, String... instances) {
        this.chain = chain;
        for (String id : instances) {
            chain.succeed(BEN, new RegisterInstance(id));
        }
        start = chain.time();
    }

    static Poll of(String... instances) {
        return new Poll(TestChain.fresh(), instances);
    }

    /** A time so many seconds after the instances were registered. */
    BlockTime at(int seconds) {
        return start.plus(Duration.ofSeconds(seconds));
    }

    /** The next block is so many seconds after the instances were registered. */
    Poll then(int seconds) {
        chain.nextAt(at(seconds));
        return this;
    }

    static Electorate listed(String... instances) {
        return new Electorate.Listed(List.of(instances));
    }

    static DecisionRules rules(Electorate electorate, Quorum quorum) {
        return rules(electorate, quorum, BallotRule.withoutDeadline());
    }

    static DecisionRules rules(Electorate electorate, Quorum quorum, BallotRule ballot) {
        return new DecisionRules(electorate, quorum, Weighting.EQUAL, ballot);
    }

    BallotRule until(int seconds) {
        return new BallotRule.Open(Optional.of(at(seconds)));
    }

    BallotRule secret(int commits, int reveals) {
        return new BallotRule.Secret(at(commits), at(reveals));
    }

    Poll open(DecisionRules rules) {
        chain.succeed(ANNA, new OpenDecision(TOPIC, rules));
        return this;
    }

    FailureCode refusedOpen(DecisionRules rules) {
        return chain.fail(ANNA, new OpenDecision(TOPIC, rules));
    }

    /** Votes of instances, as {@code a=soup b=stew}; what the decision is at after them. */
    Status vote(String votes) {
        Status status = Status.OPEN;
        for (String vote : votes.split(" ", -1)) {
            String[] parts = vote.split("=", -1);
            status = ((Result.Voted) chain.succeed(BEN, cast(parts[0], parts[1]))).status();
        }
        return status;
    }

    FailureCode refusedVote(String instance, String value) {
        return chain.fail(BEN, cast(instance, value));
    }

    static CastVote cast(String instance, String value) {
        return new CastVote(instance, TOPIC, value, Optional.empty());
    }

    /** Each instance has one nonce. */
    static Bytes nonce(String instance) {
        return Bytes.of(Sha256.hash(instance.getBytes(StandardCharsets.UTF_8)).toBytes());
    }

    static Hash commitment(String instance, String value) {
        return Commitment.of(TestChain.CHAIN, TOPIC, instance, value, nonce(instance));
    }

    static CommitBallot committing(String instance, String value) {
        return new CommitBallot(instance, TOPIC, commitment(instance, value));
    }

    static RevealBallot revealing(String instance, String value) {
        return new RevealBallot(instance, TOPIC, value, nonce(instance));
    }

    /** Commitments, all in one block; how many there are after them. */
    int commit(String votes) {
        Operation[] operations = List.of(votes.split(" ", -1)).stream()
                .map(vote -> committing(vote.split("=", -1)[0], vote.split("=", -1)[1]))
                .toArray(Operation[]::new);
        return ((Result.Committed) chain.succeed(BEN, operations)).commitCount();
    }

    FailureCode refusedCommit(String instance, String value) {
        return chain.fail(BEN, committing(instance, value));
    }

    /** Reveals, all in one block; what the decision is at after them. */
    Status reveal(String votes) {
        Operation[] operations = List.of(votes.split(" ", -1)).stream()
                .map(vote -> revealing(vote.split("=", -1)[0], vote.split("=", -1)[1]))
                .toArray(Operation[]::new);
        return ((Result.Voted) chain.succeed(BEN, operations)).status();
    }

    FailureCode refusedReveal(String instance, String value) {
        return chain.fail(BEN, revealing(instance, value));
    }

    FailureCode refusedPrune() {
        return chain.fail(ANNA, new PruneDecision(TOPIC));
    }

    DecisionView view() {
        return chain.decision(TOPIC).orElseThrow();
    }

    /** As it stands at a time, if no block comes before that. */
    DecisionView viewAt(int seconds) {
        return chain.queries().decision(TOPIC, at(seconds)).orElseThrow();
    }
}
