package io.quorate.protocol.replica;

import static io.quorate.protocol.replica.Solo.finalizes;
import static io.quorate.protocol.replica.Solo.notarizes;
import static io.quorate.protocol.replica.Solo.nullifies;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Misbehaviour;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.verify.Fault;
import io.quorate.protocol.verify.Verdict;
import io.quorate.protocol.verify.Verified;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every fault of the evidence table is found, proven and told, and nobody honest is accused: consensus.md, Evidence. */
class AccusationTest {
    /** Not the leader of the first view. */
    private static final int SELF = 5;

    private final TestChain chain = new TestChain(Duration.ofHours(1), 1, 1, 1, 1, 1, 1, 1);
    private final Block red = chain.block(chain.root, 1, 1_000);
    private final Block blue = chain.block(chain.root, 1, 1_001);

    private final TestChain shortEpochs = new TestChain(Duration.ofSeconds(1), 1, 1, 1, 1, 1, 1, 1);
    /** With it the first of these ends. */
    private final Block last = shortEpochs.block(shortEpochs.root, 1, 1_000);

    private Solo inAShortEpoch() {
        Solo solo = new Solo(shortEpochs, SELF);
        solo.name("last", last);
        return solo.start();
    }

    private Solo replica(TestChain of) {
        Solo solo = new Solo(of, SELF);
        solo.name("red", red);
        solo.name("blue", blue);
        return solo.start();
    }

    /** What it told its peers that somebody did. */
    private static List<Evidence> accusations(Solo solo) {
        return solo.sent(Message.Accuse.class).stream()
                .map(Message.Accuse::evidence)
                .distinct()
                .toList();
    }

    private static void assertAccused(Solo solo, int validator, Subject one, Subject other) {
        Evidence expected = Evidence.of(solo.chain.vote(validator, one), solo.chain.vote(validator, other))
                .orElseThrow();
        assertThat(accusations(solo)).as("%s and %s", one, other).containsExactly(expected);
        assertThat(solo.replica().snapshot().evidence()).containsExactly(expected);
        assertThat(solo.journalled(SigningJournal.Entry.Accused.class)).isEqualTo(1);
    }

    @Test
    void eachPairOfTheTableIsFoundWhicheverComesFirst() {
        for (List<Subject> pair : List.of(
                List.of(notarizes(1, 0, red), notarizes(1, 0, blue)),
                List.of(finalizes(1, 0, red), finalizes(1, 0, blue)),
                List.of(finalizes(1, 0, red), nullifies(1)))) {
            for (boolean swapped : List.of(false, true)) {
                Subject first = pair.get(swapped ? 1 : 0);
                Subject second = pair.get(swapped ? 0 : 1);
                Solo solo = replica(chain);
                solo.votes(first, 2).votes(second, 2);
                assertAccused(solo, 2, first, second);
            }
        }
    }

    /** network.md, Gossip: also to those that are connected to its author, who may have shown them the other alone. */
    @Test
    void aVoteThatContradictsOneHeldGoesToAll() {
        Solo solo = replica(chain);
        solo.votes(finalizes(1, 0, red), 2).votes(nullifies(1), 3);
        assertThat(othersVotes(solo)).as("nothing is contradicted yet").isEmpty();

        solo.votes(nullifies(1), 2);

        assertThat(othersVotes(solo))
                .containsExactlyInAnyOrder(chain.vote(2, finalizes(1, 0, red)), chain.vote(2, nullifies(1)));
    }

    private static List<Vote> othersVotes(Solo solo) {
        return solo.broadcast(Message.CastVote.class).stream()
                .map(Message.CastVote::vote)
                .filter(vote -> vote.validator().number() != SELF)
                .toList();
    }

