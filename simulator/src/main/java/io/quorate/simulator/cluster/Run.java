package io.quorate.simulator.cluster;

import io.quorate.ledger.validators.Slash;
import io.quorate.protocol.evidence.Forensics;
import io.quorate.protocol.evidence.Offence;
import io.quorate.protocol.evidence.Witness;
import io.quorate.protocol.port.BlockStore.Head;
import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.network.Fabric;
import io.quorate.simulator.scenario.Scenario;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One run: all goes wrong that the scenario says, then the network heals, and all must come together. */
public final class Run {
    /** How many blocks more must become final once the network has healed. */
    public static final long FURTHER = 20;

    private static final long START_SPREAD_MICROS = 20_000;
    private static final long SECOND_MICROS = 1_000_000;
    /** Without a new view for so long, there is no quorum: on to the healing. */
    private static final long STANDSTILL_MICROS = 90 * SECOND_MICROS;

    private static final long CONVERGENCE_MICROS = 900 * SECOND_MICROS;
    /** The least time after convergence in which evidence has reached everybody; it is told again every 5 s, by turns. */
    private static final long SPREAD_MICROS = 300 * SECOND_MICROS;

    /** The least time after that in which what is proven is punished. Who goes first waits 2 s for each before it. */
    private static final long PUNISHMENT_MICROS = 120 * SECOND_MICROS;

    private static final long LOOK_MICROS = SECOND_MICROS / 4;

    private static final long AFTERMATH_VIEWS = 40;
    private static final long FURTHER_OF_MANY = 5;

    private final World world;
    private final Mishaps mishaps;
    private long heightAtHeal;
    private long viewsAtHeal;
    private final Set<Integer> punished = new TreeSet<>();
    private Optional<Forensics.Report> forensics = Optional.empty();

    private Run(Scenario scenario, Spectator spectator) {
        this.world = new World(scenario, spectator);
        this.mishaps = new Mishaps(world);
    }

    /** Runs a scenario. */
    public static Outcome of(Scenario scenario, Spectator spectator) {
        Run run = new Run(scenario, spectator);
        Optional<Violation> violation = Optional.empty();
        try {
            run.suffer();
            run.converge();
            if (!spectator.hasSeenEnough()) {
                run.compare();
            }
        } catch (Violation found) {
            violation = Optional.of(run.examined(found));
        }
        return run.outcome(violation);
    }

    /**
     * What was found, or what is worse: of too many liars it is no news that liveness or agreement is lost, but it is
     * that what holds of any number does not hold. Where no more lie than is tolerated, what came first tells most.
     */
    private Violation examined(Violation found) {
        try {
            if (isOfAgreement(found)) {
                lookIntoAgreement(found);
            }
            checkStates();
            checkPenalties();
            return found;
        } catch (Violation worse) {
            boolean first = world.scenario().isTolerable() && worse.invariant() != Invariant.ACCOUNTABLE;
            return first ? found : worse;
        }
    }

    /** Whether certificates contradict each other, or a node stopped of itself, as it does at finality against its own. */
    private static boolean isOfAgreement(Violation found) {
        return switch (found.invariant()) {
            case EXCLUSION, AGREEMENT -> true;
            case RUNNING -> found.getCause() instanceof IllegalStateException;
            default -> false;
        };
    }

    /**
     * Once certificates contradict each other a fork can follow: lets it, and asks the disks of the honest nodes who
     * made it possible. See consensus.md, Evidence (accountable safety).
     */
    private void lookIntoAgreement(Violation found) {
        world.checker().agreementIsLost();
        world.watch(Optional.empty());
        for (Machine machine : world.honest()) {
            world.checker().resumed(machine.validator(), machine.store().height());
        }
        long last = world.views() + AFTERMATH_VIEWS;
        long end = world.queue().now() + STANDSTILL_MICROS;
        Forensics.Report report = examine();
        while (report.forks().isEmpty()
                && world.views() < last
                && world.queue().now() < end
                && !world.queue().isEmpty()) {
            stepOn();
            report = examine();
        }
        forensics = Optional.of(report);
        for (Forensics.Finding finding : report.findings()) {
            int node = world.nodeOf(finding.validator());
            world.name(node);
            world.checker().accused(node, node, "a fault, by what disks hold: " + finding.evidence());
        }
        if (!report.forks().isEmpty() && !report.namesAThird() && !ownsTwoThirds()) {
            throw new Violation(Invariant.ACCOUNTABLE, found.getMessage() + "; named: " + report.findings());
        }
    }

