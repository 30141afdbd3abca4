package io.quorate.ledger;

import io.quorate.crypto.signature.Signature;
import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.CommitBallot;
import io.quorate.ledger.Operation.DeleteValue;
import io.quorate.ledger.Operation.Expected;
import io.quorate.ledger.Operation.GrantStake;
import io.quorate.ledger.Operation.Join;
import io.quorate.ledger.Operation.Leave;
import io.quorate.ledger.Operation.OpenDecision;
import io.quorate.ledger.Operation.PruneDecision;
import io.quorate.ledger.Operation.PutValue;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.Operation.RevealBallot;
import io.quorate.ledger.Operation.RotateKey;
import io.quorate.ledger.Operation.SubmitEvidence;
import io.quorate.ledger.Operation.Unjail;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.VotingPower;
import java.util.Arrays;
import java.util.Optional;

/** The bytes of operations: the format is with {@link Operation#decode}. */
final class OperationCodec {
    private static final int REGISTER_INSTANCE = 1;
    private static final int CAST_VOTE = 2;
    private static final int PUT_VALUE = 3;
    private static final int DELETE_VALUE = 4;

    private static final int JOIN = 5;
    private static final int LEAVE = 6;
    private static final int UNJAIL = 7;
    private static final int ROTATE_KEY = 8;
    private static final int GRANT_STAKE = 9;
    private static final int SUBMIT_EVIDENCE = 10;

    private static final int OPEN_DECISION = 11;
    private static final int COMMIT_BALLOT = 12;
    private static final int REVEAL_BALLOT = 13;
    private static final int PRUNE_DECISION = 14;

    private static final int ANYTHING = 0;
    private static final int ABSENT = 1;
    private static final int PRESENT = 2;

    private static final String NO_EVIDENCE = "the bytes are no evidence";

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
        } else if (!writeDecision(out, operation)) {
            writeStaking(out, operation);
        }
        return out.toBytes();
    }

    private static boolean writeDecision(RecordWriter out, Operation operation) {
        if (operation instanceof OpenDecision open) {
            open.rules().writeTo(out.octet(OPEN_DECISION).text(open.decision()));
        } else if (operation instanceof CommitBallot commit) {
            out.octet(COMMIT_BALLOT)
                    .text(commit.instanceId())
                    .text(commit.decision())
                    .hash(commit.commitment());
        } else if (operation instanceof RevealBallot reveal) {
            out.octet(REVEAL_BALLOT).text(reveal.instanceId()).text(reveal.decision());
            out.text(reveal.value()).bytes(reveal.nonce().toBytes());
        } else if (operation instanceof PruneDecision prune) {
            out.octet(PRUNE_DECISION).text(prune.decision());
        } else {
            return false;
        }
        return true;
    }

    private static void writeStaking(RecordWriter out, Operation operation) {
        if (operation instanceof Join join) {
            out.octet(JOIN)
                    .text(join.name())
                    .key(join.consensusKey())
                    .bytes(join.proof().toBytes());
        } else if (operation instanceof Leave) {
            out.octet(LEAVE);
        } else if (operation instanceof Unjail) {
            out.octet(UNJAIL);
        } else if (operation instanceof RotateKey rotate) {
            out.octet(ROTATE_KEY).key(rotate.newKey());
            out.bytes(rotate.byOld().toBytes()).bytes(rotate.byNew().toBytes());
        } else if (operation instanceof GrantStake grant) {
            out.octet(GRANT_STAKE).bytes(grant.id().toBytes()).key(grant.account());
            out.number(grant.amount().units());
        } else if (operation instanceof SubmitEvidence submit) {
            out.octet(SUBMIT_EVIDENCE).bytes(StoredForms.encode(submit.evidence()));
        } else {
            throw new IllegalStateException("an operation without an encoding: " + operation);
        }
    }

    /** Whether these would be the bytes of a SubmitEvidence, as far as their tag says. */
    static boolean isEvidence(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == SUBMIT_EVIDENCE;
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
            case JOIN -> new Join(in.text(), in.key(), Signature.of(in.bytes()));
            case LEAVE -> new Leave();
            case UNJAIL -> new Unjail();
            case ROTATE_KEY -> new RotateKey(in.key(), Signature.of(in.bytes()), Signature.of(in.bytes()));
            case GRANT_STAKE -> new GrantStake(Bytes.of(in.bytes()), in.key(), new VotingPower(in.number()));
            case SUBMIT_EVIDENCE -> new SubmitEvidence(evidence(in.bytes()));
            case OPEN_DECISION -> new OpenDecision(in.text(), DecisionRules.readFrom(in));
            case COMMIT_BALLOT -> new CommitBallot(in.text(), in.text(), in.hash());
            case REVEAL_BALLOT -> new RevealBallot(in.text(), in.text(), in.text(), Bytes.of(in.bytes()));
            case PRUNE_DECISION -> new PruneDecision(in.text());
            default -> throw new IllegalArgumentException("no operation has the tag " + tag);
        };
        in.end();
        return operation;
    }

    /** What a library says of bytes that it can't read is not for receipts: it would be hashed, and change with it. */
    private static Evidence evidence(byte[] bytes) {
        try {
            Evidence evidence = StoredForms.evidence(bytes);
            if (Arrays.equals(StoredForms.encode(evidence), bytes)) {
                return evidence;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(NO_EVIDENCE, e);
        }
        // Evidence has one form.
        throw new IllegalArgumentException(NO_EVIDENCE);
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
