package io.quorate.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.quorate.node.p2p.OutboundQueue.Offer;
import io.quorate.protocol.codec.Limits;
import io.quorate.protocol.codec.MessageKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {
    private static final int MOST = 200_000;

    private final OutboundQueue queue = new OutboundQueue(new NetworkConfig.Limits(1, 1, 1, MOST, MOST, MOST, 100, 1));

    @Test
    void aVoteWaitsForOneChunkAtMost() {
        queue.offer(MessageKind.DELIVER, message(MessageKind.DELIVER, 100_000));
        assertThat(next()).contains("DELIVER BEGIN");
        queue.offer(MessageKind.PROPOSE, message(MessageKind.PROPOSE, 40_000));
        queue.offer(MessageKind.CAST_VOTE, message(MessageKind.CAST_VOTE, 200));
        assertThat(List.of(next(), next(), next(), next(), next()))
                .containsExactly(
                        Optional.of("CAST_VOTE MESSAGE"),
                        Optional.of("PROPOSE BEGIN"),
                        Optional.of("PROPOSE MORE"),
                        Optional.of("DELIVER MORE"),
                        Optional.of("DELIVER MORE"));
        next();
        assertThat(next()).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void aFullLaneOfVotesMeansTheEnd() {
        byte[] vote = message(MessageKind.CAST_VOTE, MOST / 2);
        assertThat(queue.offer(MessageKind.CAST_VOTE, vote)).isEqualTo(Offer.TAKEN);
        assertThat(queue.offer(MessageKind.CERTIFY, vote)).isEqualTo(Offer.TAKEN);
        assertThat(queue.offer(MessageKind.CAST_VOTE, vote)).isEqualTo(Offer.OVERFLOW);
    }

    @Test
    void aFullLaneOfVotesMayAlsoBeOneOfManySmallOnes() {
        byte[] vote = message(MessageKind.CAST_VOTE, 10);
        for (int i = 0; i < 100; i++) {
            assertThat(queue.offer(MessageKind.CAST_VOTE, vote)).isEqualTo(Offer.TAKEN);
        }
        assertThat(queue.offer(MessageKind.CAST_VOTE, vote)).isEqualTo(Offer.OVERFLOW);
        next();
        assertThat(queue.offer(MessageKind.CAST_VOTE, vote)).isEqualTo(Offer.TAKEN);
    }

    @Test
    void theNewestOfBulkAndTheOldestOfProposalsAreDropped() {
        for (MessageKind kind : List.of(MessageKind.DELIVER, MessageKind.PROPOSE)) {
            for (int number = 1; number <= 3; number++) {
                byte[] message = message(kind, 90_000);
                message[1] = (byte) number;
                queue.offer(kind, message);
            }
        }
        assertThat(queue.dropped()).isEqualTo(2);
        assertThat(queue.bytes()).isEqualTo(4 * 90_000);
        List<Integer> proposals = new ArrayList<>();
        List<Integer> bulk = new ArrayList<>();
        Optional<OutboundQueue.Outgoing> out = queue.next(UnpooledByteBufAllocator.DEFAULT);
        while (out.isPresent()) {
            ByteBuf frame = out.get().frame();
            if (frame.getByte(Integer.BYTES) == FrameKind.BEGIN.code()) {
                int number = frame.getByte(Frame.HEADER_BYTES + 1 + Integer.BYTES + 1);
                (out.get().kind() == MessageKind.PROPOSE ? proposals : bulk).add(number);
            }
            frame.release();
            out = queue.next(UnpooledByteBufAllocator.DEFAULT);
        }
        assertThat(proposals).containsExactly(2, 3);
        assertThat(bulk).containsExactly(1, 2);
    }

    @Test
    void aMessageOverTheBoundIsTakenAlone() {
        byte[] huge = message(MessageKind.PROPOSE, 2 * MOST);
        assertThat(queue.offer(MessageKind.PROPOSE, huge)).isEqualTo(Offer.TAKEN);
        assertThat(queue.offer(MessageKind.PROPOSE, huge)).isEqualTo(Offer.TAKEN);
        assertThat(queue.dropped()).isEqualTo(1);
        assertThat(queue.bytes()).isEqualTo(2L * MOST);
    }

    @Test
    void chunksArePutTogetherAgain() {
        long seed = 7;
        Random random = new Random(seed);
        Reassembly reassembly = new Reassembly(MessageCodec.within(Limits.WIDEST), Lane.BULK);
        for (int round = 0; round < 200; round++) {
            byte[] message = new byte[1 + random.nextInt(150_000)];
            random.nextBytes(message);
            message[0] = (byte) MessageKind.DELIVER.firstByte();
            queue.offer(MessageKind.DELIVER, message);
            Optional<byte[]> whole = Optional.empty();
            while (whole.isEmpty()) {
                ByteBuf frame = queue.next(UnpooledByteBufAllocator.DEFAULT)
                        .orElseThrow()
                        .frame();
                int length = frame.readInt();
                assertThat(frame.readableBytes()).isEqualTo(length);
                FrameKind kind = FrameKind.ofCode(frame.readByte());
                assertThat((int) frame.readByte()).isEqualTo(Lane.BULK.code());
                whole = kind == FrameKind.BEGIN ? reassembly.begin(frame) : reassembly.more(frame);
                frame.release();
            }
            assertThat(whole.get()).as("seed %d round %d", seed, round).isEqualTo(message);
        }
    }

    private Optional<String> next() {
        return queue.next(UnpooledByteBufAllocator.DEFAULT).map(out -> {
            FrameKind kind = FrameKind.ofCode(out.frame().getByte(Integer.BYTES));
            out.frame().release();
            return out.kind() + " " + kind;
        });
    }

    private static byte[] message(MessageKind kind, int bytes) {
        byte[] message = new byte[bytes];
        Arrays.fill(message, (byte) 1);
        message[0] = (byte) kind.firstByte();
        return message;
    }
}
