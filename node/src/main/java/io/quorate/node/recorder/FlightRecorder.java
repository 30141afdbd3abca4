package io.quorate.node.recorder;

import io.quorate.crypto.signature.Signer;
import io.quorate.node.config.Failures;
import io.quorate.node.config.GenesisFile;
import io.quorate.node.config.NodeConfig;
import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.replica.Input;
import io.quorate.protocol.replica.Ports;
import io.quorate.protocol.replica.Replica;
import io.quorate.protocol.replica.ReplicaConfig;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.PeerId;
import io.quorate.storage.RocksBlockStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what a node's replica is fed. Owned by the replica's thread once that runs; never fails it: where the disk
 * does not keep up, the segment ends there, and another begins later.
 *
 * <p>A segment can be replayed because it begins with everything a replica is made from. So each begins with a replica of
 * its own: once {@link #wantsNewReplica}, the thread makes one that goes on where the last stopped.
 */
public final class FlightRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("quorate.recorder");

    /** After a disk that was too slow: doubled each time in a row, up to the longest. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** How long the database has to write its memory out after a pause. */
    private static final Duration PREPARATION = Duration.ofSeconds(10);

    private final NodeConfig.Recorder config;
    private final Ring ring;
    private final Genesis genesis;
    private final RocksBlockStore store;
    private final Map<PeerId, Input> connected = new LinkedHashMap<>();
    private Tape tape = new Tape();
    private Optional<SegmentWriter> segment = Optional.empty();
    private long written;
    private Optional<Path> directory = Optional.empty();
    private Optional<BlockTime> begun = Optional.empty();
    private Optional<BlockTime> again = Optional.empty();
    private Duration pause = PAUSE;
    private boolean ended;
    /** Whether the database was asked to write its memory out, so that the next checkpoint has little left to write. */
    private boolean prepared;

    private FlightRecorder(NodeConfig.Recorder config, Ring ring, Genesis genesis, RocksBlockStore store) {
        this.config = config;
        this.ring = ring;
        this.genesis = genesis;
        this.store = store;
    }

    /**
     * Opens the ring.
     *
     * @param base the node's base path
     * @throws StorageException if the directory cannot be used, in words for the operator
     */
    public static FlightRecorder open(NodeConfig.Recorder config, Path base, Genesis genesis, RocksBlockStore store) {
        return new FlightRecorder(config, Ring.open(config, base), genesis, store);
    }

    /**
     * Begins a segment with the store as it stands, for a replica that is about to be made; returns its ports.
     *
     * @param recovered what the journal gives back to it: its own, or what the replica before it left
     */
    public Ports begin(ReplicaConfig replica, Ports ports, Supplier<List<Entry>> recovered) {
        segment.ifPresent(SegmentWriter::end);
        segment = Optional.empty();
        written = 0;
        begun = Optional.empty();
        again = Optional.empty();
        tape = new Tape();
        prepared = false;
        long started = System.nanoTime();
        try {
            Path directory = ring.next();
            this.directory = Optional.of(directory);
            store.checkpoint(directory.resolve(Recording.BASE));
            Files.write(directory.resolve(Recording.GENESIS), GenesisFile.write(genesis));
            Files.write(
                    directory.resolve(Recording.HEAD),
                    new SegmentHead(
                                    replica,
                                    ports.signer().map(Signer::publicKey),
                                    ports.account().map(Signer::publicKey))
                            .toJson());
            segment = Optional.of(new SegmentWriter(directory.resolve(Recording.STEPS), ring::prune));
            LOG.info("recording to {}, begun in {} ms", directory, (System.nanoTime() - started) / 1_000_000);
        } catch (IOException e) {
            giveUp(Failures.reason(e));
        } catch (UncheckedIOException e) {
            giveUp(String.valueOf(e.getMessage()));
        } catch (StorageException e) {
            giveUp(String.valueOf(e.getMessage()));
        }
        return tape.listen(ports, recovered);
    }

    private void giveUp(String reason) {
        LOG.error("recording ends: {}", reason);
        segment.ifPresent(SegmentWriter::end);
        segment = Optional.empty();
        ended = true;
    }

    /** A step went well. */
    public void reached(BlockTime time, List<Input> inputs, List<Timer> timers, Replica replica) {
        inputs.forEach(this::notePeers);
        if (segment.isPresent()) {
            Standing standing = Standing.of(replica.snapshot(), tape.effects());
            write(new Step.Fed(time, inputs, timers), new Step.End.Reached(standing));
        } else {
            tape.clear();
        }
    }

    /** An exception escaped a step: the last thing that is recorded. */
    public void failed(BlockTime time, List<Input> inputs, List<Timer> timers, Throwable cause) {
        if (segment.isPresent()) {
            write(new Step.Fed(time, inputs, timers), new Step.End.Failed(String.valueOf(cause)));
            directory.ifPresent(FlightRecorder::markFailed);
        }
    }

    private static void markFailed(Path segment) {
        try {
            Ring.markFailed(segment);
        } catch (IOException e) {
            LOG.warn("segment {} cannot be marked: {}", segment, Failures.reason(e));
        }
    }

    private void notePeers(Input input) {
        if (input instanceof Input.Connected peer) {
            connected.put(peer.peer(), input);
        } else if (input instanceof Input.Disconnected peer) {
            connected.remove(peer.peer());
        }
    }

    private void write(Step.Fed fed, Step.End end) {
        SegmentWriter writer = segment.orElseThrow();
        begun = begun.or(() -> Optional.of(fed.time()));
        byte[] bytes = StepCodec.encode(tape.end(fed, end));
        written += SegmentWriter.FRAME_BYTES + bytes.length;
        if (writer.offer(bytes)) {
            if (!prepared && written > config.segmentBytes() / 8 * 7) {
                prepare();
            }
            return;
        }
        IOException failure = writer.failure();
        if (failure != null) {
            giveUp(Failures.reason(failure));
            return;
        }
        LOG.warn(
                "the disk is too slow for the recording: this segment ends, the next begins in {} s",
                pause.toSeconds());
        rest(fed.time().plus(pause));
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }

    /** Ends the segment; another begins from a time on. */
    private void rest(BlockTime until) {
        segment.ifPresent(SegmentWriter::end);
        segment = Optional.empty();
        prepared = false;
        again = Optional.of(until);
    }

    private void prepare() {
        prepared = true;
        try {
            store.prepareCheckpoint();
        } catch (StorageException e) {
            giveUp(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Whether the segment is full, and {@link #begin} is due with a new replica.
     *
     * @param last a replica that signs nothing, or stands at the end, is not replaced: what it knows of that would be
     *     forgotten
     */
    public boolean wantsNewReplica(BlockTime now, boolean last) {
        if (ended || (segment.isPresent() && written < config.segmentBytes())) {
            return false;
        }
        if (segment.isEmpty()) {
            return !last && isRested(now);
        }
        // A new replica forgets its timers and counts anew: whoever floods this node does not get one more often.
        BlockTime due = begun.orElse(now).plus(config.leastAge());
        if (last || due.isAfter(now)) {
            LOG.info("the segment is full; the next begins later");
            rest(BlockTime.max(due, now));
            return false;
        }
        pause = PAUSE;
        return true;
    }

    /** Whether the pause is over, and the database has had time to write its memory out. */
    private boolean isRested(BlockTime now) {
        if (again.filter(now::isAfter).isEmpty()) {
            return false;
        }
        if (!prepared) {
            prepare();
            again = Optional.of(now.plus(PREPARATION));
            return false;
        }
        return !ended;
    }

    /** The connections that are up: to be told to a new replica first. */
    public Collection<Input> connections() {
        return List.copyOf(connected.values());
    }

    /** Waits until what was recorded is written. */
    @Override
    public void close() {
        segment.ifPresent(SegmentWriter::close);
    }
}
