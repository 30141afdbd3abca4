package io.quorate.simulator.cluster;

import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Operation;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.mempool.Admission;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.verify.Verdict;
import io.quorate.simulator.check.KeyValueHistory;
import io.quorate.simulator.scenario.Scenario;
import io.quorate.simulator.scheme.SimulatedScheme;
import io.quorate.simulator.time.Chance;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Those who submit: honest ones, hasty ones who submit twice, and those who submit what is expired, badly signed, final
 * long ago or against what they voted before. Each goes to one node, as through its RPC, which checks the signature.
 */
final class Clients {
    private static final int READERS = 4;
    private static final int REMEMBERED = 64;
    private static final int VOTERS = 6;
    /** All are up and connected by then. */
    private static final long LESSON_STARTS_MICROS = 50_000;

    /** After so long a client asks a node again whose mempool was full. */
    private static final long AGAIN_MICROS = 100_000;

    private static final Duration SOON = Duration.ofMinutes(10);

    private final World world;
    private final Scenario scenario;
    private final Chance chance;
    private final Signer teacher;
    private final List<Signer> voters = new ArrayList<>();
    private final List<StoreClient> storeClients = new ArrayList<>();
    private final KeyValueHistory history = new KeyValueHistory();
    private final Deque<Transaction> recent = new ArrayDeque<>();
    private final Map<TransactionId, Transaction> marks = new TreeMap<>();
    private final Assembly assembly;
    private final StoreReader storeReader;
    private Round lesson = Round.GENESIS;
    private long lessons;
    private long salt;
    private boolean busy;

    Clients(World world, SimulatedScheme scheme, Scenario scenario) {
        this.world = world;
        this.scenario = scenario;
        this.chance = Chance.of(scenario.seed(), "clients");
        this.teacher = scheme.named("teacher");
        for (int i = 0; i < VOTERS; i++) {
            voters.add(scheme.named("voter " + i));
        }
        Signer owner = scheme.named("owner");
        for (int i = 0; i < READERS; i++) {
            storeClients.add(new StoreClient(world, this, owner, history, Chance.of(scenario.seed(), "store " + i), i));
        }
        this.assembly = new Assembly(world, this, voters, Chance.of(scenario.seed(), "assembly"));
        this.storeReader = new StoreReader(world, history, Chance.of(scenario.seed(), "reader"));
    }

    KeyValueHistory history() {
        return history;
    }

    /** Begins to submit, if the scenario wants it. */
    void start() {
        busy = scenario.load().perSecond() > 0;
        if (busy) {
            for (int i = 0; i < VOTERS; i++) {
                submit(transaction(voters.get(i), new Operation.RegisterInstance(instance(i))), anybody());
            }
            next();
            storeClients.forEach(StoreClient::start);
            if (scenario.load().everything()) {
                assembly.start();
                storeReader.start();
                world.operators().start();
            }
        }
    }

    /** Nobody submits any more. */
    void stop() {
        busy = false;
    }

    boolean isBusy() {
        return busy;
    }

    private void next() {
        long meanMicros = 1_000_000L / scenario.load().perSecond();
        world.queue().after(1 + chance.below(2 * meanMicros), () -> {
            if (busy) {
                submitSomething();
                next();
            }
        });
    }

    private void submitSomething() {
        switch (chance.below(10)) {
            case 0 -> again();
            case 1 -> submit(expiring(-1), anybody());
            case 2 -> submit(expiring(chance.between(0, 400)), anybody());
            case 3 -> submit(expiring(Duration.ofHours(2).toMillis()), anybody());
            case 4 -> badlySigned();
            case 5 -> twice(vote());
            default -> submit(vote(), anybody());
        }
    }

    private void again() {
        if (!recent.isEmpty()) {
            submit(chance.pick(List.copyOf(recent)), anybody());
        }
    }

    private void twice(Transaction transaction) {
        submit(transaction, anybody());
        submit(transaction, anybody());
    }

    private Transaction vote() {
        int voter = chance.below(VOTERS);
        String topic = "topic " + world.queue().now() / 500_000;
        // The same voter may vote twice, for another value.
        return transaction(
                voters.get(voter),
                new Operation.CastVote(
                        instance(voter), topic, chance.below(4) == 0 ? "no" : "yes", Optional.of(VOTERS)));
    }

