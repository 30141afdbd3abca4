package io.quorate.simulator.explore;

import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.replica.Inbound;
import io.quorate.protocol.replica.Ports;
import io.quorate.protocol.replica.Replica;
import io.quorate.protocol.replica.ReplicaConfig;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.verify.Fault;
import io.quorate.simulator.check.Checker;
import io.quorate.simulator.cluster.Foundation;
import io.quorate.simulator.disk.SimulatedDisk;
import io.quorate.simulator.disk.SimulatedJournal;
import io.quorate.simulator.disk.SimulatedStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One replica with its disk, which does nothing of itself: each step is a call. What it sends is told to the test. */
final class Seat implements Network, Observer {
    private final Table table;
    private final Checker checker;
    private final boolean honest;
    private final Outgoing outgoing;
    private final Consumer<Certificate> certified;
    private final Inbound inbound;
    private final List<PeerId> peers;
    private final SimulatedDisk disk = new SimulatedDisk();
    private final List<Timer> armed = new ArrayList<>();
    private final List<Certificate> fresh = new ArrayList<>();
    final int number;
    final int validator;
    final SimulatedStore store = new SimulatedStore(disk);
    final SimulatedJournal journal = new SimulatedJournal(disk, 10_000);
    private final Foundation foundation = new Foundation(journal, store);
    private Replica replica;
    private BlockTime clock;

    /** Hears what leaves a seat; to all, if {@code to} is empty. */
    interface Outgoing {
        void sent(int from, Optional<PeerId> to, Message message);
    }

    Seat(
            Table table,
            Checker checker,
            int number,
            int validator,
            boolean honest,
            List<PeerId> peers,
            Outgoing outgoing,
            Consumer<Certificate> certified) {
        this.table = table;
        this.checker = checker;
        this.number = number;
        this.validator = validator;
        this.honest = honest;
        this.peers = peers;
        this.outgoing = outgoing;
        this.certified = certified;
        this.inbound =
                new Inbound(table.verifier, Optional.of(table.signer(validator).publicKey()));
        // Every machine has a clock of its own, so that two with one key make different blocks.
        this.clock = new BlockTime(1_000 + number);
        this.replica = open();
    }

    static PeerId peer(int number) {
        return new PeerId("node0000" + number);
    }

    private Replica open() {
        if (honest) {
            checker.restarting(validator, store.height());
        }
        Replica opened = new Replica(
                new ReplicaConfig(table.genesis, new MempoolConfig(100, 1 << 20, 100)),
                new Ports(
                        this,
                        (timer, delay) -> armed.add(timer),
                        store,
                        journal,
                        table.ledger,
                        Optional.of(table.signer(validator)),
                        Optional.empty(),
                        this));
        opened.start(clock);
        tell();
        return opened;
    }

    void connect(int other, int validatorThere) {
        step(running -> running.onConnected(
                peer(other), Optional.of(table.signer(validatorThere).publicKey())));
    }

    Replica replica() {
        return replica;
    }

    Round round() {
        return replica.snapshot().round();
    }

    private void step(Consumer<Replica> input) {
        replica.begin(clock);
        input.accept(replica);
        replica.end();
        tell();
    }

    private void tell() {
        for (Certificate certificate : fresh) {
            checker.weigh(validator, certificate, table.set);
            certified.accept(certificate);
        }
        fresh.clear();
    }

    /** A message arrives; false if it is of no epoch that is known here. */
    boolean receive(PeerId from, Message message) {
        Inbound.Checked checked = inbound.check(from, message, replica.epochSets(), replica);
        if (checked instanceof Inbound.Checked.Good good) {
            step(good.input());
            return true;
        }
        if (checked instanceof Inbound.Checked.Faulty faulty) {
            penalize(from, faulty.fault(), faulty.reason());
        }
        return false;
    }

    /** The first armed timer of a kind fires that is not stale; false if there is none. */
    boolean fire(Class<? extends Timer> kind) {
        Round round = round();
        for (Timer timer : List.copyOf(armed)) {
            boolean stale = timer instanceof Timer.OfRound of && !of.round().equals(round);
            if (stale) {
                armed.remove(timer);
            } else if (kind.isInstance(timer)) {
                armed.remove(timer);
                step(running -> running.onTimer(timer));
                return true;
            }
        }
        return false;
    }

    /** Whether a timer of this kind and of the current round is armed. */
    boolean awaits(Class<? extends Timer> kind) {
        Round round = round();
        return armed.stream()
                .anyMatch(timer -> kind.isInstance(timer)
                        && !(timer instanceof Timer.OfRound of && !of.round().equals(round)));
    }

    /** It dies between two steps and starts again on what its disk holds. */
    void restart() {
        restart(true);
    }

    /** It died within a step, say, and starts again; what it wrote since the last sync is kept or lost. */
    void restart(boolean kept) {
        disk.recover();
        journal.crash(kept);
        armed.clear();
        fresh.clear();
        replica = open();
    }

    /** It will be killed before one of the next calls to its disk; the first is 0. */
    void killBefore(int call) {
        disk.killAfter(2L * call);
    }

    /** Time goes by. */
    void wait(Duration time) {
        clock = clock.plus(time);
    }

    @Override
    public void send(PeerId peer, Message message) {
        check(message);
        outgoing.sent(number, Optional.of(peer), message);
    }

    @Override
    public void broadcast(Message message) {
        check(message);
        outgoing.sent(number, Optional.empty(), message);
    }

    private void check(Message message) {
        message.carriedVote()
                .filter(one -> honest && one.validator().number() == validator)
                .ifPresent(one -> {
                    checker.sent(validator, one.subject(), journal.isDurable(one.subject()));
                    checker.sentOn(validator, one.subject(), foundation.lacking(one.subject()));
                });
    }

    @Override
    public void penalize(PeerId peer, Fault fault, String reason) {
        // A machine beyond the peers is the second one of a key: no more honest than the first.
        if (honest && peers.contains(peer)) {
            checker.accused(validator, peers.indexOf(peer), reason);
        }
    }

    @Override
    public void entered(Round round, ValidatorIndex leader, Optional<Certificate> by) {
        if (honest) {
            checker.entered(validator, round);
        }
    }

    @Override
    public void certified(Certificate certificate) {
        if (honest) {
            fresh.add(certificate);
        }
    }

    @Override
    public void invalid(Round round, Block block, String reason) {
        // Who leads a later epoch depends on the block that it began with.
        if (honest && round.epoch().number() == 1) {
            checker.invalid(validator, table.leader(round.view().number()), round, block, reason);
        }
    }

    @Override
    public void refused(Subject subject, String reason) {
        checker.refused(validator, subject, reason);
    }

    @Override
    public void finalized(
            Round round,
            Block block,
            List<Receipt> receipts,
            List<io.quorate.protocol.port.Application.Event> events,
            Optional<Certificate> certificate) {
        if (honest) {
            checker.finalized(validator, block, receipts);
        }
    }
}
