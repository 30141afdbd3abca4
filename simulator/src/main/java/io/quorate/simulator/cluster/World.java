package io.quorate.simulator.cluster;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Ledger;
import io.quorate.ledger.LedgerLimits;
import io.quorate.protocol.codec.MessageKind;
import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VotingPower;
import io.quorate.protocol.verify.EpochSets;
import io.quorate.protocol.verify.Verdict;
import io.quorate.protocol.verify.Verifier;
import io.quorate.simulator.byzantine.Adversaries;
import io.quorate.simulator.byzantine.Adversary;
import io.quorate.simulator.check.Checker;
import io.quorate.simulator.check.Pace;
import io.quorate.simulator.network.Fabric;
import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.simulator.scenario.Faulty;
import io.quorate.simulator.scenario.Scenario;
import io.quorate.simulator.scheme.SimulatedScheme;
import io.quorate.simulator.time.Chance;
import io.quorate.simulator.time.EventQueue;
import io.quorate.simulator.time.Mix;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything of one run: time, links, machines, clients, and the checker that watches them. One thread. */
final class World implements Cast {
    static final long LIAR_TICK_MICROS = 100_000;
    static final MempoolConfig MEMPOOL = new MempoolConfig(5_000, 16 << 20, 2_000);

    private static final long GENESIS_MILLIS = 1_767_225_600_000L;
    private static final int MAX_BLOCK_BYTES = 1 << 20;
    private static final int MAX_BLOCK_TRANSACTIONS = 1_000;
    private static final int NAME_DIGITS = 5;
    private static final int EPOCHS = 4;

    /** More machines than these are connected all at once. */
    static final int MANY = 100;

    private final Scenario scenario;
    private final Spectator spectator;
    private final EventQueue queue = new EventQueue();
    private final SignatureScheme scheme;
    /** The keys of each validator's votes: the first, and one that may take its place. */
    private final List<List<Signer>> signers = new ArrayList<>();

    private final TreeMap<PublicKey, Integer> keys = new TreeMap<>();
    private final List<Signer> accounts = new ArrayList<>();
    private final Genesis genesis;
    private final Verifier verifier;
    private final Application application;
    private final Fabric fabric;
    private final Checker checker;
    private final Clients clients;
    private final Operators operators;
    private final List<Machine> machines = new ArrayList<>();
    /** For each machine of a pair of twins, the validators it does not talk to. */
    private final List<TreeSet<Integer>> strangers = new ArrayList<>();

    private final TreeSet<Integer> accused = new TreeSet<>();
    /** For the latest epochs that were asked for, whose each place is. */
    private final TreeMap<Epoch, List<Integer>> places = new TreeMap<>();

    private boolean meshed;
    private Round latest = Round.GENESIS;
    private long views;
    private long messages;
    private long crashes;
    /** A machine that was behind the others when last looked for. */
    private int behind;

    private long faults;
    private long fingerprint;
    private Optional<Pace> pace = Optional.empty();

    World(Scenario scenario, Spectator spectator) {
        this.scenario = scenario;
        this.spectator = spectator;
        SimulatedScheme simulated = new SimulatedScheme(scenario.seed());
        this.scheme = simulated;
        List<Genesis.Member> members = new ArrayList<>();
        for (int i = 0; i < scenario.nodes(); i++) {
            Signer signer = simulated.named("validator " + i);
            signers.add(List.of(signer, simulated.named("validator " + i + " later")));
            for (Signer one : signers.get(i)) {
                keys.put(one.publicKey(), i);
            }
            accounts.add(simulated.named("account " + i));
            members.add(new Genesis.Member(
                    "node " + i,
                    signer.publicKey(),
                    accounts.get(i).publicKey(),
                    new VotingPower(scenario.powers().get(i))));
        }
        this.genesis = new Genesis(
                new ChainId(Sha256.hash(("simulation " + scenario.seed()).getBytes(StandardCharsets.UTF_8))),
                "simulation",
                true,
                new BlockTime(GENESIS_MILLIS),
                scheme.id(),
                Duration.ofMillis(scenario.chain().deltaMillis()),
                Duration.ofMillis(scenario.chain().blockIntervalMillis()),
                Duration.ofMillis(scenario.chain().epochMillis()),
                MAX_BLOCK_BYTES,
                MAX_BLOCK_TRANSACTIONS,
                members);
        this.verifier = Verifier.of(genesis, scheme, scheme);
        this.application = new SharedGenesis(Ledger.of(LedgerLimits.of(genesis), genesis, scheme, scheme), genesis);
        this.checker = new Checker(
                genesis,
                scenario.nodes(),
                scenario::isHonest,
                transaction -> verifier.transaction(transaction) instanceof Verdict.Accepted<?>,
                this::isOfNode);
        addMachines();
        this.fabric = new Fabric(machines.size(), scenario.conditions(), Chance.of(scenario.seed(), "network"));
        this.clients = new Clients(this, simulated, scenario);
        this.operators = new Operators(this);
    }