    @Test
    void whatIsLegalAccusesNobody() {
        Solo solo = replica(chain);
        solo.votes(notarizes(1, 0, red), 2)
                .votes(nullifies(1), 2)
                .votes(notarizes(1, 0, red), 3)
                .votes(finalizes(1, 0, blue), 3)
                .votes(notarizes(1, 0, red), 3)
                .votes(nullifies(2), 2);
        assertThat(accusations(solo)).isEmpty();
    }

    @Test
    void aVoteBelowFinalityIsStillCompared() {
        Solo solo = replica(chain);
        solo.propose(red, 1, 0).certify(notarizes(1, 0, red), 0, 1, 2, 3, 4);
        solo.votes(finalizes(1, 0, red), 0, 1, 2, 3, 4);
        assertThat(solo.replica().snapshot().head().height().number()).isEqualTo(1);

        solo.votes(nullifies(1), 2);
        assertAccused(solo, 2, finalizes(1, 0, red), nullifies(1));
    }

    @Test
    void theSignersOfACertificateAreComparedWithTheVotesHeld() {
        Solo solo = replica(chain);
        solo.votes(nullifies(1), 2).certify(finalizes(1, 0, red), 0, 1, 2, 3, 4);
        assertAccused(solo, 2, nullifies(1), finalizes(1, 0, red));
    }

    @Test
    void aLaterVoteIsComparedWithTheCertificatesHeld() {
        Solo solo = replica(chain);
        solo.certify(notarizes(1, 0, red), 0, 1, 2, 3, 4).votes(notarizes(1, 0, blue), 2);
        assertAccused(solo, 2, notarizes(1, 0, red), notarizes(1, 0, blue));
    }

    @Test
    void whoSignedTwoCertificatesThatContradictEachOtherIsAccused() {
        Solo solo = replica(chain);
        solo.certify(notarizes(1, 0, red), 0, 1, 2, 3, 4).certify(notarizes(1, 0, blue), 2, 3, 4, 5, 6);
        assertThat(accusations(solo).stream().map(Evidence::validator))
                .containsExactly(new ValidatorIndex(2), new ValidatorIndex(3), new ValidatorIndex(4));
    }

    @Test
    void soItIsInAViewThatVotesComeTooLateFor() {
        Solo solo = replica(chain);
        solo.certify(nullifies(100), 0, 1, 2, 3, 4)
                .certify(notarizes(1, 0, red), 0, 1, 2, 3, 4)
                .certify(notarizes(1, 0, blue), 2, 3, 4, 5, 6);
        assertThat(accusations(solo).stream().map(Evidence::validator))
                .containsExactly(new ValidatorIndex(2), new ValidatorIndex(3), new ValidatorIndex(4));
    }

    @Test
    void soItIsAfterAJumpToAViewFarAhead() {
        Solo solo = replica(chain);
        Block far = chain.block(chain.root, 100, 9_000);
        solo.certify(nullifies(100), 0, 1, 2, 3, 4).votes(finalizes(100, 0, far), 2);
        assertAccused(solo, 2, nullifies(100), finalizes(100, 0, far));
    }

    @Test
    void aVoteBehindItsQuorumIsCheckedOnceItContradictsAnother() {
        Solo solo = replica(chain);
        solo.propose(red, 1, 0).certify(notarizes(1, 0, red), 0, 1, 2, 3, 4);
        solo.certify(finalizes(1, 0, red), 0, 1, 2, 3, 4);
        solo.votes(finalizes(1, 0, red), 6); // of no use to finality, and so not checked when it came
        solo.votes(nullifies(1), 6);
        assertAccused(solo, 6, finalizes(1, 0, red), nullifies(1));
    }

    @Test
    void aVoteBehindItsQuorumIsCheckedIfItContradictsOneHeld() {
        Solo solo = replica(chain);
        solo.certify(finalizes(1, 0, red), 0, 1, 2, 3, 4).votes(nullifies(1), 6);
        solo.from(2, new Message.CastVote(solo.chain.vote(6, finalizes(1, 0, red))));
        assertAccused(solo, 6, finalizes(1, 0, red), nullifies(1));
    }

