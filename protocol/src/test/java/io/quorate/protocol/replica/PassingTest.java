package io.quorate.protocol.replica;

import static io.quorate.protocol.replica.Solo.notarizes;
import static io.quorate.protocol.replica.Solo.nullifies;
import static io.quorate.protocol.replica.Solo.peer;
import static io.quorate.protocol.replica.Solo.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.verify.Verified;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** consensus.md, Mempool and Idle: who is passed transactions, and what a leader makes of it. */
class PassingTest {
    private final TestChain chain = new TestChain(Duration.ofHours(1), 1, 1, 1, 1);
    private final int leader = chain.leader(1);
    private final int follower = IntStream.range(0, 4)
            .filter(i -> i != leader && i != chain.leader(2))
            .findFirst()
            .orElseThrow();

    @Test
    void aClientsTransactionGoesToAllAndNamesTheViewToItsLeader() {
        Solo solo = new Solo(chain, follower).start();

        submit(solo, 1);

        assertThat(passes(solo)).hasSize(3);
        assertThat(passesTo(solo, leader))
                .hasSize(1)
                .allMatch(pass -> pass.round().equals(Optional.of(round(1))));
        assertThat(passes(solo).stream().filter(pass -> pass.round().isPresent()))
                .hasSize(1);
    }

    @Test
    void theViewIsNamedOnceAView() {
        Solo solo = new Solo(chain, follower).start();
        submit(solo, 1);
        solo.sent.clear();

        submit(solo, 2);

        assertThat(passesTo(solo, leader))
                .hasSize(1)
                .allMatch(pass -> pass.round().isEmpty());
    }

    @Test
    void theNextLeaderHearsThatSomethingIsPending() {
        Solo solo = new Solo(chain, follower).start();
        submit(solo, 1);
        solo.sent.clear();

        solo.certify(nullifies(1), others(solo));

        assertThat(passesTo(solo, chain.leader(2))).containsExactly(new Message.Pass(Optional.of(round(2)), List.of()));
    }

    @Test
    void theLeaderIsToldOfAClientsTransactionThoughItHasPassedOneItself() {
        Solo solo = new Solo(chain, follower).start();
        solo.from(leader, new Message.Pass(Optional.empty(), List.of(transaction(solo, 1))));
        assertThat(passesTo(solo, leader)).isEmpty();

        submit(solo, 2);

        assertThat(passesTo(solo, leader))
                .hasSize(1)
                .allMatch(pass -> pass.round().equals(Optional.of(round(1))));
    }

    @Test
    void noTimerRestsOnWhatTheLeaderItselfHasSentForItMayHaveForgottenIt() {
        Solo solo = new Solo(chain, follower).start();
        solo.armed.clear();

        solo.from(leader, new Message.Pass(Optional.empty(), List.of(transaction(solo, 1))));
        assertThat(solo.armed).isEmpty();

        solo.from(chain.leader(2), new Message.Pass(Optional.empty(), List.of(transaction(solo, 2))));
        assertThat(solo.armed).containsExactly(new Timer.Leader(round(1)), new Timer.ViewEnd(round(1)));
    }

    @Test
    void aLeaderProposesAtOnceWhatAClientGivesIt() {
        Solo solo = new Solo(chain, leader).start();
        assertThat(solo.cast()).isEmpty();

        submit(solo, 1);

        Block block = solo.sent(Message.Propose.class).get(0).proposal().block();
        assertThat(block.transactions()).hasSize(1);
        assertThat(solo.cast()).containsExactly(notarizes(1, 0, block));
    }

    @Test
    void whatClientsGiveALeaderTogetherIsInOneBlock() {
        Solo solo = new Solo(chain, leader).start();

        submitTogether(solo, 50);

        List<Message.Propose> proposals = solo.sent(Message.Propose.class);
        assertThat(proposals).isNotEmpty();
        assertThat(proposals.get(0).proposal().block().transactions()).hasSize(50);
    }

