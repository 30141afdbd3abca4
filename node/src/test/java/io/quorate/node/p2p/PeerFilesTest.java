package io.quorate.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import io.quorate.node.p2p.TestPeer.Event;
import io.quorate.node.rpc.LogCapture;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** network.md, Discovery and Defence: what is known of peers, and who is banned, outlives the process. */
class PeerFilesTest {
    private static final PeerId OWN = TestPeer.key(1).peerId();
    private static final PeerId BOB = TestPeer.key(2).peerId();
    private static final PeerId CHARLIE = TestPeer.key(3).peerId();

    @TempDir
    Path directory = Path.of("");

    private final TestClock clock = new TestClock();

    /** What one run of a node knows. */
    private final class Run implements AutoCloseable {
        private final PeerBook book = new PeerBook(OWN, TestPeer.CHAIN, new Random(1));
        private final Reputation reputation = new Reputation(clock, NetworkConfig.Times.defaults());
        private final PeerFiles files = PeerFiles.open(directory, book, reputation);

        @Override
        public void close() {
            files.close();
        }
    }

    private static PeerRecord record(int number, ChainId chain, String address) {
        return PeerRecord.sign(TestPeer.key(number), chain, 1, List.of(Multiaddr.parse(address)));
    }

    private static PeerRecord record(int number) {
        return record(number, TestPeer.CHAIN, "/ip4/127.0.0.1/tcp/" + (30_000 + number));
    }

    @Test
    void recordsComeBackAsTheyWere() {
        PeerRecord named = record(4, TestPeer.CHAIN, "/dns6/node.example.org/tcp/1");
        try (Run first = new Run()) {
            assertThat(first.book.learn(record(2))).isTrue();
            assertThat(first.book.learn(record(3))).isTrue();
            assertThat(first.book.learn(named)).isTrue();
        }

        try (Run second = new Run()) {
            assertThat(second.book.records()).containsExactly(record(2), record(3), named);
        }
    }

    @Test
    void aBanGoesOnAndTheNextIsLonger() {
        try (Run first = new Run()) {
            assertThat(first.reputation.penalize(BOB, Fault.INVALID_BLOCK)).contains(Duration.ofMinutes(1));
            first.reputation.ban(CHARLIE, Duration.ofHours(3));
        }
        clock.pass(Duration.ofSeconds(20));

        try (Run second = new Run()) {
            assertThat(second.reputation.banned(BOB)).contains(Duration.ofSeconds(40));
            assertThat(second.reputation.banned(CHARLIE))
                    .contains(Duration.ofHours(3).minusSeconds(20));
            clock.pass(Duration.ofMinutes(10));
            assertThat(second.reputation.banned(BOB)).isEmpty();
        }

        try (Run third = new Run()) {
            assertThat(third.reputation.banned(BOB))
                    .as("over, but not forgotten")
                    .isEmpty();
            assertThat(third.reputation.penalize(BOB, Fault.INVALID_BLOCK)).contains(Duration.ofMinutes(2));
        }
    }

    @Test
    void aBanByAClockThatWasWrongEnds() {
        clock.pass(Duration.ofDays(3_650));
        try (Run first = new Run()) {
            first.reputation.penalize(BOB, Fault.INVALID_BLOCK);
        }
        clock.pass(Duration.ofDays(-3_650));

        try (Run second = new Run()) {
            assertThat(second.reputation.banned(BOB)).contains(Duration.ofDays(30));
        }
    }

    @Test
    void whatHasNotChangedIsNotWrittenAgain() throws IOException {
        try (Run run = new Run()) {
            run.book.learn(record(2));
            run.files.save();
            Files.delete(directory.resolve("peers"));
            run.files.save();
            assertThat(directory).isEmptyDirectory();

            run.book.learn(record(3));
            run.files.save();
            assertThat(directory).isDirectoryContaining("glob:**peers");
        }
        assertThat(directory).isDirectoryNotContaining("glob:**bans").isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void aDamagedFileIsOneWarningAndIsWrittenAnew() throws IOException {
        try (Run first = new Run()) {
            first.book.learn(record(2));
            first.reputation.penalize(BOB, Fault.INVALID_BLOCK);
        }
        Path file = directory.resolve("peers");
        byte[] whole = Files.readAllBytes(file);
        for (int at : new int[] {0, 20, whole.length / 2, whole.length - 1}) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            assertDamaged(file, damaged);
        }
        for (int length : new int[] {0, 1, 40, whole.length - 1}) {
            assertDamaged(
                    file, ByteBuffer.allocate(length).put(whole, 0, length).array());
        }
    }

    private void assertDamaged(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        try (LogCapture log = new LogCapture("quorate.peers")) {
            try (Run run = new Run()) {
                assertThat(run.book.size()).isZero();
                assertThat(run.reputation.banned(BOB)).as("the other file's").isPresent();
                run.book.learn(record(3));
            }
            assertThat(log.lines()).hasSize(1);
            assertThat(log.lines().get(0)).startsWith(file + " is damaged (").contains("without the peers known");
        }
        try (Run next = new Run()) {
            assertThat(next.book.records()).containsExactly(record(3));
        }
    }