    @Test
    void aForgedVoteBehindAQuorumAccusesNobodyAndChargesWhoSentIt() {
        Solo solo = replica(chain);
        solo.certify(finalizes(1, 0, red), 0, 1, 2, 3, 4).votes(nullifies(1), 6);
        Signature forged = chain.vote(4, nullifies(2)).signature();
        solo.from(4, new Message.CastVote(new Vote(finalizes(1, 0, red), new ValidatorIndex(6), forged)));
        assertThat(accusations(solo)).isEmpty();
        assertThat(solo.faults).containsExactly(Fault.INVALID_SIGNATURE);
    }

    @Test
    void lateVotesOfTheEpochThatEndedAreStillCompared() {
        Solo solo = inAShortEpoch();
        solo.propose(last, 1, 0).certify(finalizes(1, 0, last), 0, 1, 2, 3, 4);
        assertThat(solo.round()).isEqualTo(Round.of(2, 1));

        solo.votes(nullifies(1), 2);
        assertAccused(solo, 2, finalizes(1, 0, last), nullifies(1));
    }

    @Test
    void aFaultAheadOfTheCurrentViewIsToldOnceThatIsEntered() {
        Solo solo = replica(chain);
        Block early = chain.block(chain.root, 3, 3_000);
        solo.votes(nullifies(3), 2).votes(finalizes(3, 0, early), 2);
        assertThat(accusations(solo)).isEmpty();

        solo.certify(nullifies(1), 0, 1, 2, 3, 4);
        assertThat(accusations(solo)).isEmpty();
        solo.certify(nullifies(2), 0, 1, 2, 3, 4);
        assertAccused(solo, 2, nullifies(3), finalizes(3, 0, early));
    }

    @Test
    void soItIsOnceItsEpochHasEndedBeforeIt() {
        Solo solo = inAShortEpoch();
        solo.votes(nullifies(3), 2).votes(finalizes(3, 0, last), 2);
        assertThat(accusations(solo)).isEmpty();

        solo.propose(last, 1, 0).certify(finalizes(1, 0, last), 0, 1, 2, 3, 4);
        assertThat(solo.round()).isEqualTo(Round.of(2, 1));
        assertAccused(solo, 2, nullifies(3), finalizes(3, 0, last));
    }

    @Test
    void soItIsIfItComesWhenItsEpochHasEndedBeforeIt() {
        Solo solo = inAShortEpoch();
        solo.propose(last, 1, 0).certify(finalizes(1, 0, last), 0, 1, 2, 3, 4);
        solo.votes(nullifies(3), 2).votes(finalizes(3, 0, last), 2);
        assertAccused(solo, 2, nullifies(3), finalizes(3, 0, last));
    }

    @Test
    void aSecondProposalOfTheEpochThatEndedIsStillCompared() {
        Block other = shortEpochs.block(shortEpochs.root, 1, 1_001);
        Solo solo = inAShortEpoch();
        solo.propose(last, 1, 0).certify(finalizes(1, 0, last), 1, 2, 3, 4, 6);
        assertThat(solo.round()).isEqualTo(Round.of(2, 1));

        solo.propose(other, 1, 0);
        assertAccused(solo, shortEpochs.leader(1), notarizes(1, 0, last), notarizes(1, 0, other));
    }

    // ---- invalid proposals

    private Transaction transaction(boolean good) {
        var client = TestChain.signer(50);
        Transaction.Draft draft = new Transaction.Draft(
                chain.genesis.chain(),
                client.publicKey(),
                new Transaction.Salt(0, 1),
                new BlockTime(100_000),
                List.of(new byte[] {1}));
        return draft.signed(good ? client.sign(draft.signingBytes()) : Signature.of(new byte[64]));
    }

