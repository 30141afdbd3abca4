package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.replica.Inbound;
import io.quorate.protocol.types.BlockLimits;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import io.quorate.protocol.verify.EpochSets;
import io.quorate.protocol.verify.Verifier;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
    private static final ChainId CHAIN = new ChainId(Sha256.hash(new byte[] {1}));

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

    private static Transaction transaction() {
        Signer signer = SignatureSchemes.ed25519().signer(new byte[32]);
        Transaction.Draft draft = new Transaction.Draft(
                CHAIN, signer.publicKey(), new Transaction.Salt(1, 2), new BlockTime(1_000), List.of(new byte[] {1}));
        return draft.signed(signer.sign(draft.signingBytes()));
    }

    @Test
    void aFullMempoolRefusesUncheckedAndSaysSo() {
        try (Edge edge = edge()) {
            Submissions submissions = new Submissions(verifier, edge, inbox, Runnable::run, () -> full);
            full = true;

            Optional<Refusal> refusal = submissions.submit(transaction()).join();

            assertThat(refusal).map(Refusal::code).hasValue("MEMPOOL_FULL");
            assertThat(inbox.isEmpty()).isTrue();
        }
    }

    @Test
    void whatTheReplicaSaysIsTheAnswer() throws Exception {
        try (Edge edge = edge()) {
            Submissions submissions = new Submissions(verifier, edge, inbox, Runnable::run, () -> full);
            CompletableFuture<Optional<Refusal>> answer = submissions.submit(transaction());
            inbox.await(TimeUnit.MINUTES.toNanos(1));
            assertThat(inbox.poll()).isNotNull();

            submissions.submitted(transaction().id(), Optional.empty());

            assertThat(answer.get(1, TimeUnit.MINUTES)).isEmpty();
        }
    }
}