    /** A file with a good checksum of a content that was never written. */
    @Test
    void whatWasNeverWrittenIsDamage() throws IOException {
        new KeptFile(directory.resolve("bans"), "bans", 100).write(new byte[] {3, 'a', 'b', 'c'});
        try (LogCapture log = new LogCapture("quorate.peers");
                Run run = new Run()) {
            assertThat(run.reputation.kept()).isEmpty();
            assertThat(log.lines()).singleElement().asString().contains("bans is damaged");
        }
    }

    @Test
    void recordsOfAnotherChainAreNotTaken() throws IOException {
        byte[] other = record(2, new ChainId(Sha256.hash(new byte[] {9})), "/ip4/127.0.0.1/tcp/1")
                .encoded();
        new KeptFile(directory.resolve("peers"), "peers", 10_000).write(other);
        try (Run run = new Run()) {
            assertThat(run.book.size()).isZero();
        }
    }

    @Test
    void aFileThatIsTooLongIsNotReadIntoMemory() throws IOException {
        for (String name : List.of("peers", "bans")) {
            try (RandomAccessFile file =
                    new RandomAccessFile(directory.resolve(name).toFile(), "rw")) {
                file.setLength(1L << 40); // a hole: no disk is that large
            }
        }
        try (LogCapture log = new LogCapture("quorate.peers");
                Run run = new Run()) {
            assertThat(run.book.size()).isZero();
            assertThat(log.lines())
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("is damaged (it is longer than"));
        }
    }

    @Test
    void whatIsKeptIsBounded() throws IOException {
        try (Run run = new Run()) {
            for (int i = 0; i < Reputation.MAX_PEERS + 100; i++) {
                byte[] seed =
                        Sha256.hash(ByteBuffer.allocate(4).putInt(i).array()).toBytes();
                run.reputation.penalize(NodeKey.of(seed).peerId(), Fault.INVALID_BLOCK);
            }
        }
        assertThat(Files.size(directory.resolve("bans"))).isLessThan(400_000);
        try (Run next = new Run()) {
            assertThat(next.reputation.kept()).hasSize(Reputation.MAX_PEERS);
        }
    }

    @Test
    void aDirectoryThatCannotBeIsOneWarningAndNoMore() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        PeerBook book = new PeerBook(OWN, TestPeer.CHAIN, new Random(1));
        Reputation reputation = new Reputation(clock, NetworkConfig.Times.defaults());
        try (LogCapture log = new LogCapture("quorate.peers");
                PeerFiles files = PeerFiles.open(file, book, reputation)) {
            assertThat(log.lines()).isNotEmpty();
            book.learn(record(2));
            files.save();
            files.save();
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("cannot write"))
                    .hasSize(1);
        }
    }

    @Test
    void aNodeThatComesBackNeedsNoBootnode() throws IOException {
        try (TestPeer alice = TestPeer.start(1)) {
            try (TestPeer bob = TestPeer.start(
                    2, config -> config.withBootnodes(List.of(alice.address())).withDirectory(directory))) {
                bob.awaitConnected(alice);
                bob.awaitThat(() -> bob.network().known() == 1);
            }
            // On another port, where nobody looks for it.
            try (TestPeer bob = TestPeer.start(2, config -> config.withDirectory(directory))) {
                bob.awaitConnected(alice);
                assertThat(bob.network().peer(alice.id()).map(PeerInfo::inbound))
                        .isEqualTo(Optional.of(false));
            }
        }
    }

    @Test
    void whoIsBannedIsTurnedAwayAfterARestartUnlessReserved() throws IOException {
        int port = TestPeer.freePort();
        try (TestPeer bob = TestPeer.start(2, config -> config.withBootnodes(List.of(TestPeer.addressOf(1, port))))) {
            try (TestPeer alice =
                    TestPeer.start(1, config -> TestPeer.config(port).withDirectory(directory))) {
                alice.awaitConnected(bob);
                alice.network().penalize(bob.id(), Fault.INVALID_BLOCK, "a block of lies");
                alice.await(Event.Disconnected.class, event -> true);
            }
            try (TestPeer alice =
                    TestPeer.start(1, config -> TestPeer.config(port).withDirectory(directory))) {
                alice.await(Event.Refused.class, event -> event.reason().startsWith("banned for"));
                assertThat(alice.network().peers()).isEmpty();
            }
            try (TestPeer alice = TestPeer.start(
                    1,
                    config -> TestPeer.config(port)
                            .withDirectory(directory)
                            .withReserved(List.of(bob.address()), false))) {
                alice.awaitConnected(bob);
            }
        }
    }
}
