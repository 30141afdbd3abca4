package io.quorate.node.bench;

/** Sends transactions until it is stopped. All on the timeline's thread. */
interface Load {
    /** Begins. */
    void start();

    /** Sends nothing more; what is under way may still end. */
    void stop();

    /** How many were due before the stop and never sent. */
    long unsent();
}