    private void addMachines() {
        for (int i = 0; i < scenario.nodes(); i++) {
            machines.add(new Machine(this, i, i, signers.get(i).get(0), adversaries(i)));
            strangers.add(new TreeSet<>());
        }
        Chance chance = Chance.of(scenario.seed(), "twins");
        for (Faulty faulty : scenario.faulty()) {
            if (faulty.characters().contains(CharacterKind.TWINS)) {
                int validator = faulty.node();
                machines.add(new Machine(this, machines.size(), validator, signer(validator), adversaries(validator)));
                TreeSet<Integer> second = new TreeSet<>();
                second.add(validator);
                for (int other = 0; other < scenario.nodes(); other++) {
                    // Each of the others talks to the one, to the other, or to both.
                    switch (chance.below(3)) {
                        case 0 -> strangers.get(validator).add(other);
                        case 1 -> second.add(other);
                        default -> {}
                    }
                }
                strangers.add(second);
            }
        }
    }

    private List<Adversary> adversaries(int validator) {
        Optional<Faulty> faulty = scenario.character(validator);
        return faulty.isEmpty()
                ? List.of()
                : faulty.get().characters().stream().map(Adversaries::of).toList();
    }

    // ---- what there is

    Scenario scenario() {
        return scenario;
    }

    Spectator spectator() {
        return spectator;
    }

    EventQueue queue() {
        return queue;
    }

    Genesis genesis() {
        return genesis;
    }

    /** The key of a validator's votes, at first. */
    Signer signer(int validator) {
        return signers.get(validator).get(0);
    }

    /** The key that may take its place. */
    Signer replacement(int validator) {
        return signers.get(validator).get(1);
    }

    /** The key of a validator's account. */
    Signer account(int validator) {
        return accounts.get(validator);
    }

    Verifier verifier() {
        return verifier;
    }

    Application application() {
        return application;
    }

    Fabric fabric() {
        return fabric;
    }

    Checker checker() {
        return checker;
    }

    /** Who watches how soon all enter a view, once the nodes are together on a healthy network. */
    Optional<Pace> pace() {
        return pace;
    }

    void watch(Optional<Pace> watching) {
        pace = watching;
    }

    /** Whether nobody lies, all are up, and the network is so quick that no timer of a view ever need fire. */
    boolean isPeaceful() {
        return scenario.faulty().isEmpty()
                && honest().size() == machines.size()
                && Fabric.slowestMicros(scenario.conditions().delays())
                        <= 1_000 * scenario.chain().deltaMillis() / 4;
    }

    Clients clients() {
        return clients;
    }

    /** Those who act for the validators on the chain. */
    Operators operators() {
        return operators;
    }

    List<Machine> machines() {
        return machines;
    }

    /** The honest ones that can still run. */
    List<Machine> honest() {
        return machines.stream()
                .filter(machine -> machine.isHonest() && !machine.isLost())
                .toList();
    }

    static PeerId peerId(int number) {
        String digits = Integer.toString(number);
        return new PeerId("node" + "0".repeat(NAME_DIGITS - digits.length()) + digits);
    }

    Machine machine(PeerId peer) {
        return machines.get(
                Integer.parseInt(peer.text(), "node".length(), peer.text().length(), 10));
    }

    Machine machine(int number) {
        return machines.get(number);
    }

    /** A validator's machine, or its two. */
    List<Machine> machinesOf(int validator) {
        if (machines.size() == scenario.nodes()) {
            return List.of(machines.get(validator));
        }
        return machines.stream()
                .filter(machine -> machine.validator() == validator)
                .toList();
    }

    // ---- connections

    /** A machine is up: it and the others that it may reach connect. */
    void connectAll(Machine machine) {
        if (machines.size() > MANY && !meshed) {
            return;
        }
        for (Machine other : machines) {
            connect(machine, other);
        }
    }

    /**
     * Connects all at once, where there are many: one by one each would tell the first that it knows few, and for the first
     * half second every vote would be passed on to all.
     */
    void mesh() {
        meshed = true;
        for (Machine one : machines) {
            one.connect(machines.stream()
                    .filter(other -> other != one && other.isRunning() && knows(one, other) && knows(other, one))
                    .toList());
        }
    }

    /** Connects two that are up, know each other and are not yet connected. */
    void connect(Machine one, Machine other) {
        if (one != other && one.isRunning() && other.isRunning() && knows(one, other) && knows(other, one)) {
            if (!one.isConnected(other)) {
                one.connect(other);
            }
            if (!other.isConnected(one)) {
                other.connect(one);
            }
        }
    }

    private boolean knows(Machine one, Machine other) {
        return !strangers.get(one.number()).contains(other.validator()) && one.validator() != other.validator();
    }