    private Block holding(Block empty, List<Transaction> body, int count) {
        BlockHeader header = empty.header();
        return Block.of(
                new BlockHeader(
                        header.version(),
                        header.chain(),
                        header.epoch(),
                        header.height(),
                        header.parent(),
                        header.proposer(),
                        header.time(),
                        count,
                        Block.bodySize(body),
                        MerkleTree.root(body.stream().map(Transaction::bytes).toList()),
                        header.receiptsRoot(),
                        header.stateRoot(),
                        header.validators(),
                        header.nextValidators()),
                body);
    }

    @Test
    void aLeaderIsAccusedOfABadlySignedTransactionInItsBlock() {
        Solo solo = replica(chain);
        Block bad = holding(red, List.of(transaction(true), transaction(false)), 2);
        solo.propose(bad, 1, 0);

        assertThat(solo.cast()).containsExactly(nullifies(1));
        assertThat(accusations(solo)).singleElement().isInstanceOfSatisfying(Evidence.InvalidTransaction.class, it -> {
            assertThat(it.validator().number()).isEqualTo(chain.leader(1));
            assertThat(it.transaction()).isEqualTo(transaction(false));
            assertThat(it.misbehaviour()).isEqualTo(Misbehaviour.INVALID_PROPOSAL);
        });
    }

    /** consensus.md, Evidence: what only an execution shows proves nothing to whoever has not executed it. */
    @Test
    void aWrongStateRootIsNullifiedAndToldAndAccusesNobody() {
        Solo solo = replica(chain);
        BlockHeader header = red.header();
        Block lie = Block.of(
                new BlockHeader(
                        header.version(),
                        header.chain(),
                        header.epoch(),
                        header.height(),
                        header.parent(),
                        header.proposer(),
                        header.time(),
                        header.transactionCount(),
                        header.bodySize(),
                        header.transactionsRoot(),
                        header.receiptsRoot(),
                        Sha256.hash(new byte[] {66}),
                        header.validators(),
                        header.nextValidators()),
                List.of());
        solo.name("lie", lie);
        solo.told();

        solo.propose(lie, 1, 0);

        assertThat(solo.cast()).containsExactly(nullifies(1));
        assertThat(solo.told()).contains("invalid lie").doesNotContain("accuse");
        assertThat(accusations(solo)).isEmpty();
        assertThat(solo.replica().snapshot().evidence()).isEmpty();
        assertThat(solo.faults).isEmpty();
    }

    @Test
    void soItIsIfTheVoteAndTheBlockComeApart() {
        Solo solo = replica(chain);
        Block bad = holding(red, List.of(transaction(false)), 1);
        solo.votes(notarizes(1, 0, bad), chain.leader(1));
        solo.from(chain.leader(1), new Message.Deliver(bad, Optional.empty()));
        assertThat(accusations(solo)).singleElement().isInstanceOf(Evidence.InvalidTransaction.class);
    }

    @Test
    void aHeaderOverTheLimitsAccusesItsLeaderAndNeedsNoBody() {
        Solo solo = replica(chain);
        Block over = holding(red, List.of(), 5_001);
        solo.propose(over, 1, 0);

        assertThat(solo.cast()).containsExactly(nullifies(1));
        assertThat(accusations(solo)).singleElement().isInstanceOf(Evidence.InvalidHeader.class);
        assertThat(solo.faults).isEmpty();
        assertThat(solo.journalled(SigningJournal.Entry.Stored.class)).isZero();
    }

    @Test
    void soItIsIfItIsProposedBeforeItsViewIsEntered() {
        for (boolean overLimits : List.of(true, false)) {
            Solo solo = replica(chain);
            Block empty = chain.block(chain.root, 2, 2_000);
            Block bad = overLimits ? holding(empty, List.of(), 5_001) : holding(empty, List.of(transaction(false)), 1);
            solo.propose(bad, 2, 0);
            assertThat(accusations(solo)).as("view 2 is to come").isEmpty();

            solo.certify(nullifies(2), 0, 1, 2, 3, 4);
            assertThat(solo.round()).isEqualTo(Solo.round(3));
            assertThat(accusations(solo))
                    .as("over limits: %s", overLimits)
                    .singleElement()
                    .satisfies(evidence ->
                            assertThat(evidence.validator().number()).isEqualTo(chain.leader(2)));
        }
    }