    private Transaction expiring(long inMillis) {
        return expiring(chance.pick(voters), inMillis, put("expiring", "x"));
    }

    Transaction expiring(Signer sender, long inMillis, Operation operation) {
        return transaction(sender, new BlockTime(nowMillis() + inMillis), operation);
    }

    /** The instance of a voter. */
    static String instance(int voter) {
        return "voter-" + voter;
    }

    private void badlySigned() {
        Signer voter = chance.pick(voters);
        Transaction.Draft draft = draft(voter, new BlockTime(nowMillis() + SOON.toMillis()), put("forged", "x"));
        offer(draft.signed(Signature.of(new byte[64])), anybody());
    }

    /** Many at once to one node. */
    void burst(int node, int count) {
        for (int i = 0; i < count; i++) {
            submit(transaction(chance.pick(voters), put("burst", Long.toString(i))), world.machine(node));
        }
    }

    /** One for each node given, to be final after the network healed. Who finds a mempool full comes again. */
    List<TransactionId> marks(List<Machine> machines) {
        List<TransactionId> given = new ArrayList<>();
        for (Machine machine : machines) {
            Transaction mark = transaction(teacher, put("mark", Integer.toString(machine.number())));
            marks.put(mark.id(), mark);
            given.add(mark.id());
            submit(mark, machine);
        }
        return given;
    }

    Machine anybody() {
        return world.machine(chance.below(scenario.nodes()));
    }

    long nowMillis() {
        return world.genesis().time().millis() + world.queue().now() / 1_000;
    }

    static Operation put(String key, String value) {
        return new Operation.PutValue(key, Bytes.ofText(value), Optional.empty());
    }

    Transaction transaction(Signer sender, Operation operation) {
        return transaction(sender, new BlockTime(nowMillis() + SOON.toMillis()), operation);
    }

    private Transaction transaction(Signer sender, BlockTime expiry, Operation operation) {
        Transaction.Draft draft = draft(sender, expiry, operation);
        return draft.signed(sender.sign(draft.signingBytes()));
    }

    private Transaction.Draft draft(Signer sender, BlockTime expiry, Operation operation) {
        return new Transaction.Draft(
                world.genesis().chain(),
                sender.publicKey(),
                new Transaction.Salt(0, salt++),
                expiry,
                List.of(operation.encode()));
    }

    /** Gives one transaction to every node. */
    void submitToAll(Signer sender, Operation operation) {
        Transaction transaction = transaction(sender, operation);
        world.machines().forEach(machine -> submit(transaction, machine));
    }

    /** Gives a well-signed transaction to a node. */
    void submit(Transaction transaction, Machine machine) {
        world.checker().submitted(transaction);
        recent.addLast(transaction);
        if (recent.size() > REMEMBERED) {
            recent.removeFirst();
        }
        offer(transaction, machine);
    }

    private void offer(Transaction transaction, Machine machine) {
        if (world.verifier().transaction(transaction) instanceof Verdict.Accepted<Transaction> accepted) {
            machine.submit(accepted.verified());
        }
    }

    private void again(Transaction transaction, Machine machine) {
        world.queue().after(AGAIN_MICROS, () -> {
            if (machine.isRunning()) {
                offer(transaction, machine);
            } else {
                again(transaction, machine);
            }
        });
    }

    // ---- what machines tell

    void entered(Machine machine, Round round, int leader) {
        if (scenario.load().lesson() && leader == machine.validator() && round.isAfter(lesson)) {
            lesson = round;
            String value = Long.toString(scenario.seed() + lessons);
            lessons++;
            Transaction transaction = transaction(teacher, put("round " + lessons, value));
            world.queue().at(LESSON_STARTS_MICROS, () -> submit(transaction, machine));
        }
    }

    void finalized(Machine machine, Block block, List<Receipt> receipts) {
        storeReader.finalized(block.height());
        if (!block.transactions().isEmpty()) {
            storeClients.forEach(client -> client.finalized(machine, receipts));
        }
    }

    void answered(Machine machine, TransactionId transaction, Optional<Application.Refusal> refusal) {
        if (refusal.isPresent()) {
            storeClients.forEach(client -> client.refused(machine, transaction));
            if (marks.containsKey(transaction) && refusal.get().code().equals(Admission.Refused.MEMPOOL_FULL)) {
                again(marks.get(transaction), machine);
            }
        }
    }
}
