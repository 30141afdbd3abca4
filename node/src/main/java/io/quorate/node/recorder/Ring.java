package io.quorate.node.recorder;

import io.quorate.node.config.NodeConfig;
import io.quorate.protocol.port.StorageException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The numbered directories of a recording, oldest first; never more than so many. */
final class Ring {
    private static final String FAILED = "failed";
    private static final Pattern NAME = Pattern.compile("\\d{8}");

    private final Path directory;
    private final int segments;

    private Ring(Path directory, int segments) {
        this.directory = directory;
        this.segments = segments;
    }

    /**
     * Opens a ring, or makes one.
     *
     * @param base where the database lies: its files are linked into the ring, which only one file system can
     * @throws StorageException if it cannot be written or lies elsewhere
     */
    static Ring open(NodeConfig.Recorder config, Path base) {
        Path directory = config.directory().toAbsolutePath().normalize();
        try {
            Files.createDirectories(directory);
            FileStore store = Files.getFileStore(directory);
            if (!store.equals(Files.getFileStore(base))) {
                throw new StorageException("--record " + directory + " is on another file system than the base path "
                        + base + ": choose a directory beside it");
            }
            if (!Files.isWritable(directory)) {
                throw new StorageException("--record " + directory + " cannot be written: give this user access, or"
                        + " choose another directory");
            }
            return new Ring(directory, config.segments());
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    /** Makes the directory of the next segment, for its owner's eyes only. */
    Path next() throws IOException {
        List<Path> known = in(directory);
        int number = known.isEmpty() ? 0 : number(known.get(known.size() - 1));
        Path next = Files.createDirectory(directory.resolve(String.format(Locale.ROOT, "%08d", number + 1)));
        if (Files.getFileStore(next).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rwx------"));
        }
        return next;
    }

    /** Deletes the oldest, down to as many as are kept; beside them stays the newest that ends with a failure. */
    void prune() throws IOException {
        List<Path> known = in(directory);
        Optional<Path> failed = known.stream()
                .filter(path -> Files.exists(path.resolve(FAILED)))
                .reduce((earlier, later) -> later);
        for (int i = 0; i < known.size() - segments; i++) {
            if (!failed.equals(Optional.of(known.get(i)))) {
                delete(known.get(i));
            }
        }
    }

    /** Marks a segment as one that ends with a failure: what somebody will want to see. */
    static void markFailed(Path segment) throws IOException {
        Files.createFile(segment.resolve(FAILED));
    }

    /** The segments of a directory, oldest first. */
    static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(path ->
                            NAME.matcher(String.valueOf(path.getFileName())).matches())
                    .sorted(Comparator.comparingInt(Ring::number))
                    .toList();
        }
    }

    private static int number(Path segment) {
        return Integer.parseInt(String.valueOf(segment.getFileName()));
    }

    /** Deletes a directory and all in it. */
    static void delete(Path directory) throws IOException {
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path path : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static StorageException failed(Path directory, IOException e) {
        return new StorageException(
                "--record " + directory + " cannot be used (" + e + "): choose a directory you can write to", e);
    }
}