    /** validators.md: once a validator and round. A pool takes four, but each is punished. */
    @Test
    void eachOfManyInvalidProposalsOfOneLeaderIsToldOnceThereIsRoom() {
        Solo solo = replica(chain);
        int liar = chain.leader(1);
        List<Integer> led = IntStream.range(1, 60)
                .filter(view -> chain.leader(view) == liar)
                .limit(6)
                .boxed()
                .toList();
        for (int view : led) {
            if (view > 1) {
                solo.certify(nullifies(view - 1), 0, 1, 2, 3, 4);
            }
            solo.propose(holding(chain.block(chain.root, view, 1_000 + view), List.of(), 5_001), view, 0);
        }
        assertThat(views(accusations(solo))).isEqualTo(led.subList(0, 4));

        // Two are punished, and a block became final since.
        accusations(solo).stream()
                .limit(2)
                .forEach(evidence -> solo.store.put(LogApplication.punished(evidence), new byte[] {1}));
        long next = led.get(5) + 1L;
        Block good = chain.block(chain.root, next, 100_000);
        solo.clock = new BlockTime(100_000);
        solo.certify(nullifies(next - 1), 0, 1, 2, 3, 4).propose(good, next, 0);
        solo.certify(finalizes(next, 0, good), 0, 1, 2, 3, 4).fire(Timer.Tick.class);
        assertThat(views(accusations(solo))).as("no view was entered since").hasSize(4);

        solo.certify(nullifies(next + 1), 0, 1, 2, 3, 4);
        assertThat(views(accusations(solo))).isEqualTo(led);
        assertThat(solo.replica().snapshot().evidence()).hasSize(4);
    }

    private static List<Integer> views(List<Evidence> evidence) {
        return evidence.stream().map(one -> (int) one.round().view().number()).toList();
    }

    @Test
    void aBlockThatNamesAnotherProposerAccusesNobody() {
        Solo solo = replica(chain);
        int leader = chain.leader(1);
        Block empty = chain.block(chain.root, red.header().epoch(), (leader + 1) % 7, 1_000);
        Block bad = holding(empty, List.of(transaction(false)), 1);
        solo.propose(bad, 1, 0);
        assertThat(solo.cast()).containsExactly(nullifies(1));
        assertThat(accusations(solo)).isEmpty();
    }

    // ---- what becomes of evidence

    private Evidence conflict(int validator) {
        return Evidence.of(chain.vote(validator, finalizes(1, 0, red)), chain.vote(validator, finalizes(1, 0, blue)))
                .orElseThrow();
    }

    @Test
    void evidenceOfAPeerIsToldToAllOthersOnce() {
        Solo solo = replica(chain);
        solo.from(2, new Message.Accuse(conflict(3))).from(4, new Message.Accuse(conflict(3)));
        assertThat(solo.sent.stream()
                        .filter(one -> one.message() instanceof Message.Accuse)
                        .map(one -> one.to().orElseThrow()))
                .containsExactly(Solo.peer(0), Solo.peer(1), Solo.peer(3), Solo.peer(4), Solo.peer(6));
    }

    @Test
    void forgedEvidenceIsChargedToWhoSentIt() {
        Solo solo = replica(chain);
        Evidence.ConflictingVotes good = (Evidence.ConflictingVotes) conflict(3);
        Evidence forged = new Evidence.ConflictingVotes(
                good.first(),
                new Vote(good.second().subject(), good.validator(), good.first().signature()));
        solo.from(2, new Message.Accuse(forged));
        assertThat(solo.faults).containsExactly(Fault.INVALID_SIGNATURE);
        assertThat(solo.replica().snapshot().evidence()).isEmpty();
    }

