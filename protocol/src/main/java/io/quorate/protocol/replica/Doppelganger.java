package io.quorate.protocol.replica;

import io.quorate.protocol.types.Round;

/**
 * Guards against a second node with the same validator key, if it is asked to: the replica listens before it signs, and
 * falls silent for good once it hears a valid vote of its own key that its journal does not hold. See consensus.md,
 * Persist before send.
 */
final class Doppelganger {
    /** It listens for so many views, but no longer than so many ticks: 10 s. */
    private static final int VIEWS = 2;

    private static final int TICKS = 40;

    private enum Phase {
        LISTENING,
        VOTING,
        SILENCED
    }

    private final boolean enabled;
    private Phase phase;
    private Round last = Round.GENESIS;
    private int views;
    private int ticks;

    /** @param first whether it listens before it signs; if not, it only watches */
    Doppelganger(boolean enabled, boolean first) {
        this.enabled = enabled;
        this.phase = enabled && first ? Phase.LISTENING : Phase.VOTING;
    }

    boolean isListening() {
        return phase == Phase.LISTENING;
    }

    /** Whether a vote of the own key that nobody here cast would be news. */
    boolean isWatching() {
        return enabled && phase != Phase.SILENCED;
    }

    /** Such a vote came. */
    void heard() {
        phase = Phase.SILENCED;
    }

    /**
     * Looks, at each tick; true once, when it has listened long enough.
     *
     * @param behind whether the replica is catching up: then its views fly past, and nobody's votes are heard in them
     */
    boolean onTick(Round round, boolean behind) {
        if (phase != Phase.LISTENING) {
            return false;
        }
        ticks++;
        // The round that it is in at the first look began before it listened.
        if (ticks > 1 && !behind && !round.equals(last)) {
            views++;
        }
        last = round;
        if (views < VIEWS && ticks < TICKS) {
            return false;
        }
        phase = Phase.VOTING;
        return true;
    }
}
