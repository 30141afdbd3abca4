package io.quorate.node.p2p;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.quorate.node.p2p.Reputation.Ban;
import io.quorate.protocol.types.PeerId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps on disk what the {@link PeerBook} and the {@link Reputation} know, so that a restart needs no bootnode and lifts no
 * ban (network.md, Discovery and Defence). What has changed is written now and then and at the end, by a thread of its
 * own: a flood of news costs one small file each time. A file that is damaged is done without; it is no reason not to start.
 *
 * <pre>
 *   peers   records, as peers send them
 *   bans    count x (length 1 | peer id | banned until, in milliseconds of the wall clock 8 | bans so far 4)
 * </pre>
 */
final class PeerFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("quorate.peers");
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int STOP_MS = 1_000;
    private static final int MAX_ID_BYTES = 64;
    private static final int BAN_BYTES = 1 + MAX_ID_BYTES + Long.BYTES + Integer.BYTES;

    private final PeerBook book;
    private final Reputation reputation;
    private final KeptFile peers;
    private final KeptFile bans;
    private final ScheduledExecutorService writer =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("p2p-files", true));
    private long peersWritten;
    private long bansWritten;
    private boolean failing;

    private PeerFiles(Path directory, PeerBook book, Reputation reputation) {
        this.book = book;
        this.reputation = reputation;
        this.peers =
                new KeptFile(directory.resolve("peers"), "peers", PeerBook.MAX_PEERS * PeerRecord.MAX_RECORD_BYTES);
        this.bans = new KeptFile(directory.resolve("bans"), "bans", Reputation.MAX_PEERS * BAN_BYTES);
    }

    /** Tells book and reputation what was kept in the directory, and keeps from now on what they learn. */
    static PeerFiles open(Path directory, PeerBook book, Reputation reputation) {
        PeerFiles files = new PeerFiles(directory, book, reputation);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            LOG.warn("cannot make {} ({}): what is known of peers is lost at the end", directory, reason(e));
        }
        files.read(files.peers, "the peers known before", files::readPeers);
        files.read(files.bans, "the bans of before", files::readBans);
        files.peersWritten = book.changes();
        files.bansWritten = reputation.changes();
        long millis = EVERY.toMillis();
        var unused = files.writer.scheduleWithFixedDelay(files::save, millis, millis, TimeUnit.MILLISECONDS);
        return files;
    }

    private interface Reader {
        /** Throws {@link IllegalArgumentException} for what was never written. */
        void read(Fields content);
    }

    private void read(KeptFile file, String what, Reader reader) {
        try {
            Optional<byte[]> content = file.read();
            content.ifPresent(bytes -> reader.read(new Fields(bytes)));
        } catch (IOException | IllegalArgumentException e) {
            String why = e instanceof IOException failed ? reason(failed) : String.valueOf(e.getMessage());
            LOG.warn("{} is damaged ({}): starting without {}; it is written anew", file.path(), why, what);
        }
    }

    private void readPeers(Fields content) {
        while (content.more()) {
            book.learn(PeerRecord.decode(content)); // which checks it, and whether there is room
        }
    }

    private void readBans(Fields content) {
        List<Ban> kept = new ArrayList<>();
        while (content.more()) {
            PeerId peer = PeerIds.parse(content.text(MAX_ID_BYTES));
            kept.add(new Ban(peer, content.int64(), content.int32()));
        }
        reputation.restore(kept);
    }

    /** Writes what has changed since it was written last. */
    synchronized void save() {
        try {
            long known = book.changes();
            if (known != peersWritten) {
                peers.write(encodePeers());
                peersWritten = known;
            }
            long banned = reputation.changes();
            if (banned != bansWritten) {
                bans.write(encodeBans());
                bansWritten = banned;
            }
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                failing = true; // said once, though it is tried on
                LOG.warn(
                        "cannot write what is known of peers to {} ({}): a restart may need a bootnode",
                        peers.path().getParent(),
                        reason(e));
            }
        } catch (RuntimeException e) {
            LOG.error("a fault of this node while keeping what is known of peers", e);
        }
    }

    private byte[] encodePeers() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        book.records().forEach(record -> out.writeBytes(record.encoded()));
        return out.toByteArray();
    }

    private byte[] encodeBans() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Ban ban : reputation.kept()) {
            byte[] id = ban.peer().text().getBytes(StandardCharsets.US_ASCII);
            ByteBuffer entry = ByteBuffer.allocate(1 + id.length + Long.BYTES + Integer.BYTES);
            entry.put((byte) id.length).put(id).putLong(ban.untilMillis()).putInt(ban.times());
            out.writeBytes(entry.array());
        }
        return out.toByteArray();
    }

    private static String reason(IOException failure) {
        if (failure instanceof FileSystemException files) {
            return Optional.ofNullable(files.getReason())
                    .orElse(failure.getClass().getSimpleName());
        }
        return Optional.ofNullable(failure.getMessage())
                .orElse(failure.getClass().getSimpleName());
    }

    /** Writes for the last time. */
    @Override
    public void close() {
        writer.shutdownNow();
        try {
            if (!writer.awaitTermination(STOP_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("what is known of peers is still being written: the disk is slow");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        save();
    }
}
