package io.quorate.protocol.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.Samples;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VoteKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever a Byzantine validator signs and its node sends, no step throws, nothing grows, and the others go on. */
class FuzzTest {
    private static final Epoch EPOCH = new Epoch(1);

    private final TestChain chain = new TestChain(Duration.ofHours(1), 1, 1, 1, 1);

    @Test
    void noWellSignedInputStopsAReplica() {
        for (long seed = 0; seed < 6; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Samples samples = new Samples(seed);
            int liar = random.nextInt(4);
            Solo solo = new Solo(chain, (liar + 1) % 4).start();
            List<Block> blocks = new ArrayList<>(List.of(chain.root));
            for (int i = 0; i < 1_500; i++) {
                Message message = message(random, samples, liar, blocks);
                try {
                    solo.from(liar, message);
                    if (random.nextInt(20) == 0) {
                        solo.fire(any(random));
                        solo.clock = solo.clock.plus(Duration.ofMillis(random.nextInt(500)));
                    }
                    if (random.nextInt(400) == 0) {
                        solo.restart();
                    }
                } catch (RuntimeException e) {
                    throw new AssertionError("seed " + seed + ", step " + i + ", " + message, e);
                }
            }
            assertThat(solo.replica().snapshot().head().height()).isEqualTo(Height.ZERO);
            assertThat(solo.refusals).as("seed %s", seed).isZero();
            long view = solo.round().view().number();
            int[] others = java.util.stream.IntStream.range(0, 4)
                    .filter(v -> v != solo.self)
                    .toArray();
            Block good = chain.block(chain.root, view, 1_000);
            solo.certify(Solo.finalizes(view, 0, good), others);
            solo.fire(Timer.Fetch.class).from(others[0], new Message.Deliver(good, Optional.empty()));
            assertThat(solo.store.head().orElseThrow().block())
                    .as("seed %s", seed)
                    .isEqualTo(good);
        }
    }

    private Message message(SplittableRandom random, Samples samples, int liar, List<Block> blocks) {
        Block some = blocks.get(random.nextInt(blocks.size()));
        switch (random.nextInt(8)) {
            case 0 -> {
                return new Message.CastVote(chain.vote(liar, subject(random, some.id())));
            }
            case 1 -> {
                Block block = chain.block(some, 1 + random.nextInt(80), random.nextInt(5_000));
                blocks.add(block);
                View view = view(random);
                View parent = new View(random.nextLong(view.number()));
                return new Message.Propose(
                        new Proposal(
                                block, chain.vote(liar, Subject.notarize(new Round(EPOCH, view), parent, block.id()))),
                        Optional.empty());
            }
            case 2 -> {
                return new Message.Deliver(some, Optional.empty());
            }
            case 3 -> {
                return new Message.VoteRequest(new Round(EPOCH, view(random)));
            }
            case 4 -> {
                return new Message.RangeRequest(new Height(samples.number()), random.nextInt());
            }
            case 5 -> {
                return new Message.Report(samples.status());
            }
            case 6 -> {
                return new Message.Certify(chain.certificate(subject(random, some.id()), liar));
            }
            default -> {
                return samples.messages().get(random.nextInt(9));
            }
        }
    }

    private Subject subject(SplittableRandom random, BlockId block) {
        View view = view(random);
        Round round = random.nextInt(10) == 0 ? new Round(EPOCH.next(), view) : new Round(EPOCH, view);
        VoteKind kind = VoteKind.ofCode(1 + random.nextInt(3));
        return kind == VoteKind.NULLIFY
                ? Subject.nullify(round)
                : new Subject(kind, round, new View(random.nextLong(view.number())), block);
    }

    private static View view(SplittableRandom random) {
        return random.nextInt(20) == 0
                ? new View(Long.MAX_VALUE - random.nextInt(2))
                : new View(1 + random.nextInt(80));
    }

    private static Class<? extends Timer> any(SplittableRandom random) {
        List<Class<? extends Timer>> kinds = List.of(
                Timer.Leader.class,
                Timer.ViewEnd.class,
                Timer.Idle.class,
                Timer.Repeat.class,
                Timer.Relay.class,
                Timer.Fetch.class,
                Timer.Tick.class,
                Timer.Ripen.class);
        return kinds.get(random.nextInt(kinds.size()));
    }
}