    /** A second of the aftermath, in which more and more contradicts. */
    private void stepOn() {
        long until = world.queue().now() + SECOND_MICROS;
        while (world.queue().now() < until && !world.queue().isEmpty()) {
            world.queue().step();
        }
    }

    private Forensics.Report examine() {
        return Forensics.examine(
                world.honest().stream()
                        .map(machine -> Witness.of(machine.store()))
                        .toList(),
                world.genesis().validators(),
                world.verifier());
    }

    private boolean ownsTwoThirds() {
        Scenario scenario = world.scenario();
        long total = scenario.powers().stream().mapToLong(Long::longValue).sum();
        long bad = scenario.faulty().stream()
                .mapToLong(faulty -> scenario.powers().get(faulty.node()))
                .sum();
        return 3 * bad >= 2 * total;
    }

    private void suffer() {
        Scenario scenario = world.scenario();
        world.spectator().begins(scenario, world);
        boolean many = isMany(scenario);
        long spread = many ? 0 : START_SPREAD_MICROS;
        int number = 0;
        for (Machine machine : world.machines()) {
            world.queue().at(spread * number++ / world.machines().size(), machine::start);
        }
        if (many) {
            world.queue().at(0, world::mesh);
        }
        mishaps.plan();
        world.queue().at(START_SPREAD_MICROS, world.clients()::start);
        long lastViews = 0;
        long since = 0;
        while (world.views() < scenario.views() && !world.spectator().hasSeenEnough()) {
            world.queue().step();
            if (world.views() != lastViews) {
                lastViews = world.views();
                since = world.queue().now();
            } else if (world.queue().now() - since > STANDSTILL_MICROS) {
                return;
            }
        }
    }

    private void converge() {
        mishaps.heal();
        heightAtHeal = world.checker().height();
        viewsAtHeal = world.views();
        List<Machine> honest = world.honest();
        // A mark given at once may meet a machine that is far behind; that is what it is for.
        List<TransactionId> marks = world.clients().marks(honest);
        long further = further(world.scenario());
        long target = heightAtHeal + further;
        long most = viewsAtHeal
                + (4 + viewsToGrow()) * further
                + 6L * world.scenario().nodes()
                + 40;
        long end = world.queue().now() + CONVERGENCE_MICROS;
        while (!hasConverged(target, marks) && !world.spectator().hasSeenEnough()) {
            world.queue().step();
            if (world.views() > most || world.queue().now() > end) {
                throw new Violation(Invariant.LIVENESS, stuck(target, marks));
            }
        }
        world.clients().stop();
        spread();
        punish();
        new Pacing(world).keep();
    }

    /** How many of them a scenario has to make: fewer where a view is millions of messages. */
    public static long further(Scenario scenario) {
        return isMany(scenario) ? FURTHER_OF_MANY : FURTHER;
    }

    /** Whether it has so many nodes that all must be done with less. */
    public static boolean isMany(Scenario scenario) {
        return scenario.nodes() > World.MANY;
    }

    /**
     * consensus.md, Timers: so many views of an epoch go by until its timers suit a network that is slower than Delta. They
     * begin anew with each epoch, and an epoch may be as short as a block.
     */
    private long viewsToGrow() {
        Scenario scenario = world.scenario();
        long slowest = Fabric.slowestMicros(scenario.conditions().delays());
        long views = 0;
        for (long timer = 2_000 * scenario.chain().deltaMillis(); timer < 3 * slowest; timer += timer / 2) {
            views++;
        }
        return views;
    }

