package io.quorate.ledger;

import static io.quorate.ledger.Poll.commitment;
import static io.quorate.ledger.Poll.listed;
import static io.quorate.ledger.Poll.nonce;
import static io.quorate.ledger.Poll.rules;
import static io.quorate.ledger.TestChain.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.ledger.LedgerQueries.Tally;
import io.quorate.ledger.Operation.CommitBallot;
import io.quorate.ledger.Operation.RevealBallot;
import io.quorate.ledger.decisions.Ballot;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.ledger.decisions.SealedBallot;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Transaction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ledger.md, Secret ballots: commits until second 100, reveals until second 200. */
class SecretBallotTest {
    private static final String[] FOUR = {"a", "b", "c", "d"};

    private static Poll poll(Quorum quorum, Electorate electorate) {
        Poll poll = Poll.of("a", "b", "c", "d", "e");
        return poll.open(rules(electorate, quorum, poll.secret(100, 200)));
    }

    private static Poll poll() {
        return poll(Quorum.MAJORITY, listed(FOUR));
    }

    @Test
    void commitmentsFirstAndWhatTheyHideLater() {
        Poll poll = poll();
        assertThat(poll.view().status()).isEqualTo(Status.COMMITTING);
        assertThat(poll.commit("a=soup b=stew c=stew")).isEqualTo(3);
        assertThat(poll.view().voteCount()).isZero();
        assertThat(poll.view().votes()).isEmpty();
        assertThat(poll.view().tally()).isEmpty();
        assertThat(poll.viewAt(100).status()).isEqualTo(Status.REVEALING);

        assertThat(poll.then(100).reveal("c=stew a=soup")).isEqualTo(Status.REVEALING);
        assertThat(poll.view().voteCount()).isEqualTo(2);
        assertThat(poll.reveal("b=stew")).isEqualTo(Status.DECIDED);
        assertThat(poll.view().result()).contains("stew");
        assertThat(poll.view().tally()).containsExactly(new Tally("soup", 1), new Tally("stew", 2));
    }

    @Test
    void eachBallotIsKeptWithItsCommitmentAndItsReveal() {
        Poll poll = poll();
        Transaction commit = poll.chain.transaction(BEN, Poll.committing("a", "soup"));
        poll.chain.block(commit);
        poll.then(100);
        Transaction reveal = poll.chain.transaction(BEN, Poll.revealing("a", "soup"));
        poll.chain.block(reveal);

        DecisionView view = poll.view();
        assertThat(view.sealedBallots())
                .containsExactly(new SealedBallot(
                        "a",
                        1,
                        commitment("a", "soup"),
                        poll.chain.height().plus(-1),
                        commit.id(),
                        Optional.of(new SealedBallot.Reveal("soup", poll.chain.height(), reveal.id()))));
        assertThat(view.votes()).containsExactly(new Ballot("a", "soup", 1, poll.chain.height(), reveal.id()));
    }

    // ---- when

    @Test
    void commitsAreTakenUntilTheirDeadline() {
        Poll poll = poll();

        poll.then(99).commit("a=soup");
        poll.then(100);
        assertThat(poll.refusedCommit("b", "soup")).isEqualTo(FailureCode.TOO_LATE);
        poll.then(200);
        assertThat(poll.refusedCommit("b", "soup")).isEqualTo(FailureCode.DECISION_CLOSED);
    }

    @Test
    void revealsAreTakenFromThenOnAndUntilTheirs() {
        Poll poll = poll();
        poll.commit("a=soup b=soup c=soup");

        poll.then(99);
        assertThat(poll.refusedReveal("a", "soup")).isEqualTo(FailureCode.TOO_EARLY);
        poll.then(100).reveal("a=soup");
        poll.then(199).reveal("b=soup");
        poll.then(200);
        assertThat(poll.refusedReveal("c", "soup")).isEqualTo(FailureCode.DECISION_CLOSED);
    }

    // ---- what a reveal must be

    @Test
    void whoDidNotCommitHasNothingToReveal() {
        Poll poll = poll();
        poll.commit("a=soup");

        poll.then(100);
        assertThat(poll.refusedReveal("b", "soup")).isEqualTo(FailureCode.NO_COMMITMENT);
        assertThat(poll.refusedReveal("e", "soup")).as("not on the list either").isEqualTo(FailureCode.NO_COMMITMENT);
    }

