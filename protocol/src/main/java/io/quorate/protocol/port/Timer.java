package io.quorate.protocol.port;

import io.quorate.protocol.types.Round;

/** What a timer is for. */
public sealed interface Timer {
    /** A timer of a round: ignored when the replica is in another by then. */
    sealed interface OfRound extends Timer {
        /** The round that it is of. */
        Round round();
    }

    /** The leader had its time to propose in this round. */
    record Leader(Round round) implements OfRound {}

    /** The round had its time. */
    record ViewEnd(Round round) implements OfRound {}

    /** The leader waited long enough with nothing to propose. */
    record Idle(Round round) implements OfRound {}

    /** Time to say again what was said in this round. */
    record Repeat(Round round) implements OfRound {}

    /** Time to look again at a proposal whose block time lies ahead of the clock. */
    record Ripen(Round round) implements OfRound {}

    /** Time to pass a certificate on to those that have not shown that they hold it. */
    record Relay() implements Timer {}

    /** Time to ask again for what is missing. */
    record Fetch() implements Timer {}

    /** Time to tell peers where this replica is, and to look for a standstill. */
    record Tick() implements Timer {}
}