    private Evidence forged(int validator) {
        Evidence.ConflictingVotes good = (Evidence.ConflictingVotes) conflict(validator);
        return new Evidence.ConflictingVotes(
                good.first(),
                new Vote(good.second().subject(), good.validator(), good.first().signature()));
    }

    @Test
    void evidenceOfAnOffenceThatIsPooledIsNotCheckedAgain() {
        Solo solo = replica(chain);
        solo.from(2, new Message.Accuse(conflict(3))).from(2, new Message.Accuse(forged(3)));
        assertThat(solo.faults).isEmpty();
        solo.from(2, new Message.Accuse(forged(1)));
        assertThat(solo.faults).containsExactly(Fault.INVALID_SIGNATURE);
    }

    @Test
    void norIsThatOfOneThatWasFoundOnChain() {
        Solo solo = replica(chain);
        solo.store.put(LogApplication.punished(conflict(3)), new byte[] {1});
        solo.from(2, new Message.Accuse(conflict(3))).from(4, new Message.Accuse(forged(3)));
        assertThat(solo.faults).isEmpty();
        assertThat(solo.replica().snapshot().evidence()).isEmpty();
    }

    @Test
    void whatIsNotKnownAnyMoreIsCheckedAfterAll() {
        Solo solo = replica(chain);
        Evidence forged = forged(3);
        solo.step(r -> r.onKnownEvidence(
                Solo.peer(2), forged, () -> new Verdict.Rejected<>(Fault.INVALID_SIGNATURE, "forged")));
        assertThat(solo.faults).containsExactly(Fault.INVALID_SIGNATURE);
        Evidence good = conflict(3);
        solo.step(r -> r.onKnownEvidence(Solo.peer(2), good, () -> new Verdict.Accepted<>(Verified.vouchedFor(good))));
        assertThat(solo.replica().snapshot().evidence()).containsExactly(good);
    }

    @Test
    void whoRepeatsEvidenceUsesUpItsShare() {
        Solo solo = replica(chain);
        solo.propose(red, 1, 0);
        for (int i = 0; i < 200; i++) {
            solo.from(2, new Message.Accuse(conflict(3)));
        }
        solo.sent.clear();
        solo.from(2, new Message.BlockRequest(red.id()));
        assertThat(solo.sent(Message.Deliver.class)).isEmpty();
        solo.from(4, new Message.BlockRequest(red.id()));
        assertThat(solo.sent(Message.Deliver.class)).hasSize(1);

        solo.fire(Timer.Tick.class).from(2, new Message.BlockRequest(red.id()));
        assertThat(solo.sent(Message.Deliver.class)).hasSize(2);
    }

    @Test
    void theVotesInEvidenceCountAsIfTheyHadCome() {
        Solo solo = replica(chain);
        int leader = chain.leader(1);
        solo.propose(red, 1, 0);
        Evidence evidence = Evidence.of(
                        chain.vote(leader, notarizes(1, 0, red)), chain.vote(leader, notarizes(1, 0, blue)))
                .orElseThrow();
        solo.from(2, new Message.Accuse(evidence)).certify(notarizes(1, 0, red), 0, 1, 2, 3, 4);
        // consensus.md, Notarization: once it saw the leader equivocate in v it sends no finalize for v
        assertThat(solo.cast()).containsExactly(notarizes(1, 0, red));
    }

    @Test
    void evidenceOfARoundThatIsToComeIsPooledForNobody() {
        Solo solo = replica(chain);
        Evidence early = Evidence.of(chain.vote(3, finalizes(200, 0, red)), chain.vote(3, finalizes(200, 0, blue)))
                .orElseThrow();
        solo.from(2, new Message.Accuse(early));
        assertThat(solo.replica().snapshot().evidence()).isEmpty();
    }