    @Test
    void aRevealOfAnotherValueOrNonceIsInvalidAndMayBeMadeGood() {
        Poll poll = poll();
        poll.commit("a=soup b=soup");

        poll.then(100);
        assertThat(poll.refusedReveal("a", "stew")).isEqualTo(FailureCode.INVALID_REVEAL);
        assertThat(poll.chain.fail(BEN, new RevealBallot("a", Poll.TOPIC, "soup", nonce("b"))))
                .isEqualTo(FailureCode.INVALID_REVEAL);
        poll.reveal("a=soup");
        assertThat(poll.refusedReveal("a", "soup")).isEqualTo(FailureCode.ALREADY_VOTED);
        assertThat(poll.refusedReveal("a", "stew")).isEqualTo(FailureCode.ALREADY_VOTED);
    }

    @Test
    void aCopiedCommitmentCannotBeRevealed() {
        Poll poll = poll();
        poll.chain.succeed(BEN, Poll.committing("a", "soup"));
        poll.chain.succeed(BEN, new CommitBallot("b", Poll.TOPIC, commitment("a", "soup")));

        poll.then(100).reveal("a=soup");
        for (Bytes nonce : List.of(nonce("a"), nonce("b"))) {
            assertThat(poll.chain.fail(BEN, new RevealBallot("b", Poll.TOPIC, "soup", nonce)))
                    .isEqualTo(FailureCode.INVALID_REVEAL);
        }
    }

    @Test
    void aCommitmentOfAnotherDecisionCannotBeRevealed() {
        Poll poll = poll();
        poll.chain.succeed(
                BEN,
                new CommitBallot("a", Poll.TOPIC, Commitment.of(TestChain.CHAIN, "dinner", "a", "soup", nonce("a"))));

        poll.then(100);
        assertThat(poll.refusedReveal("a", "soup")).isEqualTo(FailureCode.INVALID_REVEAL);
    }

    // ---- who

    @Test
    void anInstanceCommitsItselfOnce() {
        Poll poll = poll();
        poll.commit("a=soup");

        assertThat(poll.refusedCommit("a", "soup")).isEqualTo(FailureCode.ALREADY_VOTED);
        assertThat(poll.refusedCommit("a", "stew")).isEqualTo(FailureCode.ALREADY_VOTED);
    }

    @Test
    void ofAListOnlyThoseOnItCommit() {
        assertThat(poll().refusedCommit("e", "soup")).isEqualTo(FailureCode.NOT_IN_ELECTORATE);
    }

    @Test
    void anOpenElectorateIsTheFirstToCommit() {
        Poll poll = poll(Quorum.MAJORITY, new Electorate.Open(3));
        assertThat(poll.commit("a=x b=y c=y")).isEqualTo(3);

        assertThat(poll.refusedCommit("d", "x")).isEqualTo(FailureCode.ELECTORATE_FULL);
        assertThat(poll.then(100).reveal("a=x b=y c=y")).isEqualTo(Status.DECIDED);
        assertThat(poll.view().result()).contains("y");
    }

    @Test
    void eachKindOfBallotHasItsOperations() {
        assertThat(poll().refusedVote("a", "soup")).isEqualTo(FailureCode.RULES_MISMATCH);
        Poll open = Poll.of("a").open(rules(listed("a"), Quorum.MAJORITY));
        assertThat(open.refusedCommit("a", "soup")).isEqualTo(FailureCode.RULES_MISMATCH);
        assertThat(open.refusedReveal("a", "soup")).isEqualTo(FailureCode.RULES_MISMATCH);
        assertThat(Poll.of("a").refusedCommit("a", "soup"))
                .as("a commitment opens nothing")
                .isEqualTo(FailureCode.NO_SUCH_DECISION);
    }

    // ---- what comes out

    /** Whatever order they are revealed in: of values that tie, the one that reached that weight first. */
    @ParameterizedTest(name = "revealed {0}: {1}")
    @CsvSource({"a=x b=y c=y d=x, y", "d=x c=y b=y a=x, y", "c=y a=x d=x b=y, y"})
    void tiesBreakByTheOrderOfCommitments(String reveals, String winner) {
        Poll poll = poll();
        poll.commit("a=x b=y c=y d=x");

        assertThat(poll.then(100).reveal(reveals)).isEqualTo(Status.DECIDED);
        assertThat(poll.view().result()).contains(winner);
    }

    @Test
    void itIsTalliedAtTheDeadlineOfRevealsIfNotAllAreRevealed() {
        Poll poll = poll();
        poll.commit("a=x b=y c=y d=x");
        assertThat(poll.then(100).reveal("c=y b=y d=x"))
                .as("a majority, and one to come")
                .isEqualTo(Status.REVEALING);

        assertThat(poll.viewAt(199).result()).isEmpty();
        assertThat(poll.viewAt(200).status()).as("to whoever reads it").isEqualTo(Status.DECIDED);
        assertThat(poll.viewAt(200).result()).contains("y");
        poll.then(200).chain.block();
        assertThat(poll.view().result()).contains("y");
        assertThat(poll.chain.events(Ledger.DECISION_MADE)).hasSize(1);
        assertThat(poll.chain.queries().summary().decided()).isEqualTo(1);
    }

