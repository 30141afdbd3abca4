package io.quorate.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.MerkleProof;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.Samples;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Status.VoteHoldings;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final Signature LONGEST_SIGNATURE = Signature.of(new byte[Signature.MAX_BYTES]);
    private static final Round LAST = Round.of(Long.MAX_VALUE, Long.MAX_VALUE);
    private static final Subject SUBJECT =
            Subject.finalize(LAST, new View(Long.MAX_VALUE - 1), new Samples(1).blockId());

    @Test
    void theLargestOfEveryKindFitsAndIsDecoded() {
        Certificate certificate =
                new Certificate(SUBJECT, everybody(), Collections.nCopies(ValidatorSet.LIMIT, LONGEST_SIGNATURE));
        Block block = largestBlock();
        Vote vote = new Vote(
                Subject.notarize(LAST, new View(Long.MAX_VALUE - 1), block.id()),
                new ValidatorIndex(Integer.MAX_VALUE),
                LONGEST_SIGNATURE);
        ViewHoldings holdings = new ViewHoldings(
                LAST.view(),
                true,
                true,
                true,
                true,
                Collections.nCopies(ViewHoldings.MAX_VOTES, new VoteHoldings(SUBJECT, everybody())));
        Height height = new Height(Long.MAX_VALUE);
        Stream.of(
                        new Message.Propose(new Proposal(block, vote), Optional.of(certificate)),
                        new Message.CastVote(vote),
                        new Message.Certify(certificate),
                        new Message.Pass(Optional.of(LAST), largestPass()),
                        new Message.Report(new Status(
                                LAST, height, LAST, Collections.nCopies(Status.MAX_VIEWS, holdings), everybody())),
                        new Message.VoteRequest(LAST),
                        new Message.BlockRequest(block.id()),
                        new Message.RangeRequest(height, Limits.MAX_RANGE),
                        new Message.Deliver(block, Optional.of(certificate)),
                        new Message.Accuse(largestEvidence()))
                .forEach(message -> {
                    MessageKind kind = MessageKind.of(message);
                    byte[] bytes = WireCodec.encode(message);
                    assertThat(bytes.length).as(kind.label()).isLessThanOrEqualTo(Limits.WIDEST.bytes(kind));
                    assertThat(MessageKind.of(WireCodec.decode(bytes))).isEqualTo(kind);
                });
    }

    /** The longest transaction, the deepest in the largest block. */
    private static Evidence largestEvidence() {
        Transaction longest = transaction(Transaction.MAX_BYTES - Limits.MIN_TRANSACTION_BYTES);
        int count = Integer.MAX_VALUE;
        List<Hash> path = Collections.nCopies(Limits.MAX_PATH, Hash.ZERO);
        BlockHeader header = new BlockHeader(
                BlockHeader.VERSION,
                new ChainId(Hash.ZERO),
                LAST.epoch(),
                new Height(Long.MAX_VALUE),
                new BlockId(Hash.ZERO),
                new ValidatorIndex(Integer.MAX_VALUE),
                new BlockTime(Long.MAX_VALUE),
                count,
                Integer.MAX_VALUE,
                rootOverLeftmost(longest, path),
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO);
        Vote vote = new Vote(
                Subject.notarize(LAST, new View(Long.MAX_VALUE - 1), header.id()),
                header.proposer(),
                LONGEST_SIGNATURE);
        return new Evidence.InvalidTransaction(vote, header, new MerkleProof(0, count, path), longest);
    }

    private static Hash rootOverLeftmost(Transaction leaf, List<Hash> path) {
        Hash hash = Sha256.hash(new byte[] {0}, leaf.bytes());
        for (Hash sibling : path) {
            hash = Sha256.hash(new byte[] {1}, hash.toBytes(), sibling.toBytes());
        }
        return hash;
    }

    private static Signers everybody() {
        BitSet bits = new BitSet();
        bits.set(0, ValidatorSet.LIMIT);
        return Signers.of(ValidatorSet.LIMIT, bits);
    }

    private static Block largestBlock() {
        List<Transaction> transactions =
                Collections.nCopies(Limits.MAX_BODY_BYTES / Limits.MIN_TRANSACTION_BYTES, transaction(0));
        return Block.of(
                new BlockHeader(
                        BlockHeader.VERSION,
                        new ChainId(Hash.ZERO),
                        LAST.epoch(),
                        new Height(1),
                        new BlockId(Hash.ZERO),
                        new ValidatorIndex(0),
                        new BlockTime(0),
                        transactions.size(),
                        Block.bodySize(transactions),
                        MerkleTree.root(List.of()),
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO),
                transactions);
    }

    private static List<Transaction> largestPass() {
        int each = Limits.MAX_PASSED_BYTES / Limits.MAX_PASSED;
        return Collections.nCopies(Limits.MAX_PASSED, transaction(each - Limits.MIN_TRANSACTION_BYTES));
    }

    private static Transaction transaction(int operationBytes) {
        return transaction(List.of(new byte[operationBytes]));
    }

    private static Transaction transaction(List<byte[]> operations) {
        return new Transaction.Draft(
                        new ChainId(Hash.ZERO),
                        PublicKey.of(new byte[32]),
                        new Transaction.Salt(0, 0),
                        new BlockTime(0),
                        operations)
                .signed(Signature.of(new byte[64]));
    }

    @Test
    void theShortestTransactionIsAsShortAsTold() {
        assertThat(transaction(0).size()).isEqualTo(Limits.MIN_TRANSACTION_BYTES);
    }

    @Test
    void aVoteIsSmallAndABlockIsTheLargest() {
        assertThat(Limits.WIDEST.bytes(MessageKind.CAST_VOTE)).isLessThan(5_000);
        assertThat(Limits.WIDEST.bytes(MessageKind.REPORT)).isLessThan(32 * 1024);
        assertThat(Limits.WIDEST.bytes(MessageKind.ACCUSE)).isLessThan(Transaction.MAX_BYTES + 8 * 1024);
        assertThat(Limits.WIDEST.bytes()).isEqualTo(Limits.WIDEST.bytes(MessageKind.PROPOSE));
        assertThat(Limits.WIDEST.bytes()).isLessThan(16 * 1024 * 1024);
    }

    @Test
    void theLongestEvidenceFitsATransactionOfItsOwnAndNoneOfManyOperations() {
        byte[] evidence = StoredForms.encode(largestEvidence());
        assertThat(transaction(evidence.length + 16).size())
                .isGreaterThan(Transaction.MAX_BYTES)
                .isLessThan(Transaction.MAX_EVIDENCE_BYTES);
        assertThatThrownBy(() -> transaction(Transaction.MAX_EVIDENCE_BYTES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 65536 bytes");
        assertThatThrownBy(() -> transaction(List.of(new byte[Transaction.MAX_BYTES], new byte[1])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 65536 bytes");
    }

    @Test
    void aChainsOwnLimitsFollowItsSchemeAndItsBlocks() {
        Limits ed25519 = Limits.of(genesis(1 << 20, 5_000), scheme(64));
        Limits falcon = Limits.of(genesis(1 << 20, 5_000), scheme(1_462));
        assertThat(ed25519.bytes(MessageKind.CAST_VOTE)).isLessThan(250);
        assertThat(falcon.bytes(MessageKind.CAST_VOTE) - ed25519.bytes(MessageKind.CAST_VOTE))
                .isEqualTo(1_462 - 64);
        assertThat(ed25519.bytes(MessageKind.PROPOSE)).isBetween(1 << 20, 2 << 20);

        byte[] longer = WireCodec.encode(new Message.CastVote(
                new Vote(Subject.nullify(Round.of(1, 1)), new ValidatorIndex(1), Signature.of(new byte[65]))));
        assertThat(WireCodec.decode(longer)).isInstanceOf(Message.CastVote.class);
        assertThatThrownBy(() -> WireCodec.decode(longer, ed25519))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than 64 bytes");
    }

    @Test
    void aGenesisOfBlocksThatNoFrameHoldsIsRefused() {
        for (Genesis genesis : List.of(
                genesis(0, 1),
                genesis(Limits.MIN_BODY_BYTES - 1, 1),
                genesis(Limits.MAX_BODY_BYTES + 1, 1),
                genesis(Limits.MAX_BODY_BYTES, 0))) {
            assertThatThrownBy(() -> Limits.of(genesis, scheme(64))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theLongestTransactionFitsTheLeastBlock() {
        assertThat(Limits.MIN_BODY_BYTES)
                .as("one that brings evidence is a transaction too")
                .isGreaterThanOrEqualTo(Transaction.MAX_EVIDENCE_BYTES);
        assertThat(Limits.of(genesis(Limits.MIN_BODY_BYTES, 1), scheme(64)).bytes(MessageKind.PROPOSE))
                .isGreaterThan(Transaction.MAX_EVIDENCE_BYTES);
    }

    private static Genesis genesis(int maxBlockBytes, int maxBlockTransactions) {
        return new Genesis(
                new ChainId(Hash.ZERO),
                "test",
                true,
                new BlockTime(0),
                "test",
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                maxBlockBytes,
                maxBlockTransactions,
                List.of());
    }

    private static SignatureScheme scheme(int signatureLength) {
        return new SignatureScheme() {
            @Override
            public String id() {
                return "test";
            }

            @Override
            public int publicKeyLength() {
                return 32;
            }

            @Override
            public int signatureLength() {
                return signatureLength;
            }

            @Override
            public int seedLength() {
                return 32;
            }

            @Override
            public boolean isCanonicalKey(PublicKey key) {
                return true;
            }

            @Override
            public boolean verify(PublicKey key, byte[] message, Signature signature) {
                return false;
            }

            @Override
            public Signer signer(byte[] seed) {
                throw new IllegalArgumentException("signs nothing");
            }
        };
    }

    @Test
    void epochZeroIsAnOrdinaryEpochOfTheEncoding() {
        Message request = new Message.VoteRequest(new Round(Epoch.ZERO, View.ZERO));
        assertThat(WireCodec.decode(WireCodec.encode(request))).isEqualTo(request);
    }

    @Test
    void aMessageOfOursOverTheLimitIsOurMistake() {
        Message pass = new Message.Pass(
                Optional.empty(), Collections.nCopies(Limits.MAX_PASSED, transaction(Transaction.MAX_BYTES / 2)));
        assertThatThrownBy(() -> WireCodec.encode(pass)).isInstanceOf(IllegalStateException.class);
    }
}
