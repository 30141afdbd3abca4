package io.quorate.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.Samples;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VoteKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SigningBytesTest {
    private static final int LENGTH = 16 + 32 + 1 + 8 + 8 + 8 + 32;

    @Test
    void noTwoSubjectsOfAnyChainsShareBytes() {
        for (int seed = 0; seed < 200; seed++) {
            Map<String, String> seen = new TreeMap<>();
            for (ChainId chain : chains(seed)) {
                for (Subject subject : neighbours(seed)) {
                    byte[] bytes = SigningBytes.of(chain, subject);
                    assertThat(bytes).as("seed %d %s", seed, subject).hasSize(LENGTH);
                    String signed = HexFormat.of().formatHex(bytes);
                    String meaning = chain + " " + subject.kind() + " " + subject + " " + subject.block();
                    String other = seen.putIfAbsent(signed, meaning);
                    assertThat(other == null || other.equals(meaning))
                            .as("seed %d: %s and %s share their bytes", seed, other, meaning)
                            .isTrue();
                }
            }
        }
    }

    private static List<ChainId> chains(int seed) {
        Samples samples = new Samples(seed);
        return List.of(samples.chain(), samples.chain());
    }

    /** Subjects that differ in one part each, from one another and from a drawn one. */
    private static List<Subject> neighbours(int seed) {
        Samples samples = new Samples(seed);
        List<Subject> subjects = new ArrayList<>();
        BlockId block = samples.blockId();
        BlockId another = samples.blockId();
        long epoch = samples.number();
        long view = samples.round().view().number() + 2;
        for (Round round : List.of(Round.of(epoch, view), Round.of(epoch, view + 1), Round.of(view, view))) {
            subjects.add(Subject.nullify(round));
            for (View parent : List.of(View.ZERO, new View(view - 1), new View(view - 2))) {
                for (BlockId id : List.of(block, another)) {
                    subjects.add(Subject.notarize(round, parent, id));
                    subjects.add(Subject.finalize(round, parent, id));
                }
            }
        }
        subjects.add(samples.subject());
        return subjects;
    }

    @Test
    void everySubjectCanBeReadBackFromItsBytes() {
        for (int seed = 0; seed < 500; seed++) {
            Samples samples = new Samples(seed);
            Subject subject = samples.subject();
            ByteBuffer in = ByteBuffer.wrap(SigningBytes.of(samples.chain(), subject), 48, LENGTH - 48);
            VoteKind kind = VoteKind.ofCode(in.get());
            Round round = Round.of(in.getLong(), in.getLong());
            assertThat(kind).as("seed %d", seed).isEqualTo(subject.kind());
            assertThat(round).as("seed %d", seed).isEqualTo(subject.round());
            assertThat(new View(in.getLong())).as("seed %d", seed).isEqualTo(subject.parentView());
            byte[] block = new byte[32];
            in.get(block);
            assertThat(block)
                    .as("seed %d", seed)
                    .isEqualTo(subject.block().hash().toBytes());
        }
    }

    @Test
    void aVoteAndATransactionNeverShareAPrefix() {
        Samples samples = new Samples(1);
        String vote = tag(SigningBytes.of(samples.chain(), samples.subject()));
        String transaction = tag(samples.transaction().signingBytes());
        assertThat(vote).startsWith("quorate.vote.v1");
        assertThat(transaction).startsWith("quorate.transact");
        assertThat(vote).isNotEqualTo(transaction);
    }

    private static String tag(byte[] bytes) {
        return new String(bytes, 0, 16, StandardCharsets.US_ASCII);
    }
}
