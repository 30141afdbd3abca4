package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.node.config.Chains;
import io.quorate.protocol.replica.Inbound;
import io.quorate.protocol.types.BlockLimits;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.verify.EpochSets;
import io.quorate.protocol.verify.VerifiedTransactions;
import io.quorate.protocol.verify.Verifier;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where messages are checked: nobody's votes may keep an event loop, nor the replica's thread, from its work. */
class EdgeTest {
    private static final Genesis GENESIS = Chains.load("local4");
    private static final PeerId BOB = new PeerId("12D3bob");
    private static final PeerId CHARLIE = new PeerId("12D3charlie");

    /** The threads that checked a signature, in order. */
    private final LinkedBlockingQueue<Thread> checkers = new LinkedBlockingQueue<>();

    private volatile EpochSets sets = EpochSets.of(new Epoch(1), GENESIS.validators());
    private long nanos = Long.MAX_VALUE - 1_000;
    private final Edge edge = new Edge(
            new Inbound(
                    new Verifier(
                            GENESIS.chain(),
                            BlockLimits.of(GENESIS),
                            new Watched(),
                            SignatureSchemes.ed25519(),
                            VerifiedTransactions.NONE),
                    Optional.empty()),
            new Inbox(),
            () -> sets,
            subject -> false,
            2,
            () -> nanos);

    @AfterEach
    void close() {
        edge.close();
    }

    /** Finds every signature good, and notes who asked. */
    private final class Watched implements SignatureScheme {
        private final SignatureScheme real = SignatureSchemes.ed25519();

        @Override
        public String id() {
            return real.id();
        }

        @Override
        public int publicKeyLength() {
            return real.publicKeyLength();
        }

        @Override
        public int signatureLength() {
            return real.signatureLength();
        }

        @Override
        public int seedLength() {
            return real.seedLength();
        }

        @Override
        public boolean isCanonicalKey(PublicKey key) {
            return real.isCanonicalKey(key);
        }

        @Override
        public boolean verify(PublicKey key, byte[] message, Signature signature) {
            checkers.add(Thread.currentThread());
            return true;
        }

        @Override
        public Signer signer(byte[] seed) {
            return real.signer(seed);
        }
    }

    private static Message vote(long epoch, long view) {
        return new Message.CastVote(
                new Vote(Subject.nullify(Round.of(epoch, view)), new ValidatorIndex(1), Signature.of(new byte[64])));
    }

    /** How many of the next checks this thread made. */
    private int checkedHere(int count) throws InterruptedException {
        int here = 0;
        for (int i = 0; i < count; i++) {
            Thread checker = checkers.poll(1, TimeUnit.MINUTES);
            assertThat(checker).isNotNull();
            here += checker == Thread.currentThread() ? 1 : 0;
        }
        return here;
    }

    @Test
    void aVoteIsCheckedWhereItArrives() throws InterruptedException {
        edge.receive(BOB, vote(1, 1));

        assertThat(checkedHere(1)).isEqualTo(1);
    }

    @Test
    void aPeerThatFloodsWithVotesKeepsNoEventLoopForItself() throws InterruptedException {
        int flood = 500;
        for (int view = 1; view <= flood; view++) {
            edge.receive(BOB, vote(1, view));
        }
        assertThat(checkedHere(flood)).isBetween(1, 100);

        edge.receive(CHARLIE, vote(1, 1));
        assertThat(checkedHere(1)).as("another's, meanwhile").isEqualTo(1);

        nanos += TimeUnit.SECONDS.toNanos(1);
        edge.receive(BOB, vote(1, 1));
        assertThat(checkedHere(1)).as("its own, a second later").isEqualTo(1);
    }

    @Test
    void whatWaitedForAnEpochIsNotCheckedOnTheThreadThatBeginsIt() throws InterruptedException {
        for (int view = 1; view <= 20; view++) {
            edge.receive(BOB, vote(2, view));
        }
        assertThat(checkers).isEmpty();
        sets = sets.with(new Epoch(2), GENESIS.validators());

        edge.onEpoch();

        assertThat(checkedHere(20)).isZero();
    }
}
