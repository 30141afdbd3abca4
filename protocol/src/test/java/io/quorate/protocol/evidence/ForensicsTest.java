package io.quorate.protocol.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.evidence.Forensics.Finding;
import io.quorate.protocol.evidence.Forensics.Report;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateSnapshot;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockLimits;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VotingPower;
import io.quorate.protocol.verify.VerifiedTransactions;
import io.quorate.protocol.verify.Verifier;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** consensus.md, Evidence: what nodes kept names who made a fork possible, and never anybody else. */
class ForensicsTest {
    private static final SignatureScheme ED25519 = SignatureSchemes.ed25519();
    private static final ChainId CHAIN = new ChainId(Sha256.hash(new byte[] {7}));
    private static final List<Signer> SIGNERS = IntStream.range(0, 4)
            .mapToObj(i -> ED25519.signer(Sha256.hash(new byte[] {(byte) i}).toBytes()))
            .toList();
    private static final ValidatorSet SET = ValidatorSet.of(SIGNERS.stream()
            .map(signer -> new Validator(signer.publicKey(), new VotingPower(1)))
            .toList());
    private static final Verifier VERIFIER =
            new Verifier(CHAIN, new BlockLimits(100_000, 3), ED25519, ED25519, VerifiedTransactions.NONE);

    private static BlockId id(int block) {
        return new BlockId(Sha256.hash(new byte[] {(byte) block}));
    }

    private static Certificate certificate(Subject subject, int... by) {
        BitSet signers = new BitSet();
        List<Signature> signatures = new ArrayList<>();
        for (int signer : by) {
            signers.set(signer);
            signatures.add(SIGNERS.get(signer).sign(SigningBytes.of(CHAIN, subject)));
        }
        return new Certificate(subject, Signers.of(SET.size(), signers), signatures);
    }

    private static Certificate finalization(long view, int block, int... by) {
        return certificate(Subject.finalize(Round.of(1, view), View.ZERO, id(block)), by);
    }

    private static Certificate nullification(long view, int... by) {
        return certificate(Subject.nullify(Round.of(1, view)), by);
    }

    private static Block block(long height, int kind) {
        return Block.of(
                new BlockHeader(
                        BlockHeader.VERSION,
                        CHAIN,
                        new Epoch(1),
                        new Height(height),
                        id(kind),
                        new ValidatorIndex(0),
                        new BlockTime(1),
                        0,
                        Block.bodySize(List.of()),
                        MerkleTree.root(List.of()),
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO),
                List.of());
    }

    private static Report examine(BlockStore... disks) {
        return Forensics.examine(Stream.of(disks).map(Witness::of).toList(), SET, VERIFIER);
    }

