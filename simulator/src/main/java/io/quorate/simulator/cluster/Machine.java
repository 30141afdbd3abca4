package io.quorate.simulator.cluster;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.LedgerQueries;
import io.quorate.protocol.evidence.Offence;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.replica.Inbound;
import io.quorate.protocol.replica.Ports;
import io.quorate.protocol.replica.Replica;
import io.quorate.protocol.replica.ReplicaConfig;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.verify.Verified;
import io.quorate.simulator.byzantine.Adversary;
import io.quorate.simulator.byzantine.Liar;
import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.disk.Killed;
import io.quorate.simulator.disk.SimulatedDisk;
import io.quorate.simulator.disk.SimulatedJournal;
import io.quorate.simulator.disk.SimulatedStore;
import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.time.Chance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One machine: a replica with its disk and clock. The disk outlives the replica. */
final class Machine implements Network, Observer {
    /** More come in no step that ends. */
    private static final int STEP_CERTIFICATES = 10_000;

    private static final int HELD = 1_024;
    private static final int TICKS_BETWEEN_LOOKS = 4;
    private static final Duration KEY_CHANGE = Duration.ofMillis(20);
    private static final long LIAR_PAUSE_MICROS = 1_000_000;

    private final World world;
    private final int number;
    private final int validator;
    private final PeerId id;
    private Signer signer;
    private Inbound inbound;
    private final Application application;
    private final Chance chance;
    private final SimulatedDisk disk = new SimulatedDisk();
    private final SimulatedStore store = new SimulatedStore(disk);
    private final SimulatedJournal journal;
    private final Clock clock;
    private final List<Adversary> adversaries;
    private final Optional<Liar> liar;
    private final BitSet connected = new BitSet();
    private final List<Held> held = new ArrayList<>();
    /** Certificates of the step that runs: a kill before its end makes them as if they had never been. */
    private final List<Certificate> fresh = new ArrayList<>();

    private final Foundation foundation;
    private final Repeats repeats;
    private final Penalties penalties = new Penalties(store);
    private final Tellings tellings = new Tellings();
    private final Hearing hearing;

    private Optional<Replica> replica = Optional.empty();
    private int incarnation;
    private int ticks;
    private long syncMicros;
    private long departs;
    private boolean powerLoss;
    private long downMicros;
    /** At which of its calls it is killed when it starts the next time, if at one. */
    private OptionalInt again = OptionalInt.empty();

    private boolean lost;
    /** Whether it stopped of itself, for good. */
    private boolean halted;

    private record Held(Epoch epoch, Machine from, Message message) {}

    Machine(World world, int number, int validator, Signer signer, List<Adversary> adversaries) {
        this.world = world;
        this.number = number;
        this.validator = validator;
        this.id = World.peerId(number);
        this.signer = signer;
        this.inbound = new Inbound(world.verifier(), Optional.of(signer.publicKey()));
        this.application = world.application();
        this.chance = Chance.of(world.scenario().seed(), "machine " + number);
        this.journal = new SimulatedJournal(disk, 100 + 4 * world.scenario().nodes());
        this.foundation = new Foundation(journal, store);
        this.repeats = new Repeats(journal);
        this.hearing = new Hearing(world, this);
        this.clock = new Clock(world.genesis().time().millis());
        this.adversaries = adversaries;
        this.liar = adversaries.isEmpty()
                ? Optional.empty()
                : Optional.of(new Liar(
                        validator,
                        world.genesis().chain(),
                        world.genesis().validators(),
                        this::set,
                        signer,
                        world.account(validator),
                        Chance.of(world.scenario().seed(), "liar " + number),
                        this::utter,
                        this::empty));
    }

    private Optional<Application.Execution> empty(BlockHeader parent, ValidatorIndex proposer) {
        Optional<ValidatorSet> set = store.head()
                .filter(head -> head.block().id().equals(parent.id())
                        && head.epoch().epoch().equals(parent.epoch()))
                .map(head -> head.epoch().set());
        return set.map(members -> new Application.BlockContext(
                        parent.height().next(), parent.epoch(), parent.time(), members, proposer, false))
                .map(context -> application.execute(store.state(), context, List.of()))
                .filter(Application.Execution.class::isInstance)
                .map(Application.Execution.class::cast);
    }