    @Test
    void whatClientsGiveAnotherTogetherReachesEachInOneMessageAndIsInOneBlock() {
        Solo solo = new Solo(chain, follower).start();

        submitTogether(solo, 50);

        assertThat(passes(solo)).hasSize(3).allMatch(pass -> pass.transactions().size() == 50);
        Solo leading = new Solo(chain, leader).start();
        leading.from(follower, passesTo(solo, leader).get(0));
        assertThat(leading.sent(Message.Propose.class).get(0).proposal().block().transactions())
                .hasSize(50);
    }

    @Test
    void aLeaderThatIsPassedItsViewProposesAtOnceBeTheBlockEmpty() {
        Solo solo = new Solo(chain, leader).start();

        solo.from(follower, new Message.Pass(Optional.of(round(1)), List.of()));

        assertThat(solo.sent(Message.Propose.class)).hasSize(1);
    }

    @Test
    void aPassForAViewThatTheLeaderHasNotEnteredIsHeardWhenItDoes() {
        Solo solo = new Solo(chain, chain.leader(2)).start();
        solo.from(follower, new Message.Pass(Optional.of(round(2)), List.of()));
        assertThat(solo.sent(Message.Propose.class)).isEmpty();

        solo.certify(nullifies(1), others(solo));

        assertThat(solo.sent(Message.Propose.class)).hasSize(1);
    }

    @Test
    void aPassOfAStrangerOrForAnotherViewHurriesNobody() {
        Solo solo = new Solo(chain, leader).start();
        PeerId stranger = new PeerId("stranger");
        solo.step(r -> r.onConnected(stranger, Optional.empty()));

        solo.from(stranger, new Message.Pass(Optional.of(round(1)), List.of()));
        solo.from(follower, new Message.Pass(Optional.of(Round.of(1, 7)), List.of()));

        assertThat(solo.sent(Message.Propose.class)).isEmpty();
    }

    @Test
    void anIdleLeaderProposesAnEmptyBlockWhenItsWaitIsOver() {
        Solo solo = new Solo(chain, leader).start();

        solo.fire(Timer.Idle.class);

        assertThat(solo.sent(Message.Propose.class).get(0).proposal().block().transactions())
                .isEmpty();
    }

    @Test
    void aPendingTransactionStartsTheViewsTimersAndOnlyOnce() {
        Solo solo = new Solo(chain, follower).start();
        solo.armed.clear();

        submit(solo, 1);
        submit(solo, 2);

        assertThat(solo.armed).containsExactly(new Timer.Leader(round(1)), new Timer.ViewEnd(round(1)));
    }

    @Test
    void whatIsPendingForLongGoesToTheNextLeaderBehindEvidenceToo() {
        Solo solo = new Solo(chain, follower).start();
        Transaction longest = transaction(solo, 1, new byte[Transaction.MAX_BYTES]);
        assertThat(longest.size()).isGreaterThan(Transaction.MAX_BYTES);
        Transaction behind = transaction(solo, 2);
        solo.step(r -> r.onSubmitted(Verified.vouchedFor(longest)));
        solo.step(r -> r.onSubmitted(Verified.vouchedFor(behind)));
        long view = 1;
        while (view < 6 || chain.leader(view + 1) == follower) {
            solo.certify(nullifies(view++), others(solo));
        }
        solo.sent.clear();

        solo.certify(nullifies(view), others(solo));

        assertThat(passesTo(solo, chain.leader(view + 1)))
                .containsExactly(new Message.Pass(Optional.of(round(view + 1)), List.of(longest, behind)));
    }

    /** Soak, seed 100749: what comes by gossip after the block that has it is no reason to hurry the next leader. */
    @Test
    void whatIsInABlockThatWaitsForFinalityHurriesNobody() {
        Solo leading = new Solo(chain, leader).start();
        submit(leading, 1);
        Message.Propose proposal = leading.sent(Message.Propose.class).get(0);
        Block block = proposal.proposal().block();
        Transaction transaction = block.transactions().get(0);
        Solo solo = new Solo(chain, follower).start().from(leader, proposal);
        solo.certify(notarizes(1, 0, block), others(solo));
        assertThat(solo.replica().snapshot().round()).isEqualTo(round(2));
        solo.armed.clear();

        solo.from(leader, new Message.Pass(Optional.empty(), List.of(transaction)));

        assertThat(solo.armed).isEmpty();
    }