    @Test
    void evidenceOutlivesACrash() {
        Solo solo = replica(chain);
        solo.from(2, new Message.Accuse(conflict(3)));
        solo.restart();
        assertThat(solo.replica().snapshot().evidence()).containsExactly(conflict(3));
    }

    @Test
    void aPeerThatConnectsLaterIsToldToo() {
        Solo solo = replica(chain);
        solo.from(2, new Message.Accuse(conflict(3)));
        PeerId late = new PeerId("late");
        solo.step(r -> r.onConnected(late, Optional.<PublicKey>empty()));
        assertThat(solo.sent).contains(new Solo.Sent(Optional.of(late), new Message.Accuse(conflict(3))));
    }

    @Test
    void whatIsNotOnChainIsToldAgainNowAndThen() {
        Solo solo = replica(chain);
        solo.from(2, new Message.Accuse(conflict(3)));
        solo.sent.clear();
        for (int i = 0; i < 20; i++) {
            solo.fire(Timer.Tick.class);
        }
        assertThat(solo.sent(Message.Accuse.class)).containsOnly(new Message.Accuse(conflict(3)));
    }

    @Test
    void butToNobodyWhoHasShownThatItIsKnownThere() {
        Solo solo = replica(chain);
        Message accusation = new Message.Accuse(conflict(3));
        solo.from(2, accusation).from(4, accusation).from(6, accusation);
        solo.step(r -> r.onDisconnected(Solo.peer(6)));
        solo.step(r -> r.onConnected(Solo.peer(6), Optional.empty()));
        solo.sent.clear();
        for (int i = 0; i < 20; i++) {
            solo.fire(Timer.Tick.class);
        }
        assertThat(solo.sent.stream()
                        .filter(one -> one.message() instanceof Message.Accuse)
                        .map(one -> one.to().orElseThrow()))
                .as("peer 6 may have lost what it held")
                .containsExactly(Solo.peer(0), Solo.peer(1), Solo.peer(3), Solo.peer(6));
    }

    /**
     * Each tells each other node once, n * (n - 1) messages in all; and again only whom it told first, and who therefore
     * did not tell it: n - 1 messages every 5 s.
     */
    @Test
    void evidenceThatAllKnowIsHardlyToldAgain() {
        for (boolean foundByAll : List.of(true, false)) {
            Cluster cluster = new Cluster(7, 1, 1, 1, 1, 1, 1, 1).startAll();
            cluster.nodes.get(3).becomes(Byzantine.SILENT);
            List<Cluster.Link> told = new ArrayList<>();
            cluster.cut = link -> {
                if (link.message() instanceof Message.Accuse) {
                    told.add(link);
                }
                // Nothing becomes final: it stays in the pools.
                return link.message() instanceof Message.Propose;
            };
            cluster.runFor(Duration.ofSeconds(1));
            TestChain same = new TestChain(Duration.ofSeconds(20), 1, 1, 1, 1, 1, 1, 1);
            Block one = same.block(same.root, 1, 1_000);
            Evidence evidence = Evidence.of(same.vote(3, nullifies(1)), same.vote(3, finalizes(1, 0, one)))
                    .orElseThrow();
            for (int finder : foundByAll ? new int[] {0, 1, 2, 4, 5, 6} : new int[] {0}) {
                cluster.nodes.get(finder).receive(Cluster.peerId(3), new Message.Accuse(evidence));
            }
            cluster.runFor(Duration.ofSeconds(15));

            assertThat(cluster.accusers.get(new ValidatorIndex(3)))
                    .as("all honest nodes know")
                    .contains(0, 1, 2, 4, 5, 6);
            assertThat(told).as("found by all: %s", foundByAll).hasSizeLessThanOrEqualTo(7 * 6 + 3 * 6);
        }
    }

