package io.quorate.simulator.disk;

import io.quorate.protocol.port.StorageException;

/** Counts what a node does to the world, lets it be killed before or after any of it, and may be full. */
public final class SimulatedDisk {
    private static final long NEVER = -1;

    private long points;
    private long killAt = NEVER;
    private boolean full;
    private boolean rotten;
    private long syncs;

    /** Kills the node at a point from now on: an even one lies before a call, the odd one after it. */
    public void killAfter(long more) {
        killAt = points + more;
    }

    /** The disk has no room from now on. */
    public void fill() {
        full = true;
    }

    /** There is room again; and no kill is due any more. */
    public void recover() {
        full = false;
        killAt = NEVER;
    }

    /** A record rots: its checksum tells, at the next start. */
    public void rot() {
        rotten = true;
    }

    /** How many syncs had something to write. */
    public long syncs() {
        return syncs;
    }

    /** Does something to the world that is not a write: a message sent. */
    public void pass() {
        check();
        check();
    }

    void write(Runnable call) {
        check();
        if (full) {
            throw new StorageException("the disk is full; make room and start again");
        }
        call.run();
        check();
    }

    void countSync() {
        syncs++;
    }

    void verify() {
        if (rotten) {
            throw new StorageException("a record of the journal is damaged: its checksum is wrong");
        }
    }

    private void check() {
        if (points++ == killAt) {
            killAt = NEVER;
            throw new Killed();
        }
    }
}