    // ---- what it is

    int number() {
        return number;
    }

    int validator() {
        return validator;
    }

    PeerId id() {
        return id;
    }

    /** The key that it proves to hold when it connects. */
    PublicKey key() {
        return signer.publicKey();
    }

    /** The set of an epoch that has begun here. */
    Optional<ValidatorSet> set(Epoch epoch) {
        return store.epoch(epoch).map(BlockStore.EpochStart::set);
    }

    boolean isHonest() {
        return liar.isEmpty();
    }

    boolean isRunning() {
        return replica.isPresent();
    }

    /** Whether it can never start again. */
    boolean isLost() {
        return lost;
    }

    Optional<Replica> replica() {
        return replica;
    }

    SimulatedDisk disk() {
        return disk;
    }

    SimulatedStore store() {
        return store;
    }

    SimulatedJournal journal() {
        return journal;
    }

    /** What its chain punished. */
    Penalties penalties() {
        return penalties;
    }

    Clock clock() {
        return clock;
    }

    void syncTakes(long micros) {
        syncMicros = micros;
    }

    int incarnation() {
        return incarnation;
    }

    // ---- life

    void start() {
        if (isRunning() || lost || halted) {
            return;
        }
        disk.recover();
        again.ifPresent(disk::killAfter);
        again = OptionalInt.empty();
        guarded(this::open);
    }

    private void open() {
        int mine = ++incarnation;
        takeKey();
        Ports ports = new Ports(
                this,
                (timer, delay) -> world.queue().after(clock.takes(delay), () -> fire(mine, timer)),
                store,
                journal,
                application,
                Optional.of(signer),
                Optional.of(world.account(validator)),
                this);
        if (isHonest()) {
            world.checker().restarting(validator, store.height());
            // What it kept and had told to nobody when it stopped.
            for (long height = world.checker().height() + 1;
                    height <= store.height().number();
                    height++) {
                Height kept = new Height(height);
                world.checker()
                        .kept(
                                store.block(kept).orElseThrow(),
                                store.receipts(kept).orElseThrow());
            }
        }
        repeats.begin(world.queue().now());
        Replica started = new Replica(new ReplicaConfig(world.genesis(), World.MEMPOOL), ports);
        started.start(clock.at(world.queue().now()));
        tellCertificates();
        if (isHonest()) {
            world.checker().restarted(validator, store.height());
            world.checker().unsaid(validator, repeats.missing(started.snapshot().finalizedRound()));
        }
        replica = Optional.of(started);
        world.spectator().started(world.queue().now(), number);
        world.connectAll(this);
        if (liar.isPresent()) {
            tick(mine);
        }
    }

    /** Whether the latest set that it knows has another key of its validator than the one it signs with. */
    boolean isReplaced() {
        return latestSet()
                .filter(set -> set.indexOf(signer.publicKey()).isEmpty())
                .filter(set -> !own(set).isEmpty())
                .isPresent();
    }

    private Optional<ValidatorSet> latestSet() {
        return store.head().map(head -> head.epoch().set());
    }

    private List<Signer> own(ValidatorSet set) {
        return Stream.of(world.signer(validator), world.replacement(validator))
                .filter(one -> set.indexOf(one.publicKey()).isPresent())
                .toList();
    }

    /** Its operator gives it the key that the latest set has of it. */
    private void takeKey() {
        if (isHonest() && isReplaced()) {
            signer = own(latestSet().orElseThrow()).get(0);
            inbound = new Inbound(world.verifier(), Optional.of(signer.publicKey()));
        }
    }

    private void tick(int mine) {
        if (mine == incarnation) {
            liar.ifPresent(self -> adversaries.forEach(adversary -> adversary.onTick(self)));
            world.queue().after(World.LIAR_TICK_MICROS, () -> tick(mine));
        }
    }

    /** Kills it at one of its next calls to the world, and perhaps once more at one of those that it then makes. */
    void killSoon(Fault.Crash crash) {
        powerLoss = crash.powerLoss();
        downMicros = crash.downMillis() * 1_000;
        again = crash.again();
        disk.killAfter(crash.effects());
    }

