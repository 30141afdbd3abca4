package io.quorate.storage;

import io.quorate.protocol.port.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds all a node keeps, locked while this is open.
 *
 * <p>Directories made here have mode 0700; one that exists keeps its mode. Paths handed out exist. Thread-safe.
 */
public final class BasePath implements AutoCloseable {
    /** The layout that this code reads and writes. */
    static final int FORMAT = 4;

    private static final String FORMAT_FILE = "format";
    private static final String FORMAT_PREFIX = "quorate base path ";
    private static final int FORMAT_MAX_BYTES = 64;
    static final String DATABASE = "db";
    private static final String KEYSTORE = "keystore";
    private static final String SNAPSHOTS = "snapshots";
    private static final List<String> DIRECTORIES = List.of(DATABASE, "journal", KEYSTORE, "net", "native");
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;
    private final FileChannel lockFile;
    private final FileLock lock;

    private BasePath(Path root, FileChannel lockFile, FileLock lock) {
        this.root = root;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Whether a directory was made into a base path. */
    public static boolean isIn(Path directory) {
        return Files.isRegularFile(directory.resolve(FORMAT_FILE));
    }

    /**
     * Opens a base path, making what is missing, and locks it.
     *
     * @throws StorageException if another process uses it, it cannot be written, or its format is not known
     */
    public static BasePath open(Path path) {
        Path root = path.toAbsolutePath().normalize();
        makeDirectory(root);
        FileChannel lockFile = openLockFile(root);
        try {
            FileLock lock = lock(root, lockFile);
            checkFormat(root);
            for (String directory : DIRECTORIES) {
                makeDirectory(root.resolve(directory));
            }
            return new BasePath(root, lockFile, lock);
        } catch (StorageException e) {
            closeQuietly(lockFile, e);
            throw e;
        }
    }

    /** Makes a directory that {@link #open} takes for a base path of this format. */
    static void mark(Path directory) {
        makeDirectory(directory);
        writeDurably(directory, FORMAT_FILE, FORMAT_PREFIX + FORMAT + "\n");
    }

    /** The directory itself. */
    public Path root() {
        return root;
    }

    /** Where the chain and its state live. */
    public Path database() {
        return root.resolve(DATABASE);
    }

    /** Where the signing journal lives. */
    public Path journal() {
        return root.resolve("journal");
    }

    /** Where the keys of the node with this base path live: they are needed before it is opened, and without. */
    public static Path keystore(Path root) {
        return root.resolve(KEYSTORE);
    }

    /** Where what is known of peers lives. */
    public Path network() {
        return root.resolve("net");
    }

    /** Where snapshots are made. */
    Path snapshots() {
        return root.resolve(SNAPSHOTS);
    }

    /** Where native libraries are unpacked: a fixed place, so that a killed process leaves no litter elsewhere. */
    Path nativeLibraries() {
        return root.resolve("native");
    }

    /** Unlocks it. Whatever uses files below it is to be closed before. */
    @Override
    public void close() {
        try {
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw new StorageException("cannot unlock base path " + root + ": " + reason(e), e);
        }
    }

    private static void makeDirectory(Path directory) {
        try {
            if (Files.isDirectory(directory)) {
                return;
            }
            boolean posix =
                    directory.getFileSystem().supportedFileAttributeViews().contains("posix");
            List<Path> missing = new ArrayList<>();
            for (Path above = directory; above != null && !Files.exists(above); above = above.getParent()) {
                missing.add(above);
            }
            Files.createDirectories(directory, posix ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0]);
            for (Path made : missing) {
                // a journal below a name that a power loss takes back would be lost with it
                syncNames(made.resolveSibling(""));
            }
        } catch (FileAlreadyExistsException e) {
            throw new StorageException(
                    "base path: " + e.getFile() + " is a file, not a directory: choose another --base-path", e);
        } catch (IOException e) {
            throw new StorageException(
                    "cannot make directory " + directory + " (" + reason(e)
                            + "): choose a --base-path you can write to",
                    e);
        }
    }

    private static void syncNames(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static FileChannel openLockFile(Path root) {
        try {
            return FileChannel.open(
                    root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StorageException(
                    "base path " + root + " cannot be written (" + reason(e)
                            + "): give this user access or choose another --base-path",
                    e);
        }
    }

    private static FileLock lock(Path root, FileChannel lockFile) {
        try {
            FileLock lock = tryLock(lockFile);
            if (lock == null) {
                throw new StorageException("base path " + root + " is in use by another process (pid " + owner(lockFile)
                        + "): stop it or choose another --base-path");
            }
            String pid = ProcessHandle.current().pid() + "\n";
            lockFile.truncate(0);
            lockFile.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            return lock;
        } catch (OverlappingFileLockException e) {
            throw new StorageException(
                    "base path " + root + " is in use by this process (pid "
                            + ProcessHandle.current().pid() + "): choose another --base-path",
                    e);
        } catch (IOException e) {
            throw new StorageException(
                    "cannot lock base path " + root + " (" + reason(e)
                            + "): choose a --base-path on a local disk with free space",
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel lockFile) throws IOException {
        return lockFile.tryLock();
    }

    private static String owner(FileChannel lockFile) {
        ByteBuffer bytes = ByteBuffer.allocate(24);
        try {
            lockFile.read(bytes, 0);
        } catch (IOException e) {
            return "unknown";
        }
        String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        return pid.isEmpty() ? "unknown" : pid;
    }

    private static void checkFormat(Path root) {
        Path file = root.resolve(FORMAT_FILE);
        String known = FORMAT_PREFIX + FORMAT;
        try {
            String found = readSmall(file).strip();
            if (!found.equals(known)) {
                throw new StorageException("base path " + root + " has format '" + found + "' but this program knows '"
                        + known + "': use the version of quorate that wrote it, or choose another --base-path");
            }
        } catch (NoSuchFileException e) {
            refuseUnmarkedData(root);
            writeDurably(root, FORMAT_FILE, known + "\n");
        } catch (IOException e) {
            throw new StorageException("cannot read " + file + " (" + reason(e) + "): check the disk", e);
        }
    }

    private static String readSmall(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(FORMAT_MAX_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** Data without a format file was not written whole, or the file was lost: its format is unknown. */
    private static void refuseUnmarkedData(Path root) {
        for (Path data : List.of(root.resolve(DATABASE), root.resolve("journal"))) {
            if (!Files.isDirectory(data)) {
                continue;
            }
            try (Stream<Path> entries = Files.list(data)) {
                if (entries.findAny().isPresent()) {
                    throw new StorageException("base path " + root + " holds data but its '" + FORMAT_FILE
                            + "' file is missing: restore that file (\"" + FORMAT_PREFIX + FORMAT
                            + "\") or choose another --base-path");
                }
            } catch (IOException e) {
                throw new StorageException("cannot read " + data + " (" + reason(e) + "): check the disk", e);
            }
        }
    }

    /** Writes a small file so that after any crash it is there whole or not at all. */
    private static void writeDurably(Path directory, String name, String text) {
        Path temporary = directory.resolve(name + ".new");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            syncNames(directory);
        } catch (IOException e) {
            throw new StorageException(
                    "cannot write " + directory.resolve(name) + " (" + reason(e)
                            + "): free disk space or choose another --base-path",
                    e);
        }
    }

    private static void closeQuietly(FileChannel channel, StorageException cause) {
        try {
            channel.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** What went wrong, in words. The file system's own exceptions give only a path as their message. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String message = e.getMessage();
        if (e instanceof FileSystemException files && files.getReason() != null) {
            return files.getReason();
        }
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
