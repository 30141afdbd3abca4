package io.quorate.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.evidence.EvidencePool;
import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Status.VoteHoldings;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a replica keeps beyond what it may is found; what it may keep is not. */
class BoundsTest {
    private static final MempoolConfig MEMPOOL = new MempoolConfig(10, 1 << 20, 5);
    private static final Round HERE = Round.of(1, 5);
    private static final Hash ROOT = Sha256.hash(new byte[] {1});

    private static boolean isBroken(int pending, long bytes, long blocks, List<Evidence> evidence, ViewHoldings view) {
        return Bounds.broken(new Bounds.Held(HERE, pending, bytes, blocks, evidence, List.of(view)), MEMPOOL)
                .isPresent();
    }

    private static ViewHoldings view(long view, int subjects) {
        Round round = Round.of(1, view);
        Signers one = Signers.none(4).with(new ValidatorIndex(2));
        return new ViewHoldings(
                new View(view),
                false,
                false,
                false,
                false,
                IntStream.range(0, subjects)
                        .mapToObj(i -> new VoteHoldings(
                                Subject.notarize(
                                        round, new View(view - 1), new BlockId(Sha256.hash(new byte[] {(byte) i}))),
                                one))
                        .toList());
    }

    private static Evidence invalid(long view) {
        BlockHeader header = new BlockHeader(
                BlockHeader.VERSION,
                new ChainId(ROOT),
                new Epoch(1),
                new Height(view),
                new BlockId(ROOT),
                new ValidatorIndex(2),
                new BlockTime(1),
                Integer.MAX_VALUE,
                0,
                ROOT,
                ROOT,
                ROOT,
                ROOT,
                ROOT);
        Vote vote = new Vote(
                Subject.notarize(Round.of(1, view), new View(view - 1), header.id()),
                new ValidatorIndex(2),
                Signature.of(new byte[64]));
        return new Evidence.InvalidHeader(vote, header);
    }

    private static List<Evidence> invalid(int count) {
        return IntStream.rangeClosed(1, count)
                .<Evidence>mapToObj(view -> invalid((long) view))
                .toList();
    }

    @Test
    void whatIsAtItsBoundIsAllRight() {
        assertThat(isBroken(10, 1 << 20, 1_024, invalid(EvidencePool.SHARE), view(69, 2)))
                .isFalse();
    }

    @Test
    void aTransactionTooManyIsFound() {
        assertThat(isBroken(11, 0, 0, List.of(), view(5, 0))).isTrue();
        assertThat(isBroken(1, (1 << 20) + 1, 0, List.of(), view(5, 0))).isTrue();
    }

    @Test
    void aBlockTooManyIsFound() {
        assertThat(isBroken(0, 0, 1_025, List.of(), view(5, 0))).isTrue();
    }

    @Test
    void moreThanAShareOfEvidenceIsFound() {
        assertThat(isBroken(0, 0, 0, invalid(EvidencePool.SHARE + 1), view(5, 0)))
                .isTrue();
    }

    @Test
    void votesBeyondTheWindowAreFound() {
        assertThat(isBroken(0, 0, 0, List.of(), view(70, 1))).isTrue();
    }

    @Test
    void aThirdSubjectOfOneValidatorIsFound() {
        assertThat(isBroken(0, 0, 0, List.of(), view(5, 3))).isTrue();
    }
}
