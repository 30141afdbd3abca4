package io.quorate.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A directory of the file system. */
record DiskDirectory(Path path) implements JournalDirectory {
    @Override
    public boolean exists(String name) {
        return Files.exists(path.resolve(name));
    }

    @Override
    public Handle open(String name) throws IOException {
        return new DiskFile(FileChannel.open(path.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public Handle create(String name) throws IOException {
        return new DiskFile(FileChannel.open(
                path.resolve(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
    }

    @Override
    public void sync() throws IOException {
        try (FileChannel entries = FileChannel.open(path, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    @Override
    public String describe(String name) {
        return path.resolve(name).toString();
    }

    private record DiskFile(FileChannel channel) implements Handle {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void read(ByteBuffer into, long offset) throws IOException {
            long position = offset;
            while (into.hasRemaining()) {
                int count = channel.read(into, position);
                if (count < 0) {
                    return;
                }
                position += count;
            }
        }

        @Override
        public void write(ByteBuffer from, long offset) throws IOException {
            long position = offset;
            while (from.hasRemaining()) {
                position += channel.write(from, position);
            }
        }

        @Override
        public void force() throws IOException {
            // fdatasync: it writes the length when that changed, and no other metadata
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
