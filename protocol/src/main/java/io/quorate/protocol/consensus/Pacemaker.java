package io.quorate.protocol.consensus;

import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import java.time.Duration;
import java.util.TreeMap;

/** The pace of the current view: its timers, fixed on entry, and whether its leader must not wait for transactions. */
final class Pacemaker {
    private final Duration blockInterval;
    private final TimeoutPolicy timeouts;
    private final Effects effects;
    /** The latest round that each validator passed transactions for: one entry a validator. */
    private final TreeMap<ValidatorIndex, Round> passed = new TreeMap<>();

    private TimeoutPolicy.Waits waits;
    private boolean urgent;
    private boolean hastened;
    private boolean ripening;

    Pacemaker(ConsensusConfig config, Effects effects) {
        this.blockInterval = config.blockInterval();
        this.timeouts = new TimeoutPolicy(config.delta());
        this.effects = effects;
        this.waits = timeouts.waits(View.ZERO.next(), View.ZERO);
    }

    /** The current view begins, or begins again after a restart; {@code finalized} is the highest finality known. */
    void begin(Round round, boolean leads, View finalized) {
        // consensus.md, Timers and Idle
        waits = timeouts.waits(round.view(), finalized);
        hastened = false;
        ripening = false;
        effects.arm(new Timer.Leader(round), blockInterval.plus(waits.leader()));
        effects.arm(new Timer.ViewEnd(round), blockInterval.plus(waits.view()));
        urgent = leads && passed.containsValue(round);
        if (leads) {
            effects.arm(new Timer.Idle(round), blockInterval);
        }
    }

    /** Starts the view's timers now: a transaction was passed to its leader. */
    void hasten(Round round) {
        if (!hastened) {
            hastened = true;
            effects.arm(new Timer.Leader(round), waits.leader());
            effects.arm(new Timer.ViewEnd(round), waits.view());
        }
    }

    /** A validator passed this replica transactions for a round, which may not have begun. */
    void pass(ValidatorIndex validator, Round round) {
        // consensus.md, Idle: heard also before the leader enters that view
        passed.merge(validator, round, (a, b) -> a.isAfter(b) ? a : b);
    }

    /** Another set begins to count: what was said before is forgotten, but for that epoch's first view. */
    void beginEpoch(Epoch epoch) {
        Round first = new Round(epoch, View.ZERO.next());
        passed.values().removeIf(round -> !round.equals(first));
    }

    /** Whether the view's timers run already. */
    boolean isHastened() {
        return hastened;
    }

    /** Whether an empty block is to be proposed rather than none. */
    boolean isUrgent() {
        return urgent;
    }

    void makeUrgent() {
        urgent = true;
    }

    /** Looks again at a proposal from the future; one timer at a time. */
    void ripen(Round round, Duration delay) {
        if (!ripening) {
            ripening = true;
            effects.arm(new Timer.Ripen(round), delay);
        }
    }

    void ripened() {
        ripening = false;
    }

    /** What was said in this round is said again after a while. */
    void repeat(Round round) {
        effects.arm(new Timer.Repeat(round), timeouts.retry());
    }
}