    /** Evidence that is not on chain is told again every few seconds: in the end everybody has heard of it. */
    private void spread() {
        long end = world.queue().now() + SPREAD_MICROS;
        for (Optional<Machine> missing = missing(world.honest()); missing.isPresent(); ) {
            if (world.spectator().hasSeenEnough()) {
                return;
            }
            if (world.queue().now() > end) {
                throw new Violation(
                        Invariant.EVIDENCE_SPREADS,
                        "node " + missing.get().number() + " has not heard of "
                                + notHeldBy(missing.get())
                                        .map(offence -> offence + ", proven by "
                                                + world.checker().proof(offence))
                                        .orElseThrow());
            }
            world.queue().step();
            // The same one first: most of the time it is still the one.
            missing = missing(List.of(missing.get())).or(() -> missing(world.honest()));
        }
    }

    /** What is proven comes on chain: whose turn it is may lie or be down, so it takes a few turns. */
    private void punish() {
        List<Offence> pooled = world.honest().stream()
                .flatMap(machine -> machine.replica().stream())
                .flatMap(replica -> replica.snapshot().evidence().stream())
                .map(Offence::of)
                .distinct()
                .toList();
        long end = world.queue().now() + PUNISHMENT_MICROS;
        for (long look = world.queue().now(); !world.spectator().hasSeenEnough(); look += LOOK_MICROS) {
            Optional<String> unpunished = unpunished(pooled);
            if (unpunished.isEmpty()) {
                return;
            }
            if (world.queue().now() > end) {
                throw new Violation(Invariant.PUNISHED, unpunished.get());
            }
            while (world.queue().now() < look) {
                world.queue().step();
            }
        }
    }

    /** The chains of all are one: that of any says it. */
    private Optional<String> unpunished(List<Offence> pooled) {
        return world.honest().stream()
                .findFirst()
                .flatMap(machine -> world.checker()
                        .firstNotHeld(machine.penalties()::has)
                        // Invalid proposals too, of which a pool keeps a share only.
                        .or(() -> pooled.stream()
                                .filter(offence -> !machine.penalties().has(offence))
                                .findFirst())
                        .map(offence -> "on the chain of node " + machine.number() + " there is no penalty for "
                                + offence + ", proven by " + world.checker().proof(offence)));
    }

    /** One that does not hold all that is proven. */
    private Optional<Machine> missing(List<Machine> among) {
        return among.stream().filter(machine -> notHeldBy(machine).isPresent()).findFirst();
    }

    private Optional<Offence> notHeldBy(Machine machine) {
        return world.checker().firstNotHeld(offence -> holds(machine, offence));
    }

    private static boolean holds(Machine machine, Offence offence) {
        return machine.penalties().has(offence)
                || machine.replica()
                        .map(replica -> replica.snapshot().evidence().stream()
                                .anyMatch(held -> Offence.of(held).equals(offence)))
                        .orElse(false);
    }

    private boolean hasConverged(long target, List<TransactionId> marks) {
        return world.checker().height() >= target
                && world.allHave(target)
                && marks.stream().allMatch(world.checker()::isFinal);
    }

    private String stuck(long target, List<TransactionId> marks) {
        StringBuilder text = new StringBuilder();
        text.append(world.views() - viewsAtHeal)
                .append(" views and ")
                .append(world.queue().now() / SECOND_MICROS)
                .append(" s of virtual time: height ")
                .append(world.checker().height())
                .append(", wanted ")
                .append(target)
                .append(", ")
                .append(marks.stream()
                        .filter(mark -> !world.checker().isFinal(mark))
                        .count())
                .append(" transactions of ")
                .append(marks.size())
                .append(" are not final");
        for (Machine machine : world.honest()) {
            text.append("; node ").append(machine.number()).append(" at height ");
            text.append(machine.store().height()).append(", ");
            text.append(machine.replica()
                    .map(replica -> describe(replica.snapshot()))
                    .orElse("down"));
        }
        return text.toString();
    }