    @Test
    void whoeverFillsTheMempoolKeepsNoEvidenceOffTheChain() {
        Solo solo = new Solo(chain, chain.leader(2));
        solo.account = Optional.of(TestChain.signer(77));
        solo.mempool = new MempoolConfig(5, 1 << 20, 5);
        solo.start();
        for (int salt = 0; salt < 5; salt++) {
            Transaction spam = spam(chain, salt);
            solo.step(r -> r.onSubmitted(Verified.vouchedFor(spam)));
        }
        Evidence evidence = conflict(chain.leader(1));
        solo.from(chain.leader(1), new Message.Accuse(evidence));
        for (int i = 0; i < 60; i++) {
            solo.fire(Timer.Tick.class);
        }
        assertThat(solo.replica().snapshot().pendingTransactions()).as("full").isEqualTo(5);

        solo.certify(
                nullifies(1), IntStream.range(0, 7).filter(i -> i != solo.self).toArray());

        List<Transaction> body =
                solo.sent(Message.Propose.class).get(0).proposal().block().transactions();
        assertThat(body).hasSize(6);
        assertThat(body.get(0).operations()).singleElement().isEqualTo(new LogApplication().accusation(evidence));
    }

    @Test
    void aBlockTakesFewAccusationsAndTheRestStaysPendingWithoutHoldingUpOthers() {
        Solo solo = new Solo(chain, chain.leader(2));
        solo.start();
        byte[] operation = new LogApplication().accusation(conflict(chain.leader(1)));
        for (int i = 0; i < 20; i++) {
            Transaction accusation = signed(TestChain.signer(60 + i), i, operation);
            solo.step(r -> r.onSubmitted(Verified.vouchedFor(accusation)));
        }
        Transaction last = spam(chain, 0);
        solo.step(r -> r.onSubmitted(Verified.vouchedFor(last)));

        solo.certify(
                nullifies(1), IntStream.range(0, 7).filter(i -> i != solo.self).toArray());

        Block block = solo.sent(Message.Propose.class).get(0).proposal().block();
        assertThat(block.transactions())
                .hasSize(Application.MAX_ACCUSATIONS + 1)
                .endsWith(last);
        assertThat(solo.cast()).as("valid").contains(notarizes(2, 0, block));
    }

    private Transaction signed(Signer client, int salt, byte[] operation) {
        Transaction.Draft draft = new Transaction.Draft(
                chain.genesis.chain(),
                client.publicKey(),
                new Transaction.Salt(2, salt),
                new BlockTime(3_000_000),
                List.of(operation));
        return draft.signed(client.sign(draft.signingBytes()));
    }

    private static Transaction spam(TestChain of, int salt) {
        var client = TestChain.signer(51);
        Transaction.Draft draft = new Transaction.Draft(
                of.genesis.chain(),
                client.publicKey(),
                new Transaction.Salt(1, salt),
                new BlockTime(3_000_000),
                List.of(new byte[] {1}));
        return draft.signed(client.sign(draft.signingBytes()));
    }

    @Test
    void whoHasAnAccountSubmitsItAndDropsItOnceItIsOnChain() {
        TestChain alone = new TestChain(Duration.ofHours(1), 10, 1);
        Solo solo = new Solo(alone, 0);
        solo.account = Optional.of(TestChain.signer(77));
        solo.start();
        Evidence evidence = Evidence.of(
                        alone.vote(1, nullifies(1)),
                        alone.vote(
                                1,
                                Subject.notarize(Solo.round(1), io.quorate.protocol.types.View.ZERO, red.id())
                                        .as(VoteKind.FINALIZE)))
                .orElseThrow();
        solo.from(1, new Message.Accuse(evidence));
        assertThat(solo.replica().snapshot().evidence()).containsExactly(evidence);
        for (int i = 0; i < 40; i++) {
            solo.clock = solo.clock.plus(Duration.ofMillis(250));
            solo.fire(Timer.Tick.class).fire(Timer.Leader.class).fire(Timer.Idle.class);
        }
        assertThat(solo.store.state().get(LogApplication.punished(evidence))).isPresent();
        assertThat(solo.replica().snapshot().evidence()).isEmpty();
    }
}
