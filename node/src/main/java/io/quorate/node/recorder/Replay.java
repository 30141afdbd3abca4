package io.quorate.node.recorder;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Ledger;
import io.quorate.ledger.LedgerLimits;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.replica.Ports;
import io.quorate.protocol.replica.Replica;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;
import io.quorate.storage.BasePath;
import io.quorate.storage.RocksBlockStore;
import io.quorate.storage.RocksLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Feeds what a {@link FlightRecorder} wrote to the same replica again, and compares what comes of each step. Works on a copy
 * of the segment's checkpoint: the recording stays as it is. Needs no key, for the signatures are in the recording.
 */
public final class Replay {
    private final Tape tape = new Tape();
    private final Deque<Signature> signatures = new ArrayDeque<>();
    private @Nullable Step current;

    private Replay() {}

    /** Looks on. */
    public interface Viewer {
        /**
         * A step is over.
         *
         * @param number from 1 on
         * @param text what it was fed and where it ended, for people
         * @return whether to go on
         */
        boolean step(long number, String text);
    }

    /**
     * How a replay ended.
     *
     * @param steps that were the same
     * @param end where the last of them left the replica
     * @param difference how the next one differed, if one did
     * @param cut whether the recording ends in the middle of a step, as a killed node leaves it
     */
    public record Result(long steps, String end, Optional<String> difference, boolean cut) {}

    /**
     * The segments that a path means, oldest first: itself, or those in it. None if it is no recording.
     *
     * @throws IOException if it cannot be read
     */
    public static List<Path> segments(Path path) throws IOException {
        return Recording.segments(path);
    }

    /**
     * Replays one segment.
     *
     * @throws IOException if a file cannot be read or copied
     * @throws ReplayException if the recording is damaged, in words
     */
    public static Result run(Path segment, Viewer viewer) throws IOException {
        Path copy = place(segment.toAbsolutePath());
        Thread swept = new Thread(() -> sweep(copy));
        Runtime.getRuntime().addShutdownHook(swept);
        try (Recording recording = Recording.open(segment)) {
            copy(recording.base(), copy);
            Genesis genesis = recording.genesis();
            try (BasePath base = BasePath.open(copy);
                    RocksBlockStore store = RocksBlockStore.open(base, genesis.chain(), RocksLimits.DEFAULT)) {
                return new Replay().run(recording, store, viewer);
            }
        } finally {
            Runtime.getRuntime().removeShutdownHook(swept);
            Ring.delete(copy);
        }
    }

    /** For whoever does not wait for the end. */
    private static void sweep(Path copy) {
        try {
            Ring.delete(copy);
        } catch (IOException | UncheckedIOException e) {
            // A file of the database came meanwhile: it stays, and its name tells what it is.
        }
    }

    /** Beside the segment, where its tables can be linked; elsewhere if nothing can be written there. */
    private static Path place(Path segment) throws IOException {
        try {
            return Files.createTempDirectory(segment.resolveSibling(""), "replay");
        } catch (IOException e) {
            return Files.createTempDirectory("quorate-replay");
        }
    }

    private Result run(Recording recording, RocksBlockStore store, Viewer viewer) throws IOException {
        SegmentHead head = recording.head();
        Genesis genesis = recording.genesis();
        Ports ports = new Ports(
                new Nobody(),
                (timer, delay) -> {},
                store,
                new PlayedJournal(),
                Ledger.of(LedgerLimits.of(genesis), genesis, recording.votes(), SignatureSchemes.ed25519()),
                head.validator().map(PlayedSigner::new),
                head.account().map(PlayedSigner::new),
                new Observer() {});
        Replica replica = new Replica(head.config(), tape.listen(ports, ports.journal()::recover));
        long steps = 0;
        String end = "the recording is empty";
        for (Optional<Step> next = recording.next(); next.isPresent(); next = recording.next()) {
            Step recorded = next.get();
            Step.End reached = perform(replica, recorded, steps == 0);
            if (!reached.equals(recorded.end())) {
                viewer.step(steps + 1, StepText.of(recorded));
                return new Result(
                        steps, end, Optional.of("recorded  " + recorded.end() + "\n  now       " + reached), false);
            }
            steps++;
            end = reached.toString();
            if (!viewer.step(steps, StepText.of(recorded)) || reached instanceof Step.End.Failed) {
                break;
            }
        }
        return new Result(steps, end, Optional.empty(), recording.isCut());
    }

    private Step.End perform(Replica replica, Step step, boolean first) {
        current = step;
        signatures.clear();
        signatures.addAll(step.signatures());
        Step.End end;
        try {
            if (first) {
                replica.start(step.time());
            } else {
                replica.begin(step.time());
                step.inputs().forEach(input -> input.accept(replica));
                step.timers().forEach(replica::onTimer);
                replica.end();
            }
            end = new Step.End.Reached(Standing.of(replica.snapshot(), tape.effects()));
        } catch (ReplayException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            // What stopped the node stops its replay.
            end = new Step.End.Failed(e.toString());
        }
        tape.end(new Step.Fed(step.time(), List.of(), List.of()), end);
        return end;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> entries = Files.walk(from)) {
            for (Path path : entries.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(target);
                } else if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    throw new ReplayException(path + " is no plain file: this is not what a node recorded");
                } else if (!path.toString().endsWith(".sst") || !isLinked(target, path)) {
                    Files.copy(path, target);
                }
            }
        }
    }

    /** Tables are never written again: a link does, where the file system has them. */
    private static boolean isLinked(Path target, Path path) {
        try {
            Files.createLink(target, path);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private Step current() {
        Step step = current;
        if (step == null) {
            throw new IllegalStateException("between steps nothing is asked");
        }
        return step;
    }

    /** The journal's answers, as they were. */
    private final class PlayedJournal implements SigningJournal {
        @Override
        public List<Entry> recover() {
            return current().recovered();
        }

        @Override
        public void append(Entry entry) {
            // what was signed is signed already
        }

        @Override
        public void sync() {
            // nothing is written
        }

        @Override
        public boolean isFull() {
            return current().journalFull();
        }

        @Override
        public void replace(List<Entry> live) {
            // nothing is written
        }
    }

    /** The signatures, as they were. */
    private final class PlayedSigner implements Signer {
        private final PublicKey key;

        PlayedSigner(PublicKey key) {
            this.key = key;
        }

        @Override
        public PublicKey publicKey() {
            return key;
        }

        @Override
        public Signature sign(byte[] message) {
            Signature next = signatures.poll();
            if (next == null) {
                throw new ReplayException("this build signs something that was not signed when it was recorded");
            }
            return next;
        }
    }

    /** Nobody listens. */
    private static final class Nobody implements Network {
        @Override
        public void send(PeerId peer, Message message) {
            // it was sent when it was recorded
        }

        @Override
        public void broadcast(Message message) {
            // it was sent when it was recorded
        }

        @Override
        public void penalize(PeerId peer, Fault fault, String reason) {
            // nobody is there
        }
    }
}
