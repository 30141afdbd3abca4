package io.quorate.protocol.types;

/** What a replica is at in its current view, for people who watch. */
public enum Phase {
    /** Waiting with nothing to decide. */
    IDLE,
    /** A proposal is due or being checked. */
    PROPOSING,
    /** Notarize or nullify votes are being collected. */
    VOTING,
    /** A block is notarized and finalize votes are being collected. */
    COMMITTING,
    /** All that was notarized is final. */
    FINALIZED
}
