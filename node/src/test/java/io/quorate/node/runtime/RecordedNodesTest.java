package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.node.cli.Ran;
import io.quorate.node.config.NodeConfig;
import io.quorate.node.config.OperatorException;
import io.quorate.node.recorder.Replay;
import io.quorate.node.recorder.ReplayException;
import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Transaction;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** simulation.md, Flight recorder: three real nodes, one of which records; then the same again from its recording. */
class RecordedNodesTest {
    private static final int SEGMENTS = 3;
    private static final long SEGMENT_BYTES = 60_000;
    private static final int ROTATIONS = 6;

    /** What clients submitted together is recorded as one input. */
    private static final Pattern TOGETHER = Pattern.compile("a client submits [0-9a-f]{64}, [0-9a-f]{64}");

    @TempDir
    Path directory;

    private LocalNodes nodes;
    private Path recording;

    @BeforeEach
    void place() {
        nodes = new LocalNodes(directory);
        recording = directory.resolve("recording");
    }

    private NodeConfig recorded(Duration leastAge) {
        NodeConfig first = nodes.config(DevelopmentKeys.ALICE, Map.of());
        NodeConfig.Storage storage = new NodeConfig.Storage(
                first.storage().basePath(),
                false,
                Optional.of(new NodeConfig.Recorder(recording, SEGMENT_BYTES, leastAge, SEGMENTS)));
        return new NodeConfig(
                first.genesis(),
                first.identity(),
                storage,
                first.network(),
                first.voting(),
                first.rpc(),
                first.metrics(),
                first.log());
    }

    private void record() throws Exception {
        try (Node alice = LocalNodes.start(recorded(Duration.ZERO))) {
            Map<String, String> boot = LocalNodes.bootnodes(alice);
            try (Node bob = LocalNodes.start(nodes.config(DevelopmentKeys.BOB, boot));
                    Node charlie = LocalNodes.start(nodes.config(DevelopmentKeys.CHARLIE, boot))) {
                int sent = 0;
                while (newest() <= ROTATIONS) {
                    // Through the node that records and through another, so that it hears of some by gossip only.
                    Node through = sent % 4 == 0 ? alice : bob;
                    List<Transaction> together =
                            List.of(LocalNodes.value(alice, sent++), LocalNodes.value(alice, sent++));
                    for (CompletableFuture<Optional<Refusal>> answer : through.submit(together)) {
                        assertThat(answer.get(1, TimeUnit.MINUTES)).isEmpty();
                    }
                    Height first = through.whenFinal(together.get(0).id())
                            .get(1, TimeUnit.MINUTES)
                            .height();
                    assertThat(through.whenFinal(together.get(1).id())
                                    .get(1, TimeUnit.MINUTES)
                                    .height())
                            .isEqualTo(first);
                }
                Height last = charlie.durable();
                assertThat(last.number()).isGreaterThan(10);
            }
        }
    }

    private long newest() throws Exception {
        List<Path> segments = Replay.segments(recording);
        return segments.isEmpty()
                ? 0
                : Long.parseLong(segments.get(segments.size() - 1).getFileName().toString());
    }

    private static Replay.Result replay(Path segment) throws Exception {
        return Replay.run(segment, (number, text) -> true);
    }

    @Test
    void everySegmentReplaysByItselfAndTheRingIsBounded() throws Exception {
        record();
        List<Path> segments = Replay.segments(recording);
        assertThat(segments).hasSize(SEGMENTS);
        List<String> all = new ArrayList<>();
        for (Path segment : segments) {
            Replay.Result result = Replay.run(segment, (number, text) -> all.add(text));
            assertThat(result.difference()).isEmpty();
            // The newest may just have begun: with what starts it, and its first status.
            assertThat(result.steps()).isPositive();
            assertThat(Files.size(segment.resolve("steps"))).isLessThan(SEGMENT_BYTES * 3);
        }
        assertThat(all).anyMatch(text -> TOGETHER.matcher(text).find());
        // A step is told in words, and a replay stops where it is asked to.
        List<String> told = new ArrayList<>();
        Replay.Result stopped = Replay.run(segments.get(0), (number, text) -> {
            told.add(text);
            return number < 5;
        });
        assertThat(stopped.steps()).isEqualTo(5);
        assertThat(told).hasSize(5);
        assertThat(told.get(0)).contains("journal entries").contains("-> view ");
        stopsWithin(3);
        stopsWithin(replay(segments.get(0)).steps() + 1);

        Path segment = segments.get(1);
        byte[] whole = Files.readAllBytes(segment.resolve("steps"));
        long steps = replay(segment).steps();
        isCutOff(segment, whole, steps);
        hasADamagedLength(segment, whole);
        isDamaged(segment, whole);
        isMissingAStep(segment, whole);
    }

