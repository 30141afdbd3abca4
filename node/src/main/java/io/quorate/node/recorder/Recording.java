package io.quorate.node.recorder;

import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.node.config.GenesisFile;
import io.quorate.protocol.codec.Limits;
import io.quorate.protocol.replica.Inbound;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.verify.Verifier;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One segment on disk, to be read. */
final class Recording implements AutoCloseable {
    /** A base path whose database is as it was when the segment began. */
    static final String BASE = "base";

    static final String GENESIS = "genesis.json";
    static final String HEAD = "segment.json";
    static final String STEPS = "steps";
    private static final int HEAD_BYTES = 1 << 16;

    private final Path directory;
    private final Genesis genesis;
    private final SegmentHead head;
    private final SignatureScheme votes;
    private final StepCodec codec;
    private final DataInputStream steps;
    private long left;
    private boolean cut;

    private Recording(Path directory, Genesis genesis, SegmentHead head, SignatureScheme votes, DataInputStream steps)
            throws IOException {
        this.directory = directory;
        this.genesis = genesis;
        this.head = head;
        this.votes = votes;
        Verifier verifier = Verifier.of(genesis, votes, SignatureSchemes.ed25519());
        this.codec = new StepCodec(Limits.of(genesis, votes), new Inbound(verifier, head.validator()), verifier);
        this.steps = steps;
        this.left = Files.size(directory.resolve(STEPS));
    }

    /** Whether a directory is a segment. */
    static boolean isIn(Path directory) {
        return Files.isRegularFile(directory.resolve(STEPS));
    }

    static Recording open(Path directory) throws IOException {
        Genesis genesis = GenesisFile.read(directory.resolve(GENESIS));
        SegmentHead head;
        try {
            head = SegmentHead.fromJson(small(directory.resolve(HEAD)), genesis);
        } catch (IllegalArgumentException e) {
            throw new ReplayException(directory.resolve(HEAD) + " cannot be read: " + e.getMessage(), e);
        }
        SignatureScheme votes = SignatureSchemes.byId(genesis.scheme())
                .orElseThrow(() -> new ReplayException(
                        "this version does not know the signature scheme " + genesis.scheme() + " of the chain"));
        DataInputStream steps =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(directory.resolve(STEPS)), 1 << 16));
        return new Recording(directory, genesis, head, votes, steps);
    }

    private static byte[] small(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(HEAD_BYTES + 1);
            if (bytes.length > HEAD_BYTES) {
                throw new ReplayException(file + " is longer than " + HEAD_BYTES + " bytes: the recording is damaged");
            }
            return bytes;
        }
    }

    Genesis genesis() {
        return genesis;
    }

    SegmentHead head() {
        return head;
    }

    SignatureScheme votes() {
        return votes;
    }

    Path base() {
        return directory.resolve(BASE);
    }

    /** Whether the end that was met lies in the middle of a step. */
    boolean isCut() {
        return cut;
    }

    /** The next step; empty at the end, be it clean or in the middle of a step, as a killed node leaves it. */
    Optional<Step> next() throws IOException {
        if (left < SegmentWriter.FRAME_BYTES) {
            cut = left > 0;
            return Optional.empty();
        }
        try {
            byte[] head = steps.readNBytes(Integer.BYTES);
            int lengthSum = steps.readInt();
            int sum = steps.readInt();
            left -= SegmentWriter.FRAME_BYTES;
            int length = ByteBuffer.wrap(head).getInt();
            if (SegmentWriter.sum(head) != lengthSum || length < 0 || length > SegmentWriter.LONGEST_STEP) {
                throw new ReplayException("the length of a step is wrong: the recording is damaged");
            }
            if (length > left) {
                cut = true;
                return Optional.empty();
            }
            byte[] bytes = steps.readNBytes(length);
            left -= length;
            if (SegmentWriter.sum(bytes) != sum) {
                throw new ReplayException("the checksum of a step is wrong: the recording is damaged");
            }
            return Optional.of(codec.decode(bytes));
        } catch (EOFException e) {
            cut = true;
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new ReplayException("the recording is damaged: " + e.getMessage(), e);
        }
    }

    /** The segments that a path means: itself, or those in it. Empty if it is no recording. */
    static List<Path> segments(Path path) throws IOException {
        if (isIn(path)) {
            return List.of(path);
        }
        return Files.isDirectory(path)
                ? Ring.in(path).stream().filter(Recording::isIn).toList()
                : List.of();
    }

    @Override
    public void close() throws IOException {
        steps.close();
    }
}
