package io.quorate.ledger;

import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.DeleteValue;
import io.quorate.ledger.Operation.Expected;
import io.quorate.ledger.Operation.PutValue;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import java.util.Optional;

/** The bytes of operations: the format is with {@link Operation#decode}. */
final class OperationCodec {
    private static final int REGISTER_INSTANCE = 1;
    private static final int CAST_VOTE = 2;
    private static final int PUT_VALUE = 3;
    private static final int DELETE_VALUE = 4;

    private static final int ANYTHING = 0;
    private static final int ABSENT = 1;
    private static final int PRESENT = 2;

    private OperationCodec() {}

    static byte[] encode(Operation operation) {
        RecordWriter out = new RecordWriter();
        if (operation instanceof RegisterInstance register) {
            out.octet(REGISTER_INSTANCE).text(register.instanceId());
        } else if (operation instanceof CastVote vote) {
            out.octet(CAST_VOTE).text(vote.instanceId()).text(vote.decision()).text(vote.value());
            out.flag(vote.totalInstances().isPresent());
            vote.totalInstances().ifPresent(out::integer);
        } else if (operation instanceof PutValue put) {
            out.octet(PUT_VALUE).text(put.key()).bytes(put.value().toBytes());
            writeExpected(out, put.expected());
        } else if (operation instanceof DeleteValue delete) {
            out.octet(DELETE_VALUE).text(delete.key()).flag(delete.expected().isPresent());
            delete.expected().ifPresent(value -> out.bytes(value.toBytes()));
        } else {
            throw new IllegalStateException("an operation without an encoding: " + operation);
        }
        return out.toBytes();
    }

    static Operation decode(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        int tag = in.octet();
        Operation operation = switch (tag) {
            case REGISTER_INSTANCE -> new RegisterInstance(in.text());
            case CAST_VOTE ->
                new CastVote(in.text(), in.text(), in.text(), in.flag() ? Optional.of(in.integer()) : Optional.empty());
            case PUT_VALUE -> new PutValue(in.text(), Bytes.of(in.bytes()), readExpected(in));
            case DELETE_VALUE ->
                new DeleteValue(in.text(), in.flag() ? Optional.of(Bytes.of(in.bytes())) : Optional.empty());
            default -> throw new IllegalArgumentException("no operation has the tag " + tag);
        };
        in.end();
        return operation;
    }

    private static void writeExpected(RecordWriter out, Optional<Expected> expected) {
        if (expected.isEmpty()) {
            out.octet(ANYTHING);
        } else if (expected.get() instanceof Expected.Present present) {
            out.octet(PRESENT).bytes(present.value().toBytes());
        } else {
            out.octet(ABSENT);
        }
    }

    private static Optional<Expected> readExpected(RecordReader in) {
        int tag = in.octet();
        return switch (tag) {
            case ANYTHING -> Optional.empty();
            case ABSENT -> Optional.of(new Expected.Absent());
            case PRESENT -> Optional.of(new Expected.Present(Bytes.of(in.bytes())));
            default -> throw new IllegalArgumentException("an expectation is tagged 0 to 2, not " + tag);
        };
    }
}
