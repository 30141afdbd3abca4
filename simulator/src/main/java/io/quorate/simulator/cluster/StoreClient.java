package io.quorate.simulator.cluster;

import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.FailureCode;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.check.KeyValueHistory;
import io.quorate.simulator.check.KeyValueHistory.Expected;
import io.quorate.simulator.check.KeyValueHistory.Question;
import io.quorate.simulator.check.KeyValueHistory.Told;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.time.Chance;
import java.util.List;
import java.util.Optional;

/** A client of the key-value store: asks one thing at a time, of any node, and gives up after a while. */
final class StoreClient {
    private static final long PATIENCE_MICROS = 5_000_000;
    private static final int VALUES = 4;
    private static final int KEYS_AT_A_TIME = 2;

    private final World world;
    private final Clients clients;
    private final Signer owner;
    private final KeyValueHistory history;
    private final Chance chance;
    private final int number;
    private long asked;
    private Optional<Pending> pending = Optional.empty();

    private record Pending(long question, TransactionId transaction, Machine at, KeyValueHistory.Call call) {}

    StoreClient(World world, Clients clients, Signer owner, KeyValueHistory history, Chance chance, int number) {
        this.world = world;
        this.clients = clients;
        this.owner = owner;
        this.history = history;
        this.chance = chance;
        this.number = number;
    }

    void start() {
        later();
    }

    private void later() {
        world.queue().after(chance.below(400_000), this::ask);
    }

    private void ask() {
        if (!clients.isBusy()) {
            return;
        }
        Machine at = world.machine(chance.below(world.scenario().nodes()));
        if (!at.isRunning() || !at.isHonest()) {
            later();
            return;
        }
        String key = key();
        Question question = question();
        Transaction transaction = clients.transaction(owner, operation(key, question));
        long mine = ++asked;
        pending = Optional.of(new Pending(
                mine,
                transaction.id(),
                at,
                history.ask(key, question, world.queue().now())));
        world.queue().after(PATIENCE_MICROS, () -> giveUp(mine));
        clients.submit(transaction, at);
    }

    private String key() {
        int base = 0;
        while (true) {
            String key = "key " + (base + chance.below(KEYS_AT_A_TIME));
            if (history.count(key) < KeyValueHistory.MOST) {
                return key;
            }
            base += 1;
        }
    }

    private Question question() {
        String value = number + "." + asked;
        return switch (chance.below(6)) {
            case 0 -> new Question.Delete();
            case 1 -> new Question.Put(value, new Expected.Nothing());
            case 2, 3 ->
                new Question.Put(
                        value,
                        new Expected.Value(chance.below(VALUES) + "." + Math.max(0, asked - chance.below(VALUES))));
            default -> new Question.Put(value, new Expected.Anything());
        };
    }

    private static Operation operation(String key, Question question) {
        if (question instanceof Question.Put put) {
            Optional<Operation.Expected> expected = put.expected() instanceof Expected.Value value
                    ? Optional.of(new Operation.Expected.Present(bytes(value.value())))
                    : put.expected() instanceof Expected.Nothing
                            ? Optional.of(new Operation.Expected.Absent())
                            : Optional.empty();
            return new Operation.PutValue(key, bytes(put.value()), expected);
        }
        return new Operation.DeleteValue(key, Optional.empty());
    }

    private static Bytes bytes(String text) {
        return Bytes.ofText(text);
    }

    private void giveUp(long question) {
        if (pending.filter(one -> one.question() == question).isPresent()) {
            pending = Optional.empty();
            ask();
        }
    }

    void finalized(Machine machine, List<Receipt> receipts) {
        if (pending.isEmpty() || pending.get().at() != machine) {
            return;
        }
        for (Receipt receipt : receipts) {
            if (receipt.transaction().equals(pending.get().transaction())) {
                pending.get().call().answer(told(receipt), world.queue().now());
                pending = Optional.empty();
                later();
                return;
            }
        }
    }

    private static Told told(Receipt receipt) {
        if (receipt instanceof Receipt.Ok ok) {
            Result result = Result.decode(ok.results().get(0));
            return result instanceof Result.Put put && put.created() ? Told.CREATED : Told.DONE;
        }
        String code = ((Receipt.Failed) receipt).code();
        if (code.equals(FailureCode.VALUE_MISMATCH.name())) {
            return Told.MISMATCH;
        }
        if (code.equals(FailureCode.NO_SUCH_KEY.name())) {
            return Told.NOTHING_THERE;
        }
        throw new Violation(Invariant.LINEARIZABLE, "a client of the store was answered " + code);
    }

    /** A node has no room, or will not have it: nobody else was asked, so it will never be done. */
    void refused(Machine machine, TransactionId transaction) {
        if (pending.filter(one -> one.at() == machine && one.transaction().equals(transaction))
                .isPresent()) {
            pending = Optional.empty();
            later();
        }
    }
}
