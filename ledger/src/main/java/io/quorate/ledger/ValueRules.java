package io.quorate.ledger;

import io.quorate.ledger.Operation.DeleteValue;
import io.quorate.ledger.Operation.Expected;
import io.quorate.ledger.Operation.PutValue;
import io.quorate.ledger.accounts.Summary;
import io.quorate.ledger.accounts.Usage;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.values.StoredValue;
import java.util.Optional;

/** PutValue and DeleteValue: owner-checked, with compare-and-set. See ledger.md, Transactions. */
final class ValueRules {
    private ValueRules() {}

    static Answer put(OperationContext context, PutValue operation) {
        String key = operation.key();
        Optional<StoredValue> before = StoredValue.find(context.state(), key);
        if (before.isPresent() && !before.get().owner().equals(context.sender())) {
            return notOwner();
        }
        Optional<Bytes> found = before.map(StoredValue::value);
        if (operation.expected().isPresent() && !matches(operation.expected().get(), found)) {
            return mismatch(found);
        }
        long held = before.map(ValueRules::valueBytes).orElse(0L);
        long bytes = operation.value().length() - held + (before.isPresent() ? 0 : keyBytes(key));
        Optional<Answer> refused = context.charge(new Usage(0, 0, before.isPresent() ? 0 : 1, bytes));
        if (refused.isPresent()) {
            return refused.get();
        }
        new StoredValue(operation.value(), context.sender(), context.block().height()).store(context.state(), key);
        if (before.isEmpty()) {
            context.count(new Summary(0, 0, 0, 1));
        }
        return new Answer.Done(new Result.Put(key, before.isEmpty()));
    }

    static Answer delete(OperationContext context, DeleteValue operation) {
        String key = operation.key();
        Optional<StoredValue> before = StoredValue.find(context.state(), key);
        if (before.isEmpty()) {
            return Answer.refused(FailureCode.NO_SUCH_KEY, "the key has no value");
        }
        StoredValue stored = before.get();
        if (!stored.owner().equals(context.sender())) {
            return notOwner();
        }
        if (operation.expected().filter(value -> !value.equals(stored.value())).isPresent()) {
            return mismatch(Optional.of(stored.value()));
        }
        context.release(stored.owner(), new Usage(0, 0, -1, -valueBytes(stored) - keyBytes(key)));
        context.state().delete(StoredValue.keyOf(key));
        context.count(new Summary(0, 0, 0, -1));
        return new Answer.Done(new Result.Deleted(key));
    }

    private static boolean matches(Expected expected, Optional<Bytes> found) {
        return expected instanceof Expected.Present present
                ? found.filter(present.value()::equals).isPresent()
                : found.isEmpty();
    }

    private static Answer notOwner() {
        return Answer.refused(FailureCode.NOT_OWNER, "the key belongs to the sender that first wrote it");
    }

    private static Answer mismatch(Optional<Bytes> found) {
        return Answer.refused(
                FailureCode.VALUE_MISMATCH,
                found.isPresent() ? "the key has another value than expected" : "the key has no value");
    }

    private static long keyBytes(String key) {
        return RecordWriter.utf8(key).length;
    }

    private static long valueBytes(StoredValue stored) {
        return stored.value().length();
    }
}