    @Test
    void onlyRevealedBallotsCount() {
        Poll poll = poll();
        poll.commit("a=x b=x c=y d=y");
        poll.then(100).reveal("c=y d=y");

        poll.then(200).chain.block();
        assertThat(poll.view().status()).as("two are no majority of four").isEqualTo(Status.EXPIRED);
        assertThat(poll.view().result()).isEmpty();
        assertThat(poll.view().votes()).hasSize(2);
        assertThat(poll.view().sealedBallots()).hasSize(4);
    }

    @Test
    void tooFewCommitmentsExpireWhenAllAreRevealed() {
        Poll poll = poll();
        poll.commit("a=x b=x");

        assertThat(poll.then(100).reveal("a=x b=x")).isEqualTo(Status.EXPIRED);
    }

    @Test
    void noCommitmentsExpireAtTheEnd() {
        Poll poll = poll();

        poll.then(150).chain.block();
        assertThat(poll.view().status()).isEqualTo(Status.REVEALING);
        poll.then(200).chain.block();
        assertThat(poll.view().status()).isEqualTo(Status.EXPIRED);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"a=x b=x c=x d=y, DECIDED", "a=x b=x c=y d=y, NO_CONSENSUS", "a=x b=x, NO_CONSENSUS"})
    void aSupermajorityIsOfTheWholeElectorate(String votes, Status status) {
        Poll poll = poll(Quorum.SUPERMAJORITY, listed(FOUR));
        poll.commit(votes);

        assertThat(poll.then(100).reveal(votes)).isEqualTo(status);
    }

    /** As with an open ballot: whether it could have been reached, had all the others voted for what is ahead. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"a=x b=x, EXPIRED", "a=x b=y c=y, EXPIRED", "a=x b=y, EXPIRED", "a=x b=y c=z, NO_CONSENSUS"})
    void atTheDeadlineOfRevealsASupermajorityIsOutOfReachOrWasNotReachedInTime(String reveals, Status status) {
        Poll poll = poll(Quorum.SUPERMAJORITY, listed(FOUR));
        poll.commit(reveals + " d=x");
        assertThat(poll.then(100).reveal(reveals)).isEqualTo(Status.REVEALING);

        assertThat(poll.viewAt(200).status()).isEqualTo(status);
        poll.then(200).chain.block();
        assertThat(poll.view().status()).isEqualTo(status);
        assertThat(poll.view().closing().orElseThrow().status()).isEqualTo(status);
    }

    @Test
    void aSupermajorityIsNotTalliedBeforeAllAreRevealed() {
        Poll poll = poll(Quorum.SUPERMAJORITY, listed(FOUR));
        poll.commit("a=x b=x c=x d=y");

        assertThat(poll.then(100).reveal("a=x b=x c=x")).isEqualTo(Status.REVEALING);
        assertThat(poll.reveal("d=y")).isEqualTo(Status.DECIDED);
    }

    @Test
    void commitmentsAndRevealsAreTold() {
        Poll poll = poll();
        poll.commit("a=x b=x c=x");
        poll.then(100).reveal("b=x a=x c=x");

        assertThat(poll.chain.events(Ledger.BALLOT_COMMITTED))
                .extracting(event -> event.fields().get("instanceId"))
                .containsExactly("a", "b", "c");
        assertThat(poll.chain.events(Ledger.VOTE_CAST))
                .extracting(event ->
                        event.fields().get("instanceId") + event.fields().get("voteCount"))
                .containsExactly("b1", "a2", "c3");
    }

    @Test
    void aCommitmentAndARevealAreChargedToWhoMakesThem() {
        Poll poll = poll();
        long before = poll.chain.queries().usage(BEN).bytes();
        poll.commit("a=soup");
        assertThat(poll.chain.queries().usage(BEN).bytes()).isEqualTo(before + 64 + 1 + 32);

        poll.then(100).reveal("a=soup");
        assertThat(poll.chain.queries().usage(BEN).bytes()).isEqualTo(before + 64 + 1 + 32 + 4);
    }

    @Test
    void theLastDeadlineIsTheOneThatCounts() {
        Poll poll = poll();
        BlockTime commits = poll.at(100);

        assertThat(poll.chain
                        .queries()
                        .decision(Poll.TOPIC, commits)
                        .orElseThrow()
                        .closing())
                .isEmpty();
        poll.then(100).chain.block();
        assertThat(poll.chain.events(Ledger.DECISION_CLOSED)).isEmpty();
    }
}
