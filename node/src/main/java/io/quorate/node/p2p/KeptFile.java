package io.quorate.node.p2p;

import io.quorate.crypto.hash.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * A small file that is there whole or not at all, and says so itself.
 *
 * <pre>
 *   "quorate KIND 1\n" | content | SHA-256 of all before it 32
 * </pre>
 */
final class KeptFile {
    private static final int HASH_BYTES = 32;

    private final Path path;
    private final byte[] head;
    private final int maxBytes;

    /** @param maxContent how many bytes of content there may be */
    KeptFile(Path path, String kind, int maxContent) {
        this.path = path;
        this.head = ("quorate " + kind + " 1\n").getBytes(StandardCharsets.US_ASCII);
        this.maxBytes = head.length + maxContent + HASH_BYTES;
    }

    Path path() {
        return path;
    }

    /**
     * The content; empty if there is no file.
     *
     * @throws IOException with a reason in words, if it can't be read or is not what was written
     */
    Optional<byte[]> read() throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            if (Files.size(path) > maxBytes) {
                throw new IOException("it is longer than " + maxBytes + " bytes");
            }
            bytes = in.readNBytes(maxBytes + 1); // it may have grown since
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        int end = bytes.length - HASH_BYTES;
        if (bytes.length > maxBytes || end < head.length) {
            throw new IOException("it has " + bytes.length + " bytes");
        }
        if (!Arrays.equals(bytes, 0, head.length, head, 0, head.length)) {
            throw new IOException("it begins otherwise");
        }
        byte[] hash = Sha256.hash(Arrays.copyOf(bytes, end)).toBytes();
        if (!Arrays.equals(bytes, end, bytes.length, hash, 0, HASH_BYTES)) {
            throw new IOException("its checksum does not fit");
        }
        return Optional.of(Arrays.copyOfRange(bytes, head.length, end));
    }

    /** Puts the content in the place of what is there: after any crash it is the one or the other. */
    void write(byte[] content) throws IOException {
        byte[] body = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, body, head.length, content.length);
        if (body.length + HASH_BYTES > maxBytes) {
            throw new IllegalStateException(path + " would get " + content.length + " bytes of content");
        }
        Path temporary = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (byte[] part : new byte[][] {body, Sha256.hash(body).toBytes()}) {
                ByteBuffer bytes = ByteBuffer.wrap(part);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    }
}
