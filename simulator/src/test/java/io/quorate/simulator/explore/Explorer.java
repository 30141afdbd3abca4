package io.quorate.simulator.explore;

import io.quorate.protocol.types.Subject;
import io.quorate.simulator.time.Chance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Tries out what can happen to three honest replicas of four within bounds: each message that was sent arrives at any time
 * after, or never; each view's timers fire at any time, or never; the fourth validator, which leads the first view,
 * says any of its lies to anybody at any time; and one replica dies once.
 *
 * <p>What is sent stays sent. So a state of the world is what became of each of the three, of which each is found by
 * playing the real replica ({@link Lives}), and a step of the world is a step of one of them, for which the other two must
 * have said what arrives. What happens to one of them concerns the others only once it says something new, and can wait
 * until just before: a step is all that leads from one such moment of one replica to its next. In every state no quorums
 * that exclude each other may exist, be they formed or not.
 */
final class Explorer {
    private static final int BITS = 21;
    private static final int MASK = (1 << BITS) - 1;
    private static final double ELSEWHERE = 0.02;
    private static final int HONEST = 3;

    private static final long TOLD = 100_000;

    private final Said said;
    private final Exclusion exclusion;
    private final Lives[] lives = new Lives[HONEST];
    private final Sayings[] sayings = new Sayings[HONEST];
    private final List<int[]> quorums = new ArrayList<>();
    private final LongSet seen = new LongSet();
    private final Most most;
    private final Chance chance = Chance.of(1, "explorer");
    private long[] open = new long[1 << 10];
    private int opened;
    private long steps;

    /**
     * What was tried out.
     *
     * @param states of the world
     * @param steps from one to another
     * @param lives of each honest replica
     * @param plays of the real replica
     * @param audits of two ways that lead to one life
     * @param again whether a block was proposed in two views
     * @param after whether a block was proposed in a second epoch
     * @param whole whether nothing is left within the bounds
     */
    record Explored(
            long states,
            long steps,
            List<Integer> lives,
            long plays,
            long audits,
            boolean again,
            boolean after,
            boolean whole) {}

    /** Where an exploration stops though there is more: by plays of a replica, and by states of the world. */
    record Most(long plays, long states) {}

    /** Stops where it is told; of one life in {@code audited} a second way is tried out too. */
    Explorer(Bounds bounds, Most most, int audited) {
        Table table = new Table(bounds.endsAnEpoch() ? Duration.ofMillis(1) : Duration.ofHours(1), bounds.powers());
        this.said = new Said(table, bounds);
        this.exclusion = new Exclusion(said);
        this.most = most;
        int at = 0;
        for (int validator = 0; validator < Table.VALIDATORS; validator++) {
            if (validator != said.liar) {
                lives[at] = new Lives(said, validator, audited);
                sayings[at] = new Sayings(lives[at]);
                at++;
            }
        }
        for (int members = 1; members < 1 << HONEST; members++) {
            if (bounds.isQuorum(withLiar(members))) {
                int some = members;
                quorums.add(IntStream.range(0, HONEST)
                        .filter(one -> (some >> one & 1) == 1)
                        .toArray());
            }
        }
    }

    /** The liar signs whatever makes a quorum. */
    private int withLiar(int members) {
        int signers = 1 << said.liar;
        for (int one = 0; one < HONEST; one++) {
            signers |= (members >> one & 1) << lives[one].number();
        }
        return signers;
    }

    /** Until all is seen or enough is; tells now and then how far it is. */
    Explored explore(Consumer<Explored> told) {
        reach(0, 0, 0);
        long next = TOLD;
        while (opened > 0 && plays() < most.plays() && seen.size() < most.states()) {
            long state = take();
            int[] ids = {unpack(state >>> (2 * BITS)), unpack(state >>> BITS), unpack(state)};
            for (int one = 0; one < HONEST; one++) {
                step(ids, one);
            }
            if (seen.size() >= next) {
                next += TOLD;
                told.accept(explored());
            }
        }
        return explored();
    }

    private Explored explored() {
        return new Explored(
                seen.size(),
                steps,
                Arrays.stream(lives).map(Lives::count).toList(),
                plays(),
                Arrays.stream(lives).mapToLong(Lives::audits).sum(),
                said.isProposedAgain(),
                said.isProposedAfter(),
                opened == 0);
    }

    private long plays() {
        return lives[0].plays() + lives[1].plays() + lives[2].plays();
    }

    /** Mostly on from where it is; now and then from elsewhere, so that a part of it all is no mere corner. */
    private long take() {
        int next = chance.happens(ELSEWHERE) ? chance.below(opened) : opened - 1;
        long state = open[next];
        open[next] = open[--opened];
        return state;
    }

    private void step(int[] ids, int one) {
        Life first = lives[one == 0 ? 1 : 0].life(ids[one == 0 ? 1 : 0]);
        Life second = lives[one == 2 ? 1 : 2].life(ids[one == 2 ? 1 : 2]);
        for (int next : sayings[one].next(ids[one], first.shown(), second.shown())) {
            steps++;
            reach(one == 0 ? next : ids[0], one == 1 ? next : ids[1], one == 2 ? next : ids[2]);
        }
    }

    private void reach(int... ids) {
        long state = (pack(ids[0]) << (2 * BITS)) | (pack(ids[1]) << BITS) | pack(ids[2]);
        if (!seen.add(state)) {
            return;
        }
        check(ids);
        if (opened == open.length) {
            open = Arrays.copyOf(open, 2 * opened);
        }
        open[opened++] = state;
    }

    /** No state is 0. */
    private static long pack(int id) {
        if (id >= MASK) {
            throw new IllegalStateException("more became of a replica than fits a number");
        }
        return id + 1L;
    }

    private static int unpack(long part) {
        return (int) (part & MASK) - 1;
    }

    private void check(int... ids) {
        long certifiable = 0;
        for (int[] quorum : quorums) {
            long votes = -1;
            for (int one : quorum) {
                votes &= lives[one].life(ids[one]).votes();
            }
            certifiable |= votes;
        }
        Optional<List<Subject>> contradiction = exclusion.contradiction(certifiable);
        if (contradiction.isPresent()) {
            List<String> ways = new ArrayList<>();
            for (int i = 0; i < HONEST; i++) {
                ways.add("replica " + lives[i].number() + ": "
                        + lives[i].told(lives[i].life(ids[i]).way()));
            }
            throw new AssertionError("quorums of both " + contradiction.get() + " after\n" + String.join("\n", ways));
        }
    }
}
