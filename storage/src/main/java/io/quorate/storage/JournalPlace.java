package io.quorate.storage;

import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.types.ChainId;
import io.quorate.storage.SegmentHeader.Damage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The names of a journal's files and the order in which they come and go, so that after a crash at any point there is
 * one whole journal: a new file is written as {@code next}, synced, renamed to {@code current}, and the directory synced.
 * The marker is written after the first file and before the first entry.
 */
final class JournalPlace {
    static final String CURRENT = "current";
    static final String NEXT = "next";

    private static final String ADVICE =
            ": restore it from a copy of this base path made after its last vote, or start "
                    + "with a new key and another --base-path; signing without it could contradict earlier votes";

    private final JournalDirectory directory;
    private final JournalMarker marker;
    private final ChainId chain;

    JournalPlace(JournalDirectory directory, JournalMarker marker, ChainId chain) {
        this.directory = directory;
        this.marker = marker;
        this.chain = chain;
    }

    /** An open journal and what was in it. */
    record Opened(Segment segment, List<Entry> entries) {}

    Opened open(JournalId fresh, JournalLimits limits) {
        try {
            Optional<JournalId> known = readMarker();
            directory.delete(NEXT);
            if (directory.exists(CURRENT)) {
                return openCurrent(known);
            }
            if (known.isPresent()) {
                // consensus.md, Persist before send: it fails closed
                throw new StorageException("the signing journal " + describe() + " is missing" + ADVICE);
            }
            Segment segment = Segment.begin(prepare(limits), new SegmentHeader(fresh, chain, 1, limits.aheadBytes()));
            segment.force();
            adopt();
            marker.write(fresh);
            return new Opened(segment, List.of());
        } catch (IOException e) {
            throw new StorageException(
                    "cannot open the signing journal " + describe() + " (" + BasePath.reason(e)
                            + "): check the disk and its free space",
                    e);
        }
    }

    /** Makes the file of zeros that a new segment is written in. */
    JournalDirectory.Handle prepare(JournalLimits limits) throws IOException {
        JournalDirectory.Handle file = directory.create(NEXT);
        Segment.zero(file, 0, limits.aheadBytes());
        return file;
    }

    /** The header of the segment after another. */
    SegmentHeader header(SegmentHeader before, JournalLimits limits) {
        return new SegmentHeader(before.journal(), chain, before.number() + 1, limits.aheadBytes());
    }

    /** Puts the new file, synced, in the place of the current one. */
    void adopt() throws IOException {
        directory.rename(NEXT, CURRENT);
        directory.sync();
    }

    String describe() {
        return directory.describe(CURRENT);
    }

    private Opened openCurrent(Optional<JournalId> known) throws IOException {
        JournalDirectory.Handle file = directory.open(CURRENT);
        boolean opened = false;
        try {
            SegmentHeader header = Segment.header(file);
            if (!header.chain().equals(chain)) {
                throw new StorageException("the signing journal " + describe() + " is of chain " + header.chain()
                        + ", not " + chain + ": choose another --base-path or the genesis it was made with");
            }
            if (known.isPresent() && !known.get().equals(header.journal())) {
                throw new StorageException("the signing journal " + describe() + " has id " + header.journal() + " but "
                        + marker.describe() + " names " + known.get() + ", so it is not this base path's" + ADVICE);
            }
            List<Entry> entries = new ArrayList<>();
            // a process killed while it replaced the file may have left a name that is not durable yet
            directory.sync();
            Segment segment = Segment.open(file, header, payload -> Batch.read(payload, entries));
            if (known.isEmpty()) {
                completeCreation(segment);
            }
            opened = true;
            return new Opened(segment, entries);
        } catch (Damage e) {
            throw new StorageException("the signing journal " + describe() + " " + e.getMessage() + ADVICE, e);
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    /** A crash between the first file and the marker leaves a journal that was never used. */
    private void completeCreation(Segment segment) throws IOException {
        if (!segment.isUnused() || segment.header().number() != 1) {
            throw new StorageException(marker.describe()
                    + ", which names the signing journal, is missing: restore it (\"" + JournalMarker.PREFIX
                    + segment.header().journal() + "\") if this journal is the base path's own");
        }
        marker.write(segment.header().journal());
    }

    private Optional<JournalId> readMarker() throws IOException {
        try {
            return marker.read();
        } catch (Damage e) {
            throw new StorageException(marker.describe() + " " + e.getMessage() + ADVICE, e);
        }
    }
}