    /** There is room on its disk, and it is not killed any more. */
    void spare() {
        again = OptionalInt.empty();
        disk.recover();
    }

    /** Kills it now. */
    void kill(boolean withPower, Duration down, String why) {
        if (isRunning()) {
            powerLoss = withPower;
            downMicros = down.toMillis() * 1_000;
            stop(why);
        }
    }

    /** A record rots while it is down: the next start must fail. */
    void rot() {
        kill(false, Duration.ofMillis(500), "is stopped, and its disk rots");
        disk.rot();
    }

    /** Its disk is full from now on; it stops at the next write, and there is room again when it starts. */
    void fillDisk(Duration down) {
        powerLoss = false;
        downMicros = down.toMillis() * 1_000;
        disk.fill();
    }

    private void stop(String why) {
        replica = Optional.empty();
        incarnation++;
        held.clear();
        fresh.clear();
        journal.crash(chance);
        if (powerLoss) {
            store.losePower(chance);
        }
        world.disconnectAll(this);
        world.spectator().stopped(world.queue().now(), number, why);
        world.countCrash();
        world.queue().after(downMicros, this::start);
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (Killed killed) {
            stop(powerLoss ? "loses power" : "is killed");
        } catch (StorageException e) {
            if (!isRunning() && isHonest() && journalRots()) {
                lost = true;
                world.spectator().stopped(world.queue().now(), number, "will not start: " + e.getMessage());
            } else {
                stop("stops: " + e.getMessage());
            }
        } catch (Violation violation) {
            throw violation;
        } catch (RuntimeException e) {
            if (!isHonest()) {
                // Its disk may hold what makes it stop at each start: without a pause time would stand still.
                downMicros = Math.max(downMicros, LIAR_PAUSE_MICROS);
                stop("stops: " + e);
                return;
            }
            halt("stops: " + e);
            // What it stopped at may be a certificate that contradicts others: that says more.
            tellCertificates();
            world.checker().stopped(validator, e);
        }
    }

    /** It is not to be used any more: see the replica. Its disk is as it left it. */
    private void halt(String why) {
        halted = true;
        replica = Optional.empty();
        incarnation++;
        held.clear();
        world.spectator().stopped(world.queue().now(), number, why);
        world.queue().after(0, () -> world.disconnectAll(this));
    }

    private boolean journalRots() {
        try {
            journal.recover();
            return false;
        } catch (StorageException e) {
            return true;
        }
    }

    // ---- inputs

    void step(Consumer<Replica> input) {
        if (replica.isPresent()) {
            Replica running = replica.get();
            guarded(() -> perform(running, input));
        }
    }

    private void perform(Replica running, Consumer<Replica> input) {
        Epoch before = running.epochSets().latest();
        long syncs = disk.syncs();
        running.begin(clock.at(world.queue().now()));
        input.accept(running);
        if (syncMicros > 0) {
            departs = Math.max(departs, world.queue().now() + syncMicros);
        }
        running.end();
        tellCertificates();
        if (isHonest()) {
            world.checker().stepped(validator);
        }
        if (disk.syncs() == syncs && departs <= world.queue().now()) {
            departs = 0;
        }
        if (isHonest() && running.epochSets().latest().isAfter(before) && isReplaced()) {
            int mine = incarnation;
            world.queue().after(0, () -> {
                if (mine == incarnation) {
                    kill(false, KEY_CHANGE, "is stopped for its new key");
                }
            });
        }
        if (!held.isEmpty() && running.epochSets().latest().isAfter(before)) {
            List<Held> again = List.copyOf(held);
            held.clear();
            again.forEach(one -> receive(one.from(), one.message()));
        }
    }

    private void fire(int of, Timer timer) {
        if (of == incarnation) {
            world.mark(number, timer.getClass().getSimpleName().hashCode());
            step(running -> running.onTimer(timer));
            if (timer instanceof Timer.Tick && isHonest() && replica.isPresent()) {
                onTick(replica.get());
            }
        }
    }

    private void onTick(Replica running) {
        world.checker().unsaid(validator, repeats.onTick(running, world.queue().now()));
        if (ticks++ % TICKS_BETWEEN_LOOKS == 0) {
            world.checker().bounded(validator, running.snapshot(), running.live(), World.MEMPOOL);
        }
    }