    /** A machine is gone: its connections break. */
    void disconnectAll(Machine machine) {
        machine.forgetConnections();
        for (Machine other : machines) {
            if (other != machine) {
                other.disconnect(machine);
            }
        }
    }

    // ---- messages

    /** Sends a message that leaves at a time, or now. */
    void transmit(Machine from, Machine to, Message message, long departs) {
        long now = queue.now();
        long leaves = Math.max(now, departs);
        int arriving = to.incarnation();
        int[] copies = {0};
        fabric.send(from.number(), to.number(), leaves, Sizes.of(message), delay -> {
            copies[0]++;
            long at = leaves + delay;
            spectator.sent(now, from.number(), to.number(), message, at);
            queue.at(at, () -> deliver(from, to, arriving, message));
        });
        if (copies[0] == 0) {
            spectator.lost(now, from.number(), to.number(), message);
        }
    }

    private void deliver(Machine from, Machine to, int arriving, Message message) {
        if (to.incarnation() == arriving) {
            messages++;
            spectator.delivered(queue.now(), from.number(), to.number(), message);
            mark(to.number(), from.number() * 31L + MessageKind.of(message).firstByte());
            to.receive(from, message);
        }
    }

    // ---- what is counted

    /** Mixes an event into the fingerprint. */
    void mark(int machine, long what) {
        fingerprint = Mix.of(Mix.of(fingerprint, queue.now()), what << 20 ^ machine);
    }

    void countView(Round round) {
        if (round.isAfter(latest)) {
            views += round.epoch().equals(latest.epoch())
                    ? round.view().number() - latest.view().number()
                    : round.view().number();
            latest = round;
        }
    }

    void countCrash() {
        crashes++;
    }

    void countFault() {
        faults++;
    }

    /** Whether nodes themselves send such transactions: they bring evidence. */
    private boolean isOfNode(Transaction transaction) {
        return accounts.stream().anyMatch(account -> account.publicKey().equals(transaction.sender()));
    }

    /** Somebody honest holds evidence against a validator: a place in an epoch's set. */
    void accused(Machine by, Evidence evidence) {
        ValidatorSet set = by.set(evidence.round().epoch()).orElseThrow();
        int validator = nodeOf(set.get(evidence.validator()).key());
        boolean verifies =
                verifier.evidence(evidence, EpochSets.of(evidence.round().epoch(), set)) instanceof Verdict.Accepted<?>;
        name(validator);
        checker.accused(by.validator(), validator, evidence.toString());
        checker.proven(evidence, verifies);
    }

    /** Whether a key signed a vote: asked of the scheme, not of the code that is watched. */
    boolean isSigned(PublicKey key, Vote vote) {
        return scheme.verify(key, SigningBytes.of(genesis.chain(), vote.subject()), vote.signature());
    }

    /** A validator is accused, and be it an honest one: so that whoever looks at the outcome sees it. */
    void name(int validator) {
        accused.add(validator);
    }

    /** Whose a validator key is: sets change, so an index in one of them is no node's number. */
    int nodeOf(PublicKey key) {
        return Optional.ofNullable(keys.get(key))
                .orElseThrow(() -> new IllegalArgumentException("nobody holds the key " + key));
    }

    @Override
    public int nodeOf(int machine) {
        return machines.get(machine).validator();
    }

    @Override
    public OptionalInt nodeOf(Epoch epoch, ValidatorIndex place) {
        List<Integer> nodes = places.get(epoch);
        if (nodes == null) {
            nodes = machines.stream()
                    .flatMap(machine -> machine.set(epoch).stream())
                    .findFirst()
                    .map(this::nodesOf)
                    .orElse(List.of());
            if (!nodes.isEmpty()) {
                places.put(epoch, nodes);
            }
            if (places.size() > EPOCHS) {
                places.pollFirstEntry();
            }
        }
        return place.number() < nodes.size() ? OptionalInt.of(nodes.get(place.number())) : OptionalInt.empty();
    }

    private List<Integer> nodesOf(ValidatorSet set) {
        return set.validators().stream()
                .map(validator -> nodeOf(validator.key()))
                .toList();
    }

    long views() {
        return views;
    }

    long messages() {
        return messages;
    }

    long crashes() {
        return crashes;
    }

    long faults() {
        return faults;
    }

    SortedSet<Integer> accused() {
        return accused;
    }

    long fingerprint() {
        return fingerprint;
    }

    /** Whether every honest machine that can run has a height. */
    boolean allHave(long height) {
        // The same one first: it is asked after each event, and most of the time that one is still behind.
        if (isBehind(machines.get(behind), height)) {
            return false;
        }
        for (int number = 0; number < machines.size(); number++) {
            if (isBehind(machines.get(number), height)) {
                behind = number;
                return false;
            }
        }
        return true;
    }

    private static boolean isBehind(Machine machine, long height) {
        return machine.isHonest()
                && !machine.isLost()
                && machine.store().height().number() < height;
    }
}
