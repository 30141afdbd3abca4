package io.quorate.simulator.disk;

/** The node is gone, in the middle of whatever it did. */
public final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Killed() {
        super("killed", null, false, false);
    }
}