    /** A message arrives. */
    void receive(Machine from, Message message) {
        if (replica.isEmpty()) {
            return;
        }
        Replica running = replica.get();
        liar.ifPresent(self -> adversaries.forEach(adversary -> adversary.onReceive(self, message)));
        List<Vote> shown = hearing.shown(from, message, running);
        tellings.note(from.number, message);
        Inbound.Checked checked = inbound.check(from.id, message, running.epochSets(), running);
        if (checked instanceof Inbound.Checked.Good good) {
            step(good.input());
        } else if (checked instanceof Inbound.Checked.Faulty faulty) {
            step(one -> one.onFault(from.id, faulty.fault(), faulty.reason()));
        } else if (checked instanceof Inbound.Checked.Later later
                && later.epoch().isAfter(running.epochSets().latest())) {
            if (held.size() >= HELD) {
                held.remove(0);
            }
            held.add(new Held(later.epoch(), from, message));
        }
        boolean taken = !(message instanceof Message.Propose) || checked instanceof Inbound.Checked.Good;
        // Who was stopped in the step has forgotten it.
        if (taken && replica.filter(same -> same == running).isPresent()) {
            hearing.heard(shown);
        }
    }

    /** A client submits a transaction, which was checked at the door. */
    void submit(Verified<Transaction> transaction) {
        step(running -> running.onSubmitted(transaction));
    }

    // ---- connections

    boolean isConnected(Machine other) {
        return connected.get(other.number);
    }

    void connect(Machine other) {
        connected.set(other.number);
        step(running -> running.onConnected(other.id, Optional.of(other.key())));
    }

    /** Connects to many in one step. */
    void connect(List<Machine> others) {
        others.forEach(other -> connected.set(other.number));
        step(running -> others.forEach(other -> running.onConnected(other.id, Optional.of(other.key()))));
    }

    void disconnect(Machine other) {
        if (connected.get(other.number)) {
            connected.clear(other.number);
            tellings.part(other.number);
            step(running -> running.onDisconnected(other.id));
        }
    }

    /** Forgets all connections without a word. */
    void forgetConnections() {
        connected.clear();
        tellings.clear();
    }

    // ---- what it sends

    @Override
    public void send(PeerId peer, Message message) {
        check(message);
        liar.ifPresent(self -> self.note(message));
        Machine to = world.machine(peer);
        if (connected.get(to.number)) {
            tellings.note(to.number, message);
            transmit(to, message);
        }
    }

    @Override
    public void broadcast(Message message) {
        check(message);
        liar.ifPresent(self -> self.note(message));
        for (int i = connected.nextSetBit(0); i >= 0; i = connected.nextSetBit(i + 1)) {
            transmit(world.machine(i), message);
        }
    }

    private void transmit(Machine to, Message message) {
        disk.pass();
        if (liar.isEmpty()) {
            world.transmit(this, to, message, departs);
            return;
        }
        distort(0, liar.get(), to, message);
    }

    private void distort(int stage, Liar self, Machine to, Message message) {
        if (stage == adversaries.size()) {
            world.transmit(this, to, message, departs);
        } else {
            adversaries.get(stage).onSend(self, to.validator, message, one -> distort(stage + 1, self, to, one));
        }
    }

    /** What a liar says beside its replica. */
    private void utter(int to, Message message, long afterMicros) {
        for (Machine machine : world.machinesOf(to)) {
            if (connected.get(machine.number)) {
                world.transmit(this, machine, message, world.queue().now() + afterMicros);
            }
        }
    }

    private void check(Message message) {
        if (!isHonest()) {
            return;
        }
        repeats.said(message, world.queue().now());
        message.carriedVote().ifPresent(this::check);
    }

    private void check(Vote vote) {
        boolean own = set(vote.subject().round().epoch())
                .flatMap(set -> set.indexOf(signer.publicKey()))
                .filter(vote.validator()::equals)
                .isPresent();
        if (own) {
            world.checker().sent(validator, vote.subject(), journal.isDurable(vote.subject()));
            if (vote.subject().kind() == VoteKind.NULLIFY && world.pace().isPresent()) {
                world.checker().gaveUp(validator, vote.subject(), world.isPeaceful());
            }
            world.checker().sentOn(validator, vote.subject(), foundation.lacking(vote.subject()));
        }
    }

