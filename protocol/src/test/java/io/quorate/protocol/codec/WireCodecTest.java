package io.quorate.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.quorate.protocol.Samples;
import io.quorate.protocol.codec.wire.Wire;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WireCodecTest {
    /** More on demand: {@code -Dfuzz.seeds=100000}. */
    private static final int SEEDS = Integer.getInteger("fuzz.seeds", 150);

    @Test
    void whatIsEncodedIsDecodedTheSame() {
        for (int seed = 0; seed < SEEDS; seed++) {
            for (Message message : new Samples(seed).messages()) {
                byte[] bytes = WireCodec.encode(message);
                assertThat(WireCodec.decode(bytes)).as("seed %d", seed).isEqualTo(message);
                MessageKind kind = MessageKind.of(message);
                assertThat(MessageKind.ofFirstByte(bytes[0]))
                        .as("seed %d", seed)
                        .isEqualTo(kind);
            }
        }
    }

    @Test
    void whatIsStoredIsReadTheSame() {
        for (int seed = 0; seed < SEEDS; seed++) {
            for (Stored<?> stored : stored(new Samples(seed))) {
                byte[] bytes = stored.bytes();
                assertThat(stored.bytesReadAndWritten(bytes))
                        .as("seed %d %s", seed, stored)
                        .isEqualTo(bytes);
                if (!(stored.value() instanceof List<?>)) {
                    // Receipts hold arrays, which have no equality of their own.
                    assertThat((Object) stored.read(bytes))
                            .as("seed %d %s", seed, stored)
                            .isEqualTo(stored.value());
                }
            }
        }
    }

    private static List<Stored<?>> stored(Samples samples) {
        List<Receipt> receipts = Stream.generate(samples::receipt).limit(5).toList();
        return List.of(
                new Stored<>("block", samples.block(), StoredForms::encode, StoredForms::block),
                new Stored<>("certificate", samples.certificate(), StoredForms::encode, StoredForms::certificate),
                new Stored<>("vote", samples.vote(), StoredForms::encode, StoredForms::vote),
                new Stored<>("proposal", samples.proposal(), StoredForms::encode, StoredForms::proposal),
                new Stored<>("validator set", samples.validatorSet(), StoredForms::encode, StoredForms::validatorSet),
                new Stored<>("conflict", samples.evidence().get(0), StoredForms::encode, StoredForms::evidence),
                new Stored<>("bad header", samples.evidence().get(1), StoredForms::encode, StoredForms::evidence),
                new Stored<>("bad transaction", samples.evidence().get(2), StoredForms::encode, StoredForms::evidence),
                new Stored<>("receipts", receipts, StoredForms::encode, StoredForms::receipts));
    }

    @Test
    void randomBytesAreRefusedOrReadButNeverHarm() {
        for (int seed = 0; seed < 100 * SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = (byte) ((1 + random.nextInt(MessageKind.values().length)) << 3 | 2);
            }
            onlyRefuses("seed " + seed, bytes, WireCodec::decode);
        }
    }

    @Test
    void damagedMessagesAreRefusedOrReadButNeverHarm() {
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            for (Message message : new Samples(seed).messages()) {
                byte[] bytes = WireCodec.encode(message);
                for (int i = 0; i < 40; i++) {
                    onlyRefuses(
                            "seed " + seed + " " + MessageKind.of(message), damaged(random, bytes), WireCodec::decode);
                }
            }
        }
    }

    @Test
    void damagedStoredFormsAreRefusedOrReadButNeverHarm() {
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            for (Stored<?> stored : stored(new Samples(seed))) {
                byte[] bytes = stored.bytes();
                for (int i = 0; i < 40; i++) {
                    onlyRefuses("seed " + seed + " " + stored, damaged(random, bytes), stored::read);
                }
            }
        }
    }

    @Test
    void everyTruncationOfAMessageIsRefused() {
        for (Message message : new Samples(5).messages()) {
            byte[] bytes = WireCodec.encode(message);
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> WireCodec.decode(cut))
                        .as("%d of %d bytes of a %s", length, bytes.length, MessageKind.of(message))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    /** One to three of: a bit flipped, a byte set, a piece cut out, a piece said twice. */
    private static byte[] damaged(SplittableRandom random, byte[] whole) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 1; i--) {
            int at = random.nextInt(bytes.length);
            int to = at + random.nextInt(Math.min(64, bytes.length - at));
            bytes = switch (random.nextInt(5)) {
                case 0 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
                case 1 -> joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
                case 2 -> with(bytes, at, (byte) random.nextInt(256));
                default -> with(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            };
        }
        return bytes;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static byte[] with(byte[] bytes, int at, byte value) {
        bytes[at] = value;
        return bytes;
    }

    private static void onlyRefuses(String story, byte[] bytes, Consumer<byte[]> decoder) {
        try {
            decoder.accept(bytes);
        } catch (IllegalArgumentException e) {
            if (e.getMessage() == null || e.getMessage().isEmpty()) {
                throw new AssertionError(story + ": refused without a reason", e);
            }
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(story + ": " + Arrays.toString(bytes), e);
        }
    }

    @Test
    void nothingAndAnUnknownKindAreRefused() {
        assertRefused(new byte[0], "no bytes");
        assertRefused(new byte[] {0x7a, 0}, "no message begins with byte 122");
    }

    @Test
    void anUnknownFieldIsRefused() {
        Wire.Round round = Wire.Round.newBuilder()
                .setView(1)
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                9,
                                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build())
                .build();
        assertRefused(Wire.Envelope.newBuilder().setVoteRequest(round), "field 9 of a round is not known");
    }

    @Test
    void whatIsTakenIsInItsOneForm() {
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            for (Message message : new Samples(seed).messages()) {
                byte[] bytes = damaged(random, WireCodec.encode(message));
                String story = "seed " + seed + " " + MessageKind.of(message);
                onlyRefuses(
                        story,
                        bytes,
                        damaged -> assertThat(WireCodec.encode(WireCodec.decode(damaged)))
                                .as(story)
                                .isEqualTo(damaged));
            }
        }
    }

    @Test
    void otherFormsOfTheSameAreRefused() {
        byte[] request = WireCodec.encode(new Message.VoteRequest(Round.of(1, 2)));
        assertThat(request).containsExactly(0x32, 4, 8, 1, 16, 2);
        assertRefused(bytes(0x32, 4, 16, 2, 8, 1), "canonical");
        assertRefused(bytes(0x32, 5, 8, 0x81, 0, 16, 2), "canonical");
        assertRefused(bytes(0x32, 0x84, 0, 8, 1, 16, 2), "canonical");
        assertRefused(bytes(0x32, 4, 8, 0, 16, 2), "canonical");
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void aSecondBodyIsRefused() {
        byte[] request = WireCodec.encode(new Message.VoteRequest(Round.of(1, 1)));
        byte[] vote = WireCodec.encode(new Message.CastVote(new Samples(1).vote()));
        assertRefused(joined(vote, vote), "more than 1 times");
        assertRefused(joined(vote, request), "not known");
    }

    @Test
    void aPassOfTooManyTransactionsIsRefusedWithoutBuildingThem() {
        Wire.Pass.Builder pass = Wire.Pass.newBuilder();
        for (int i = 0; i <= Limits.MAX_PASSED; i++) {
            pass.addTransactions(ByteString.EMPTY);
        }
        assertRefused(Wire.Envelope.newBuilder().setPass(pass), "more than 1000 times");
    }

    @Test
    void aTransactionOverItsLimitIsRefused() {
        Wire.Pass.Builder pass = Wire.Pass.newBuilder()
                .addTransactions(ByteString.copyFrom(new byte[Transaction.MAX_EVIDENCE_BYTES + 1]));
        assertRefused(Wire.Envelope.newBuilder().setPass(pass), "longer than 73728 bytes");
    }

    @Test
    void aMessageOverTheLimitOfItsKindIsRefused() {
        byte[] bytes = new byte[Limits.WIDEST.bytes(MessageKind.CAST_VOTE) + 1];
        bytes[0] = (byte) MessageKind.CAST_VOTE.firstByte();
        assertRefused(bytes, "over its limit");
    }

    @Test
    void aSetLargerThanAnyIsRefused() {
        Wire.Certificate certificate = Wire.Certificate.newBuilder()
                .setSubject(ToWire.subject(new Samples(1).subject()))
                .setSigners(Wire.Signers.newBuilder().setSetSize(1_001).setBitmap(ByteString.EMPTY))
                .build();
        assertRefused(Wire.Envelope.newBuilder().setCertify(certificate), "at most 1000 validators");
    }

    @Test
    void aRangeOfNothingOrOfTooMuchIsRefused() {
        for (int count : new int[] {0, -1, Limits.MAX_RANGE + 1}) {
            assertRefused(
                    Wire.Envelope.newBuilder()
                            .setRangeRequest(Wire.RangeRequest.newBuilder().setCount(count)),
                    "asks for 1 to 1000 blocks");
        }
        assertThat(WireCodec.decode(WireCodec.encode(new Message.RangeRequest(Height.ZERO, 1))))
                .isEqualTo(new Message.RangeRequest(Height.ZERO, 1));
    }

    @Test
    void missingPartsAreNamed() {
        assertRefused(Wire.Envelope.newBuilder().setPropose(Wire.Propose.getDefaultInstance()), "no proposal");
        assertRefused(Wire.Envelope.newBuilder().setCastVote(Wire.Vote.getDefaultInstance()), "no subject");
        assertRefused(
                Wire.Envelope.newBuilder().setCertify(Wire.Certificate.getDefaultInstance()),
                "no subject or no signers");
        assertRefused(Wire.Envelope.newBuilder().setReport(Wire.Status.getDefaultInstance()), "lacks a round");
        assertRefused(Wire.Envelope.newBuilder().setDeliver(Wire.Deliver.getDefaultInstance()), "no block");
        assertRefused(
                Wire.Envelope.newBuilder()
                        .setDeliver(Wire.Deliver.newBuilder().setBlock(Wire.Block.getDefaultInstance())),
                "a header has " + BlockHeader.BYTES + " bytes");
    }

    @Test
    void evidenceThatProvesNothingIsRefused() {
        Samples samples = new Samples(7);
        Round round = Round.of(1, 5);
        Wire.Vote nullify = ToWire.vote(samples.vote(Subject.nullify(round)));
        assertRefused(accuse(Wire.Evidence.getDefaultInstance()), "no proof");
        assertRefused(accuse(conflict(nullify, nullify)), "does not contradict");
        Evidence.ConflictingVotes good =
                (Evidence.ConflictingVotes) samples.evidence().get(0);
        assertRefused(
                accuse(conflict(ToWire.vote(good.second()), ToWire.vote(good.first()))),
                "in the order of their subjects");
        Evidence.InvalidTransaction path =
                (Evidence.InvalidTransaction) samples.evidence().get(2);
        assertRefused(
                accuse(ToWire.evidence(path).toBuilder()
                        .setInvalidTransaction(ToWire.evidence(path).getInvalidTransaction().toBuilder()
                                .setIndex(path.path().index() + 1))
                        .build()),
                "does not lead");
        assertRefused(
                accuse(ToWire.evidence(path).toBuilder()
                        .setInvalidHeader(Wire.InvalidHeader.newBuilder()
                                .setVote(nullify)
                                .setHeader(ByteString.copyFrom(path.header().toBytes())))
                        .build()),
                "not that of the header's proposer");
    }

    private static Wire.Evidence conflict(Wire.Vote first, Wire.Vote second) {
        return Wire.Evidence.newBuilder()
                .setConflictingVotes(
                        Wire.ConflictingVotes.newBuilder().setFirst(first).setSecond(second))
                .build();
    }

    private static Wire.Envelope.Builder accuse(Wire.Evidence evidence) {
        return Wire.Envelope.newBuilder().setAccuse(evidence);
    }

    @Test
    void anEmptyPassWithARoundTellsTheLeaderToPropose() {
        Message.Pass pass = new Message.Pass(Optional.of(Round.of(3, 4)), List.of());
        assertThat(WireCodec.decode(WireCodec.encode(pass))).isEqualTo(pass);
    }

    private static void assertRefused(Wire.Envelope.Builder wire, String reason) {
        assertRefused(wire.build().toByteArray(), reason);
    }

    private static void assertRefused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> WireCodec.decode(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