    /** Soak, seed 100808: an unending step, where the proposer is a quorum by itself. */
    @Test
    void whoIsAQuorumDoesNotProposeForeverForWhatHasExpired() {
        TestChain weighted = new TestChain(Duration.ofHours(1), 1, 2);
        Solo solo = new Solo(weighted, 1).start();
        while (!leads(solo, 0)) {
            solo.fire(Timer.Idle.class);
        }
        submit(solo, 1);
        Round waiting = solo.replica().snapshot().round();

        solo.clock = solo.clock.plus(Duration.ofMinutes(31));
        solo.fire(Timer.Leader.class);

        assertThat(solo.replica().snapshot().round().isAfter(waiting)).isTrue();
        assertThat(solo.replica().pending()).isEmpty();
    }

    /** The clock went back, so that its expiry lies too far ahead: it waits, and its proposer does not run away. */
    @Test
    void whoIsAQuorumDoesNotProposeForeverForWhatIsNotYetAllowed() {
        TestChain weighted = new TestChain(Duration.ofHours(1), 1, 2);
        Solo solo = new Solo(weighted, 1);
        AtomicInteger asked = new AtomicInteger();
        solo.application = admittedAndThenRefused(asked);
        solo.start();
        // The other validator is known to be absent by now: its views are given up at once.
        for (int i = 0; i < 40; i++) {
            solo.fire(leads(solo, 1) ? Timer.Idle.class : Timer.Leader.class);
        }
        assertThat(leads(solo, 1)).isTrue();
        Round before = solo.replica().snapshot().round();

        asked.set(0);
        solo.clock = solo.clock.plus(Duration.ofMillis(1));
        submit(solo, 1);

        assertThat(solo.replica().snapshot().round().isAfter(before)).isTrue();
        assertThat(solo.replica().pending()).hasSize(1);
    }

    private static boolean leads(Solo solo, int validator) {
        return solo.replica().snapshot().leader().number() == validator;
    }

    private static Application admittedAndThenRefused(AtomicInteger asked) {
        Application application = new LogApplication();
        return (Application) Proxy.newProxyInstance(
                PassingTest.class.getClassLoader(), new Class<?>[] {Application.class}, (proxy, method, arguments) -> {
                    boolean counts = method.getName().equals("refuse") && arguments[2] instanceof Transaction;
                    return counts && asked.getAndIncrement() > 0
                            ? Optional.of(new Application.Refusal("LATER", "not yet"))
                            : method.invoke(application, arguments);
                });
    }

    private static int[] others(Solo solo) {
        return IntStream.range(0, 4).filter(i -> i != solo.self).toArray();
    }

    private static void submit(Solo solo, long number) {
        Transaction transaction = transaction(solo, number);
        solo.step(r -> r.onSubmitted(Verified.vouchedFor(transaction)));
    }

    private static void submitTogether(Solo solo, int count) {
        List<Verified<Transaction>> together = IntStream.range(0, count)
                .mapToObj(number -> Verified.vouchedFor(transaction(solo, number)))
                .toList();
        solo.step(r -> r.onSubmitted(together));
    }

    private static Transaction transaction(Solo solo, long number) {
        return transaction(solo, number, new byte[] {1});
    }

    private static Transaction transaction(Solo solo, long number, byte[] operation) {
        Signer client = TestChain.SCHEME.signer("client".getBytes(StandardCharsets.UTF_8));
        Transaction.Draft draft = new Transaction.Draft(
                solo.chain.genesis.chain(),
                client.publicKey(),
                new Transaction.Salt(0, number),
                solo.clock.plus(Duration.ofMinutes(30)),
                List.of(operation));
        return draft.signed(client.sign(draft.signingBytes()));
    }

    private static List<Message.Pass> passes(Solo solo) {
        return solo.sent(Message.Pass.class);
    }

    private static List<Message.Pass> passesTo(Solo solo, int validator) {
        return solo.sent.stream()
                .filter(sent -> sent.to().equals(Optional.of(peer(validator))))
                .map(Solo.Sent::message)
                .filter(Message.Pass.class::isInstance)
                .map(Message.Pass.class::cast)
                .toList();
    }
}
