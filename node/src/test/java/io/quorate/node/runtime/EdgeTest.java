package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.node.config.Chains;
import io.quorate.protocol.replica.Inbound;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.verify.EpochSets;
import io.quorate.protocol.verify.Verifier;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
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

    /** Holds up whoever checks, until it is opened. */
    private volatile CountDownLatch checking = new CountDownLatch(0);

    private volatile EpochSets sets = EpochSets.of(new Epoch(1), GENESIS.validators());
    private long nanos = Long.MAX_VALUE - 1_000;
    private final CertifiedSubjects held = new CertifiedSubjects();
    private final Edge edge = new Edge(
            new Inbound(Verifier.of(GENESIS, new Watched(), SignatureSchemes.ed25519()), Optional.empty()),
            new Inbox(),
            () -> sets,
            held,
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
            try {
                return checking.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                return false;
            }
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

    /** One with a block of a megabyte, which takes twice that. */
    private static Message proposal(long epoch) {
        Signer sender = SignatureSchemes.ed25519().signer(new byte[32]);
        Transaction.Draft draft = new Transaction.Draft(
                GENESIS.chain(),
                sender.publicKey(),
                new Transaction.Salt(1, 2),
                new BlockTime(1_000),
                List.of(new byte[Transaction.MAX_BYTES - 256]));
        Transaction transaction = draft.signed(Signature.of(new byte[64]));
        BlockHeader header = new BlockHeader(
                BlockHeader.VERSION,
                GENESIS.chain(),
                new Epoch(epoch),
                new Height(1),
                new BlockId(Hash.ZERO),
                new ValidatorIndex(1),
                new BlockTime(500),
                1,
                1, // what it says of its body is not checked before the vote
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO);
        Vote vote = new Vote(
                Subject.notarize(Round.of(epoch, 1), View.ZERO, header.id()),
                new ValidatorIndex(1),
                Signature.of(new byte[64]));
        return new Message.Propose(
                new Proposal(Block.of(header, Collections.nCopies(16, transaction)), vote), Optional.empty());
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
    void evidenceOfAnOffenceThatIsKnownIsNotChecked() throws InterruptedException {
        Evidence punished = conflict(1, 1);
        held.known(punished);
        edge.receive(BOB, new Message.Accuse(punished));
        edge.receive(BOB, new Message.Accuse(conflict(1, 2)));

        edge.receive(BOB, new Message.Accuse(conflict(2, 1)));
        assertThat(checkedHere(2)).as("the votes of the other").isZero();
        assertThat(checkers).isEmpty();
    }

    private static Evidence conflict(int validator, long view) {
        ValidatorIndex accused = new ValidatorIndex(validator);
        Signature signature = Signature.of(new byte[64]);
        Round round = Round.of(1, view);
        return Evidence.of(
                        new Vote(Subject.nullify(round), accused, signature),
                        new Vote(Subject.finalize(round, View.ZERO, new BlockId(Sha256.hash())), accused, signature))
                .orElseThrow();
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
    void whatWaitsForTheVerifiersIsBoundedInBytesForEachPeer() {
        checking = new CountDownLatch(1);
        Message proposal = proposal(1);
        for (int i = 0; i < 100; i++) {
            edge.receive(BOB, proposal);
        }
        long dropped = edge.dropped();
        assertThat(dropped).as("of 100, each of 2 MiB").isBetween(75L, 95L);

        edge.receive(CHARLIE, proposal);
        assertThat(edge.dropped()).as("another's, meanwhile").isEqualTo(dropped);
        checking.countDown();
    }

    @Test
    void whatWaitsForAnEpochIsBoundedInBytes() throws InterruptedException {
        Message proposal = proposal(2);
        for (int i = 1; i <= 100; i++) {
            edge.receive(i % 2 == 0 ? BOB : CHARLIE, proposal);
            for (long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
                    edge.held() + edge.dropped() < i && System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
        }
        assertThat(edge.held() + edge.dropped()).isEqualTo(100);
        assertThat(edge.held()).as("of 100, each of 2 MiB").isBetween(5, 25);

        sets = sets.with(new Epoch(2), GENESIS.validators());
        edge.onEpoch();
        assertThat(edge.held()).isZero();
        assertThat(checkedHere(1)).isZero();
    }

    @Test
    void whatIsOfAnEpochFarAheadIsNotHeld() {
        edge.receive(BOB, vote(2, 1));
        edge.receive(BOB, vote(1_000, 1));

        assertThat(edge.held()).isEqualTo(1);
        edge.forget(BOB);
        assertThat(edge.held()).isZero();
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