    private static List<Signer> named(Report report) {
        return report.findings().stream()
                .map(Finding::validator)
                .map(key -> SIGNERS.stream()
                        .filter(signer -> signer.publicKey().equals(key))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    @Test
    void whoFinalizedOnOneDiskAndNullifiedOnAnotherIsNamed() {
        Report report = examine(new Disk(finalization(3, 1, 0, 1, 2)), new Disk(nullification(3, 1, 2, 3)));
        assertThat(named(report)).containsExactly(SIGNERS.get(1), SIGNERS.get(2));
        assertThat(report.namesAThird()).isTrue();
    }

    @Test
    void whoNotarizedTwoBlocksOfOneViewIsNamedAndMayBeLessThanAThird() {
        Round round = Round.of(1, 9);
        Report report = examine(
                new Disk(certificate(Subject.notarize(round, View.ZERO, id(1)), 0, 1)),
                new Disk(certificate(Subject.notarize(round, View.ZERO, id(2)), 1, 3)));
        assertThat(named(report)).containsExactly(SIGNERS.get(1));
        assertThat(report.namesAThird()).isFalse();
    }

    @Test
    void notarizeThenNullifyIsNoFaultAndEqualCertificatesOfOtherQuorumsAreNone() {
        Round round = Round.of(1, 2);
        Report report = examine(
                new Disk(certificate(Subject.notarize(round, View.ZERO, id(1)), 0, 1, 2), finalization(3, 4, 0, 1, 2)),
                new Disk(nullification(2, 1, 2, 3), finalization(3, 4, 1, 2, 3)));
        assertThat(report.findings()).isEmpty();
        assertThat(report.namesAThird()).isFalse();
    }

    @Test
    void aForgedDiskNamesNobody() {
        Certificate real = finalization(3, 1, 0, 1, 2);
        Certificate forged = new Certificate(nullification(3, 0, 1, 2).subject(), real.signers(), real.signatures());
        assertThat(examine(new Disk(real), new Disk(forged)).findings()).isEmpty();
    }

    @Test
    void aFaultIsFoundInWhateverPageItStands() {
        for (int views : new int[] {127, 128, 255, 256, 257, 700}) {
            List<Certificate> one = new ArrayList<>();
            List<Certificate> other = new ArrayList<>();
            for (long view = 1; view < views; view++) {
                one.add(finalization(view, 1, 0));
                other.add(nullification(view, 3));
            }
            one.add(finalization(views, 1, 0, 1, 2));
            other.add(nullification(views, 2, 3));
            assertThat(named(examine(
                            new Disk(one.toArray(Certificate[]::new)), new Disk(other.toArray(Certificate[]::new)))))
                    .as("%s views", views)
                    .containsExactly(SIGNERS.get(2));
        }
    }

    @Test
    void chainsPartAtTheFirstHeightWithDifferentBlocks() {
        List<Block> common =
                IntStream.range(0, 40).mapToObj(height -> block(height, 1)).toList();
        for (int parting = 0; parting < 40; parting++) {
            List<Block> ours = new ArrayList<>(common);
            List<Block> theirs = new ArrayList<>(common.subList(0, Math.min(parting, 37)));
            for (int height = parting; height < 37; height++) {
                theirs.add(block(height, 2));
            }
            Report report = examine(new Disk().holding(ours), new Disk().holding(theirs));
            if (parting < 37) {
                assertThat(report.forks()).hasSize(1);
                assertThat(report.forks().get(0).ofFirst())
                        .isEqualTo(common.get(parting).id());
                assertThat(report.forks().get(0).ofSecond())
                        .isEqualTo(theirs.get(parting).id());
            } else {
                assertThat(report.forks()).isEmpty();
            }
        }
    }

    /** What one node kept: certificates of epoch 1, and blocks. */
    @Test
    void chainsThatPartAreFoundThoughOneDiskHasRemovedWhatTheOtherEndsWith() {
        List<Block> all = LongStream.range(0, 100).mapToObj(i -> block(i, 1)).toList();
        List<Block> other =
                LongStream.range(0, 40).mapToObj(i -> block(i, i < 15 ? 1 : 2)).toList();

        Report report = examine(new Disk().holding(all).without(80), new Disk().holding(other));

        assertThat(report.forks())
                .singleElement()
                .satisfies(fork -> assertThat(fork.height()).isEqualTo(new Height(30)));
        assertThat(examine(new Disk().holding(all).without(80), new Disk().holding(all.subList(0, 40)))
                        .forks())
                .isEmpty();
    }

    private static final class Disk implements BlockStore {
        private final List<Certificate> certificates;
        private List<Block> blocks = List.of();
        private long oldest;

        Disk(Certificate... certificates) {
            this.certificates = List.of(certificates);
        }

        Disk holding(List<Block> chain) {
            blocks = List.copyOf(chain);
            return this;
        }

        /** Without what is below, but for the last block of each epoch of ten. */
        Disk without(long below) {
            oldest = below;
            return this;
        }

        @Override
        public Height oldest() {
            return new Height(oldest);
        }

        @Override
        public List<Certificate> certificates(Round from, int limit) {
            return certificates.stream()
                    .filter(certificate -> certificate.round().compareTo(from) >= 0)
                    .sorted(Comparator.comparing(Certificate::round))
                    .limit(limit)
                    .toList();
        }

        @Override
        public Optional<EpochStart> epoch(Epoch epoch) {
            Height start = oldest == 0 ? Height.ZERO : new Height(10 * (epoch.number() - 1));
            return oldest > 0 && start.number() >= blocks.size()
                    ? Optional.empty()
                    : Optional.of(new EpochStart(epoch, id(0), start, new BlockTime(0), Hash.ZERO, SET));
        }

        @Override
        public Optional<Head> head() {
            return blocks.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Head(
                            blocks.get(blocks.size() - 1), epoch(new Epoch(1)).orElseThrow()));
        }

        @Override
        public Optional<Block> block(Height height) {
            return height.number() < blocks.size() && (height.number() >= oldest || height.number() % 10 == 0)
                    ? Optional.of(blocks.get((int) height.number()))
                    : Optional.empty();
        }

        @Override
        public Optional<Block> block(BlockId id) {
            return Optional.empty();
        }

        @Override
        public Optional<List<Receipt>> receipts(Height height) {
            return Optional.empty();
        }

        @Override
        public Optional<Certificate> finalization(Height height) {
            return Optional.empty();
        }

        @Override
        public Optional<Location> locate(TransactionId id) {
            return Optional.empty();
        }

        @Override
        public ReadableState state() {
            return key -> Optional.empty();
        }

        @Override
        public List<Application.Event> events(Height height) {
            return List.of();
        }

        @Override
        public StateSnapshot snapshot() {
            throw new IllegalStateException("this disk has no state");
        }

        @Override
        public void commit(Commit commit) {
            throw new IllegalStateException("this disk is only read");
        }

        @Override
        public void sync() {
            throw new IllegalStateException("this disk is only read");
        }
    }
}