    private static String describe(ReplicaSnapshot snapshot) {
        return "round " + snapshot.round() + ", " + snapshot.phase() + ", "
                + snapshot.waitingFor().text(index -> "validator " + index);
    }

    /** At the end, what the nodes hold is compared with what they told, and their states with their headers. */
    private void compare() {
        for (Machine machine : world.honest()) {
            Head head = machine.store().head().orElseThrow();
            for (long height = 1; height <= head.block().height().number(); height++) {
                BlockId id =
                        machine.store().block(new Height(height)).map(Block::id).orElseThrow();
                if (world.checker().finalBlock(height).filter(id::equals).isEmpty()
                        && height <= world.checker().height()) {
                    throw new Violation(
                            Invariant.AGREEMENT, "node " + machine.number() + " holds another block at " + height);
                }
            }
        }
        checkStates();
        world.clients().history().check();
        checkPenalties();
    }

    /** Each state is the one that its own head's header names. */
    private void checkStates() {
        for (Machine machine : world.honest()) {
            machine.store().head().ifPresent(head -> machine.checkRoot(head.block()));
        }
    }

    /** Whoever is punished on any chain is no honest one, and once for each fault. */
    private void checkPenalties() {
        for (Machine machine : world.honest()) {
            Set<String> faults = new TreeSet<>();
            for (Slash slash : machine.penalties().all()) {
                int node = world.nodeOf(slash.key());
                punished.add(node);
                world.checker().accused(machine.validator(), node, "a fault, and punishes it: " + slash);
                String fault = slash.reason() == Slash.Reason.INVALID_PROPOSAL
                        ? slash.reason() + " in " + slash.round()
                        : slash.reason() + " in epoch " + slash.round().epoch();
                if (!faults.add("node " + node + ": " + fault)) {
                    throw new Violation(Invariant.PUNISHED_ONCE, "node " + node + " is punished twice for " + fault);
                }
                checkJail(machine, node, slash);
            }
        }
    }

    /** validators.md, Faults and penalties: a share of the stake, while there is one, and jailed for good. */
    private void checkJail(Machine machine, int node, Slash slash) {
        if (slash.penalty().units() < 1 && slash.left().units() > 0) {
            throw new Violation(Invariant.PUNISHED, "node " + node + " is punished with nothing: " + slash);
        }
        if (slash.reason() == Slash.Reason.INVALID_PROPOSAL) {
            return;
        }
        Epoch epoch = machine.store()
                .block(slash.height())
                .orElseThrow()
                .header()
                .epoch()
                .next();
        for (Optional<ValidatorSet> set = machine.set(epoch); set.isPresent(); set = machine.set(epoch)) {
            // The last validator stays.
            if (set.get().size() > 1
                    && set.get().validators().stream().anyMatch(member -> world.nodeOf(member.key()) == node)) {
                throw new Violation(
                        Invariant.PUNISHED, "node " + node + " is in the set of epoch " + epoch + " though " + slash);
            }
            epoch = epoch.next();
        }
    }

    private Outcome outcome(Optional<Violation> violation) {
        return new Outcome(
                world.scenario(),
                world.views(),
                world.views() - viewsAtHeal,
                world.checker().height(),
                heightAtHeal,
                world.checker().transactions(),
                world.messages(),
                world.crashes(),
                world.faults(),
                world.clients().history().answers(),
                List.copyOf(world.accused()),
                List.copyOf(punished),
                world.machines().stream()
                        .filter(Machine::isLost)
                        .map(Machine::validator)
                        .toList(),
                world.queue().now(),
                violation,
                forensics,
                world.fingerprint());
    }
}
