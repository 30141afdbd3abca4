package io.quorate.simulator.network;

import io.quorate.simulator.scenario.Conditions;
import io.quorate.simulator.scenario.Delays;
import io.quorate.simulator.time.Chance;
import java.util.function.LongConsumer;

/**
 * The links between nodes: what each message takes, and whether it comes. Links are cut by counting, so that cuts by
 * several causes overlap. Not thread-safe.
 */
public final class Fabric {
    /** How much longer a straggler takes. */
    private static final int STRAGGLER = 10;

    private final int nodes;
    private final Chance chance;
    private final short[] cuts;
    private final long[] moreMicros;
    private final long[] bytesPerSecond;
    private final long[] freeAtMicros;
    private Conditions conditions;

    /** Links between so many nodes, all up. */
    public Fabric(int nodes, Conditions conditions, Chance chance) {
        this.nodes = nodes;
        this.conditions = conditions;
        this.chance = chance;
        this.cuts = new short[nodes * nodes];
        this.moreMicros = new long[nodes];
        this.bytesPerSecond = new long[nodes];
        this.freeAtMicros = new long[nodes];
    }

    /** Cuts a link one way; each cut takes one {@link #mend}. */
    public void cut(int from, int to) {
        cuts[from * nodes + to]++;
    }

    /** Takes one cut back; nothing if there is none. */
    public void mend(int from, int to) {
        int at = from * nodes + to;
        cuts[at] = (short) Math.max(0, cuts[at] - 1);
    }

    /** Whether nothing comes from one to the other. */
    public boolean isCut(int from, int to) {
        return cuts[from * nodes + to] > 0;
    }

    /** Lets all that a node sends take so much longer. */
    public void slow(int node, long micros) {
        moreMicros[node] = micros;
    }

    /** Lets a node send no more than so many bytes a second; 0 is no limit. */
    public void narrow(int node, long bytes) {
        bytesPerSecond[node] = bytes;
    }

    /** Everything works from now on, and stays as quick as it is at its best. */
    public void heal() {
        java.util.Arrays.fill(cuts, (short) 0);
        java.util.Arrays.fill(moreMicros, 0);
        java.util.Arrays.fill(bytesPerSecond, 0);
        conditions = Conditions.healthy(conditions.delays());
    }

    /**
     * Sends a message: tells how long each of its copies takes, in microseconds; none if it is lost.
     *
     * @param now when it leaves
     * @param bytes its length, about
     */
    public void send(int from, int to, long now, int bytes, LongConsumer arrivals) {
        if (isCut(from, to) || chance.happens(conditions.loss())) {
            return;
        }
        long queued = queue(from, now, bytes);
        arrivals.accept(queued + delay(from, to));
        if (chance.happens(conditions.duplication())) {
            arrivals.accept(queued + delay(from, to));
        }
    }

    private long queue(int from, long now, int bytes) {
        if (bytesPerSecond[from] == 0) {
            return 0;
        }
        freeAtMicros[from] = Math.max(now, freeAtMicros[from]) + bytes * 1_000_000L / bytesPerSecond[from];
        return freeAtMicros[from] - now;
    }

    /** The longest that a message takes on a healthy network. */
    public static long slowestMicros(Delays delays) {
        return delays.mostMicros() + (delays.kind() == Delays.Kind.REGIONS ? Regions.MOST_MICROS : 0);
    }

    private long delay(int from, int to) {
        Delays delays = conditions.delays();
        long delay = chance.between(delays.leastMicros(), delays.mostMicros()) + moreMicros[from];
        if (delays.kind() == Delays.Kind.REGIONS) {
            delay += Regions.micros(from, to);
        }
        return chance.happens(conditions.straggling()) ? delay * STRAGGLER : delay;
    }
}