    @Override
    public void penalize(PeerId peer, io.quorate.protocol.verify.Fault fault, String reason) {
        Machine other = world.machine(peer);
        world.countFault();
        world.spectator().charged(world.queue().now(), number, other.number, fault);
        if (isHonest()) {
            world.checker().charged(validator, other.validator, fault + ": " + reason);
        }
    }

    // ---- what it tells

    @Override
    public void entered(Round round, ValidatorIndex leader, Optional<Certificate> by) {
        if (isHonest()) {
            world.checker().entered(validator, round);
            world.pace()
                    .ifPresent(pace -> pace.entered(
                            world.honest().indexOf(this), round, world.queue().now()));
            world.countView(round);
        }
        int leads = world.nodeOf(set(round.epoch()).orElseThrow().get(leader).key());
        world.checker().led(round, leads);
        world.clients().entered(this, round, leads);
        world.spectator().entered(world.queue().now(), number, round, leads);
    }

    @Override
    public void proposed(Round round, Block block) {
        world.spectator().proposed(world.queue().now(), number, round, block);
    }

    @Override
    public void certified(Certificate certificate) {
        if (isHonest()) {
            fresh.add(certificate);
            if (fresh.size() > STEP_CERTIFICATES) {
                throw new Violation(Invariant.RUNNING, "node " + number + " is in a step without end");
            }
        }
        world.spectator().certified(world.queue().now(), number, certificate);
    }

    private void tellCertificates() {
        for (Certificate certificate : fresh) {
            store.epoch(certificate.round().epoch())
                    .ifPresent(start -> world.checker().weigh(validator, certificate, start.set()));
            world.checker().certified(validator, certificate);
            hearing.heard(certificate);
        }
        fresh.clear();
    }

    @Override
    public void refused(Subject subject, String reason) {
        world.checker().refused(validator, subject, reason);
    }

    @Override
    public void invalid(Round round, Block block, String reason) {
        if (isHonest()) {
            world.checker().invalid(validator, round, block, reason);
        }
        world.spectator().invalid(world.queue().now(), number, round, block, reason);
    }

    @Override
    public void accused(Evidence evidence) {
        if (isHonest()) {
            world.accused(this, evidence);
            Offence offence = Offence.of(evidence);
            world.checker().untold(validator, offence, tellings.untold(offence, connected));
            world.spectator().accused(world.queue().now(), number, evidence);
        }
    }

    @Override
    public void finalized(
            Round round,
            Block block,
            List<Receipt> receipts,
            List<Application.Event> events,
            Optional<Certificate> certificate) {
        if (isHonest()) {
            world.checker().finalized(validator, block, receipts);
            world.mark(number, block.id().hash().hashCode());
            world.pace()
                    .ifPresent(pace -> pace.finalized(
                            world.honest().indexOf(this),
                            block.height(),
                            world.queue().now()));
            // Of blocks that became final together only the last has its state here.
            if (store.height().equals(block.height())) {
                checkRoot(block);
            }
            world.clients().finalized(this, block, receipts);
        }
        world.spectator().finalized(world.queue().now(), number, round, block);
    }

    /** Whether the state that a block left is the one that its header names. */
    void checkRoot(Block block) {
        StateKey key = LedgerQueries.valueKey("mark");
        Hash root = block.header().stateRoot();
        SparseMerkleProof proof = new LedgerQueries(store.state()).prove(key);
        boolean proven = store.state()
                .get(key)
                .map(value -> proof.includes(root, key.toBytes(), value))
                .orElseGet(() -> proof.excludes(root, key.toBytes()));
        if (!proven) {
            throw new Violation(
                    Invariant.EQUAL_STATES,
                    "the state of node " + number + " has not the root that " + block + " names");
        }
    }

    @Override
    public void submitted(TransactionId transaction, Optional<Application.Refusal> refusal) {
        world.clients().answered(this, transaction, refusal);
    }
}
