package io.quorate.storage;

import io.quorate.storage.SegmentHeader.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The file of the base path that names its journal. It lies apart from the journal's own directory: where it is and the
 * journal is not, votes were signed that nobody remembers.
 */
final class JournalMarker {
    /** Its name. */
    static final String NAME = "journal.id";

    static final String PREFIX = "signing journal ";
    private static final int MAX_BYTES = 128;

    private final JournalDirectory directory;

    JournalMarker(JournalDirectory directory) {
        this.directory = directory;
    }

    Optional<JournalId> read() throws IOException, Damage {
        if (!directory.exists(NAME)) {
            return Optional.empty();
        }
        JournalDirectory.Handle file = directory.open(NAME);
        try {
            ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
            file.read(bytes, 0);
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
            if (!text.startsWith(PREFIX)) {
                throw new Damage("does not name a journal");
            }
            return Optional.of(JournalId.fromHex(text.substring(PREFIX.length())));
        } catch (IllegalArgumentException e) {
            throw new Damage("does not name a journal");
        } finally {
            file.close();
        }
    }

    /** Writes it durably, whole or not at all. */
    void write(JournalId journal) throws IOException {
        String fresh = NAME + ".new";
        JournalDirectory.Handle file = directory.create(fresh);
        try {
            file.write(ByteBuffer.wrap((PREFIX + journal + "\n").getBytes(StandardCharsets.UTF_8)), 0);
            file.force();
        } finally {
            file.close();
        }
        directory.rename(fresh, NAME);
        directory.sync();
    }

    String describe() {
        return directory.describe(NAME);
    }
}
