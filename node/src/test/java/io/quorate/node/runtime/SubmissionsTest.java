package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.replica.Inbound;
import io.quorate.protocol.replica.Input;
import io.quorate.protocol.types.BlockLimits;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import io.quorate.protocol.verify.EpochSets;
import io.quorate.protocol.verify.Verified;
import io.quorate.protocol.verify.Verifier;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
    private static final ChainId CHAIN = new ChainId(Sha256.hash(new byte[] {1}));

    private static final Signer CLIENT = SignatureSchemes.ed25519().signer(new byte[32]);

    private final Verifier verifier = new Verifier(
            CHAIN,
            new BlockLimits(1 << 20, 5_000),
            SignatureSchemes.ed25519(),
            SignatureSchemes.ed25519(),
            new SeenTransactions(SeenTransactions.LIMIT_BYTES));
    private final Inbox inbox = new Inbox();
    private boolean full;

    private Edge edge() {
        EpochSets none = EpochSets.of(
                new Epoch(1),
                ValidatorSet.of(List.of(new Validator(
                        SignatureSchemes.ed25519().signer(new byte[32]).publicKey(), new VotingPower(1)))));
        return new Edge(
                new Inbound(verifier, Optional.empty()), inbox, () -> none, Inbound.Held.all(false), 1, () -> 0L);
    }

    private Submissions submissions(Edge edge, Transaction... done) {
        Set<TransactionId> ids = Stream.of(done).map(Transaction::id).collect(Collectors.toSet());
        return new Submissions(verifier, edge, inbox, Runnable::run, () -> full, ids::contains);
    }

    private static Transaction transaction() {
        return transaction(2);
    }

    private static Transaction transaction(long salt) {
        Transaction.Draft draft = draft(salt);
        return draft.signed(CLIENT.sign(draft.signingBytes()));
    }

    private static Transaction.Draft draft(long salt) {
        Transaction.Salt salted = new Transaction.Salt(1, salt);
        return new Transaction.Draft(CHAIN, CLIENT.publicKey(), salted, new BlockTime(1_000), List.of(new byte[] {1}));
    }

    /** What comes into the inbox next. A wait may end early, for a wake-up that was meant for the one before. */
    private @Nullable Input next() {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (inbox.isEmpty() && System.nanoTime() < deadline) {
            inbox.await(deadline - System.nanoTime());
        }
        return inbox.poll();
    }

    @Test
    void aFullMempoolRefusesUncheckedAndSaysSo() {
        try (Edge edge = edge()) {
            full = true;

            Optional<Refusal> refusal =
                    submissions(edge).submit(List.of(transaction())).get(0).join();

            assertThat(refusal).map(Refusal::code).hasValue("MEMPOOL_FULL");
            assertThat(inbox.isEmpty()).isTrue();
        }
    }

    @Test
    void whatTheReplicaSaysIsTheAnswer() throws Exception {
        try (Edge edge = edge()) {
            Submissions submissions = submissions(edge);
            CompletableFuture<Optional<Refusal>> answer =
                    submissions.submit(List.of(transaction())).get(0);
            assertThat(next()).isInstanceOf(Input.Submitted.class);

            submissions.submitted(transaction().id(), Optional.empty());

            assertThat(answer.get(1, TimeUnit.MINUTES)).isEmpty();
        }
    }

    @Test
    void whatGoesTogetherIsOneInputOfAllThatIsGoodAndNew() throws Exception {
        Transaction forged = draft(3).signed(Signature.of(new byte[64]));
        try (Edge edge = edge()) {
            Submissions submissions = submissions(edge, transaction(5));

            List<CompletableFuture<Optional<Refusal>>> answers =
                    submissions.submit(List.of(transaction(2), forged, transaction(4), transaction(5), transaction(2)));

            assertThat(answers.get(1).get(1, TimeUnit.MINUTES))
                    .map(Refusal::code)
                    .hasValue("INVALID_SIGNATURE");
            assertThat(answers.get(3)).as("final already").isCompletedWithValue(Optional.empty());
            assertThat(next())
                    .isInstanceOfSatisfying(
                            Input.Submitted.class,
                            input -> assertThat(input.transactions())
                                    .extracting(Verified::value)
                                    .containsExactly(transaction(2), transaction(4)));
            assertThat(inbox.isEmpty()).isTrue();

            submissions.submitted(transaction(2).id(), Optional.empty());
            assertThat(answers.get(0)).isCompletedWithValue(Optional.empty());
            assertThat(answers.get(4)).as("the same again").isCompletedWithValue(Optional.empty());
            assertThat(answers.get(2)).isNotDone();
        }
    }
}
