package io.quorate.protocol.replica;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.evidence.Offence;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateChanges;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.ValidatorSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The simplest application: a log. Its state root chains the ids of all transactions; each executes once. It notes who was accused. */
final class LogApplication implements Application {
    private static final byte ACCUSATION = 'A';
    private static final StateKey ROOT = StateKey.of("root");

    private final Map<Epoch, ValidatorSet> sets;

    /** The set stays that of genesis. */
    LogApplication() {
        this(new TreeMap<>());
    }

    /** With these sets, and after the last of them that one. */
    LogApplication(Map<Epoch, ValidatorSet> sets) {
        this.sets = sets;
    }

    @Override
    public Execution genesis(Genesis genesis) {
        return execution(Sha256.hash(), new TreeMap<>(), List.of(), genesis.validators());
    }

    @Override
    public Outcome execute(ReadableState parent, BlockContext context, List<Transaction> transactions) {
        if (transactions.stream().filter(this::isAccusation).count() > MAX_ACCUSATIONS) {
            return new Outcome.Invalid(new Refusal("TOO_MANY_ACCUSATIONS", "too many in the block"));
        }
        Hash root = Hash.of(parent.get(ROOT).orElseThrow());
        TreeMap<StateKey, Optional<byte[]>> changes = new TreeMap<>();
        List<Receipt> receipts = new ArrayList<>();
        for (Transaction transaction : transactions) {
            Optional<Refusal> refusal = refuse(parent, context.time(), transaction);
            if (refusal.isPresent() || changes.containsKey(seen(transaction.id()))) {
                return new Outcome.Invalid(refusal.orElse(new Refusal("ALREADY_KNOWN", "twice in the block")));
            }
            changes.put(seen(transaction.id()), Optional.of(new byte[] {1}));
            for (byte[] operation : transaction.operations()) {
                if (operation[0] == ACCUSATION) {
                    changes.put(
                            punished(StoredForms.evidence(Arrays.copyOfRange(operation, 1, operation.length))),
                            Optional.of(new byte[] {1}));
                }
            }
            root = Sha256.hash(root.toBytes(), transaction.id().hash().toBytes());
            receipts.add(new Receipt.Ok(transaction.id(), List.of()));
        }
        return execution(root, changes, receipts, next(context));
    }

    private ValidatorSet next(BlockContext context) {
        if (!context.lastOfEpoch()) {
            return context.validators();
        }
        return Optional.ofNullable(sets.get(context.epoch().next())).orElse(context.validators());
    }

    private static Execution execution(
            Hash root, SortedMap<StateKey, Optional<byte[]>> changes, List<Receipt> receipts, ValidatorSet next) {
        changes.put(ROOT, Optional.of(root.toBytes()));
        return new Execution(root, new StateChanges(changes), receipts, List.of(), next);
    }

    @Override
    public Optional<Refusal> refuse(ReadableState parent, BlockTime time, Transaction transaction) {
        if (parent.get(seen(transaction.id())).isPresent()) {
            return Optional.of(new Refusal("ALREADY_KNOWN", "it was executed"));
        }
        return time.isAfter(transaction.expiry())
                ? Optional.of(new Refusal("EXPIRED", "it has expired"))
                : Optional.empty();
    }

    private static StateKey seen(TransactionId id) {
        return StateKey.of("seen/" + id);
    }

    @Override
    public byte[] accusation(Evidence evidence) {
        byte[] proof = StoredForms.encode(evidence);
        return ByteBuffer.allocate(1 + proof.length).put(ACCUSATION).put(proof).array();
    }

    @Override
    public boolean isAccusation(Transaction transaction) {
        return transaction.operations().get(0)[0] == ACCUSATION;
    }

    @Override
    public Optional<Refusal> refuse(ReadableState state, BlockTime time, Evidence evidence) {
        return state.get(punished(evidence)).map(mark -> new Refusal("RECORDED", "it was punished"));
    }

    static StateKey punished(Evidence evidence) {
        return punished(Offence.of(evidence));
    }

    static StateKey punished(Offence offence) {
        return StateKey.of("punished/" + offence);
    }
}
