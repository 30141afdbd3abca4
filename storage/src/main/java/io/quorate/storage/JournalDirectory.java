package io.quorate.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A directory, as the journal uses one: the seam at which tests crash, tear and refuse. What is not forced may be lost
 * in a crash, sector by sector; a name that was made, renamed or deleted is certain only after {@link #sync}.
 */
interface JournalDirectory {
    /** Whether a file of this name is there. */
    boolean exists(String name);

    /** Opens a file that is there, to read and write. */
    Handle open(String name) throws IOException;

    /** Makes an empty file, in place of any of this name. */
    Handle create(String name) throws IOException;

    /** Renames a file over another, if there is one, in one step. */
    void rename(String from, String to) throws IOException;

    /** Removes a file, if it is there. */
    void delete(String name) throws IOException;

    /** Returns when all changes of names are durable. */
    void sync() throws IOException;

    /** How a person finds the file of this name. */
    String describe(String name);

    /** An open file. Offsets are absolute; one thread may write below where another does. */
    interface Handle extends AutoCloseable {
        /** Length in bytes. */
        long size() throws IOException;

        /** Reads until the buffer is full or the file ends. */
        void read(ByteBuffer into, long offset) throws IOException;

        /** Writes all of the buffer. */
        void write(ByteBuffer from, long offset) throws IOException;

        /** Returns when what was written, and the length, are durable. */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }
}
