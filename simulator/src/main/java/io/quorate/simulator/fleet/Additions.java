package io.quorate.simulator.fleet;

import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.scenario.Faulty;
import io.quorate.simulator.scenario.Load;
import io.quorate.simulator.scenario.Scenario;
import io.quorate.simulator.time.Chance;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What was thought of after the first seeds were worth remembering: more characters, faults and clients, drawn from a source
 * of its own and for later seeds only, so that the earlier ones stay the scenarios that they were.
 */
final class Additions {
    /** Seeds from here on, counted from the first of their kind, have them. */
    static final long FIRST_SEED = 500_000;

    /** Seeds from here on, counted alike, have a second kill of some that are killed: as they start. */
    static final long FIRST_KILLED_AGAIN = 600_000;

    /** More calls no start makes. */
    private static final int CALLS = 16;

    /** What the seeds before that draw from. */
    static final List<CharacterKind> EARLIER =
            List.copyOf(EnumSet.range(CharacterKind.SILENT, CharacterKind.CHAMELEON));

    private static final List<CharacterKind> LATER = List.copyOf(EnumSet.complementOf(EnumSet.copyOf(EARLIER)));

    private final Scenario drawn;
    private final long horizon;
    private final Chance chance;
    private final Chance kills;

    private Additions(Scenario drawn, long horizon) {
        this.drawn = drawn;
        this.horizon = horizon;
        this.chance = Chance.of(drawn.seed(), "additions");
        this.kills = Chance.of(drawn.seed(), "second kills");
    }

    /** A scenario with more of it; faults begin before so many milliseconds. */
    static Scenario to(Scenario drawn, long horizon) {
        return new Additions(drawn, horizon).all();
    }

    private Scenario all() {
        List<Faulty> faulty = drawn.faulty().stream().map(this::worse).toList();
        List<Fault> faults = new ArrayList<>(drawn.faults());
        if (chance.happens(0.25)) {
            faults.add(restart());
        }
        if (chance.happens(0.3)) {
            faults.add(partition());
        }
        for (int node : mayLeave()) {
            if (chance.happens(0.4)) {
                faults.add(new Fault.Leave(chance.below(horizon), node, chance.between(200L, 10_000L)));
            }
        }
        for (int node = 0; node < drawn.nodes(); node++) {
            if (chance.happens(0.1) && drawn.isHonest(node)) {
                faults.add(new Fault.Rotation(chance.below(horizon), node));
            }
        }
        if (Math.floorMod(drawn.seed(), RandomMix.SMALL) >= FIRST_KILLED_AGAIN) {
            faults.replaceAll(this::oncemore);
        }
        Load load = new Load(drawn.load().lesson(), drawn.load().perSecond(), chance.happens(0.7));
        return new Scenario(
                drawn.seed(), drawn.powers(), faulty, drawn.conditions(), faults, drawn.chain(), load, drawn.views());
    }

    private Faulty worse(Faulty faulty) {
        CharacterKind more = chance.pick(LATER);
        if (chance.happens(0.6)) {
            return faulty;
        }
        List<CharacterKind> characters = new ArrayList<>(chance.happens(0.5) ? faulty.characters() : List.of());
        characters.add(more);
        return new Faulty(faulty.node(), characters);
    }

    private Fault oncemore(Fault fault) {
        return fault instanceof Fault.Crash crash && kills.happens(0.5) ? crash.andAgain(kills.below(CALLS)) : fault;
    }

    private Fault restart() {
        long down = chance.between(10L, 1_500L);
        return new Fault.RollingRestart(
                chance.below(horizon), chance.happens(0.4), down, chance.between(down / 2 + 1, 3 * down));
    }

    private Fault partition() {
        long from = chance.below(horizon);
        int count = chance.between(2, 3);
        List<Integer> sides = new ArrayList<>();
        for (int i = 0; i < drawn.nodes(); i++) {
            sides.add(chance.below(count));
        }
        return new Fault.MovingPartition(
                from, from + chance.between(200L, 10_000L), sides, chance.happens(0.4), chance.between(50L, 2_000L));
    }

    /** Honest ones of whom all can be out at once: the power left is still more than three times that of the bad. */
    private SortedSet<Integer> mayLeave() {
        TreeSet<Integer> bad = new TreeSet<>();
        drawn.faulty().forEach(faulty -> bad.add(faulty.node()));
        for (Fault fault : drawn.faults()) {
            if (fault instanceof Fault.BitRot rot) {
                bad.add(rot.node());
            }
        }
        long badPower = bad.stream().mapToLong(drawn.powers()::get).sum();
        long left = drawn.totalPower();
        TreeSet<Integer> leaving = new TreeSet<>();
        for (int tries = 0; tries < drawn.nodes(); tries++) {
            int node = chance.below(drawn.nodes());
            long power = drawn.powers().get(node);
            if (!bad.contains(node) && !leaving.contains(node) && 3 * badPower < left - power) {
                leaving.add(node);
                left -= power;
            }
        }
        return leaving;
    }
}