    /** The steps of a directory are counted over all its segments. */
    private void stopsWithin(long steps) {
        Ran ran = Ran.of("replay", "--stop-at", Long.toString(steps), recording.toString());
        assertThat(ran.status()).as(ran.err()).isZero();
        List<String> told =
                ran.out().lines().filter(line -> line.matches("\\d+  .*")).toList();
        assertThat(told).hasSize((int) steps);
        assertThat(told.get(told.size() - 1)).startsWith(steps + "  ");
        assertThat(ran.out()).contains(": the same up to step ");
    }

    /** As a killed node leaves it. */
    private static void isCutOff(Path segment, byte[] whole, long steps) throws Exception {
        Files.write(segment.resolve("steps"), Arrays.copyOf(whole, whole.length - 3));
        Replay.Result result = replay(segment);
        assertThat(result.difference()).isEmpty();
        assertThat(result.steps()).isEqualTo(steps - 1);
    }

    /** Though what is left of the file is shorter than that length says, it is not taken for cut off. */
    private static void hasADamagedLength(Path segment, byte[] whole) throws Exception {
        byte[] damaged = whole.clone();
        damaged[0] ^= 1;
        Files.write(segment.resolve("steps"), damaged);
        assertThatThrownBy(() -> replay(segment))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("length of a step");
    }

    private static void isDamaged(Path segment, byte[] whole) throws Exception {
        byte[] damaged = whole.clone();
        damaged[whole.length / 2] ^= 1;
        Files.write(segment.resolve("steps"), damaged);
        assertThatThrownBy(() -> replay(segment))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("damaged");
    }

    /** What is replayed is compared: a run that lacks a step is another run. */
    private static void isMissingAStep(Path segment, byte[] whole) throws Exception {
        ByteBuffer frames = ByteBuffer.wrap(whole);
        List<Integer> starts = new ArrayList<>();
        while (frames.hasRemaining()) {
            starts.add(frames.position());
            frames.position(frames.position() + 12 + frames.getInt(frames.position()));
        }
        int longest = 2;
        for (int i = 2; i < starts.size() - 1; i++) {
            if (length(starts, i) > length(starts, longest)) {
                longest = i;
            }
        }
        ByteBuffer without = ByteBuffer.allocate(whole.length - length(starts, longest));
        without.put(whole, 0, starts.get(longest));
        without.put(whole, starts.get(longest + 1), whole.length - starts.get(longest + 1));
        Files.write(segment.resolve("steps"), without.array());
        assertThat(replay(segment).difference()).isPresent();
    }

    private static int length(List<Integer> starts, int index) {
        return starts.get(index + 1) - starts.get(index);
    }

    /** Whoever floods this node must not get it a new replica, which forgets its timers, as often as he likes. */
    @Test
    void aSegmentThatIsFullTooSoonEndsAndTheReplicaStays() throws Exception {
        try (Node alice = LocalNodes.start(recorded(Duration.ofHours(1)));
                Node bob = LocalNodes.start(nodes.config(DevelopmentKeys.BOB, LocalNodes.bootnodes(alice)))) {
            int sent = 0;
            while (Files.size(Replay.segments(recording).get(0).resolve("steps")) < SEGMENT_BYTES || sent < 100) {
                Transaction transaction = LocalNodes.value(alice, sent++);
                assertThat(bob.submit(transaction).get(1, TimeUnit.MINUTES)).isEmpty();
                alice.whenFinal(transaction.id()).get(1, TimeUnit.MINUTES);
            }
        }
        List<Path> segments = Replay.segments(recording);
        assertThat(segments).hasSize(1);
        assertThat(Files.size(segments.get(0).resolve("steps"))).isLessThan(SEGMENT_BYTES * 3);
        assertThat(replay(segments.get(0)).difference()).isEmpty();

        // What somebody else put together is read, and nothing else.
        Files.createSymbolicLink(segments.get(0).resolve("base/db/more.sst"), Path.of("/dev/zero"));
        assertThatThrownBy(() -> replay(segments.get(0)))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("no plain file");
    }

    @Test
    void aDirectoryThatCannotBeUsedIsOneLine() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        NodeConfig config = nodes.config(DevelopmentKeys.ALICE, Map.of("record", file.toString()));
        assertThatThrownBy(() -> LocalNodes.start(config))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("--record " + file)
                .hasMessageContaining("choose");
    }
}
