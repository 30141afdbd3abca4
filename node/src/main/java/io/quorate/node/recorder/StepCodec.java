package io.quorate.node.recorder;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.codec.Limits;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.codec.WireCodec;
import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.replica.Inbound;
import io.quorate.protocol.replica.Input;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Phase;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.verify.Fault;
import io.quorate.protocol.verify.Verdict;
import io.quorate.protocol.verify.Verified;
import io.quorate.protocol.verify.Verifier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns steps into bytes, and bytes into steps that can be fed again. Messages, blocks and votes have their usual forms. */
final class StepCodec {
    private final Limits limits;
    private final Inbound inbound;
    private final Verifier verifier;

    /** Reads what {@link #encode} wrote; messages are checked anew, as they were when they came. */
    StepCodec(Limits limits, Inbound inbound, Verifier verifier) {
        this.limits = limits;
        this.inbound = inbound;
        this.verifier = verifier;
    }

    // ---- writing

    static byte[] encode(Step step) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(step.time().millis());
            out.writeInt(step.recovered().size());
            for (Entry entry : step.recovered()) {
                write(out, entry);
            }
            out.writeInt(step.inputs().size());
            for (Input input : step.inputs()) {
                write(out, input);
            }
            out.writeInt(step.timers().size());
            for (Timer timer : step.timers()) {
                write(out, timer);
            }
            out.writeInt(step.signatures().size());
            for (Signature signature : step.signatures()) {
                write(out, signature.toBytes());
            }
            out.writeBoolean(step.journalFull());
            write(out, step.end());
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void write(DataOutputStream out, Round round) throws IOException {
        out.writeLong(round.epoch().number());
        out.writeLong(round.view().number());
    }

    private static void write(DataOutputStream out, Entry entry) throws IOException {
        if (entry instanceof Entry.Signed signed) {
            out.writeByte('S');
            write(out, StoredForms.encode(signed.vote()));
        } else if (entry instanceof Entry.Held held) {
            out.writeByte('H');
            write(out, StoredForms.encode(held.certificate()));
        } else if (entry instanceof Entry.Stored stored) {
            out.writeByte('B');
            write(out, StoredForms.encode(stored.block()));
        } else if (entry instanceof Entry.Accused accused) {
            out.writeByte('A');
            write(out, StoredForms.encode(accused.evidence()));
        } else {
            out.writeByte('F');
            write(out, ((Entry.Floor) entry).round());
        }
    }

    private static void write(DataOutputStream out, Input input) throws IOException {
        if (input instanceof Input.Received received) {
            out.writeByte('R');
            out.writeUTF(received.from().text());
            out.writeBoolean(received.held());
            write(out, WireCodec.encode(received.message()));
        } else if (input instanceof Input.Submitted submitted) {
            out.writeByte('S');
            out.writeInt(submitted.transactions().size());
            for (Verified<Transaction> transaction : submitted.transactions()) {
                write(out, transaction.value().bytes());
            }
        } else if (input instanceof Input.Connected connected) {
            out.writeByte('C');
            out.writeUTF(connected.peer().text());
            write(out, connected.validator().map(PublicKey::toBytes).orElseGet(() -> new byte[0]));
        } else if (input instanceof Input.Disconnected disconnected) {
            out.writeByte('D');
            out.writeUTF(disconnected.peer().text());
        } else {
            Input.Faulty faulty = (Input.Faulty) input;
            out.writeByte('F');
            out.writeUTF(faulty.from().text());
            out.writeUTF(faulty.fault().name());
            out.writeUTF(shortened(faulty.reason()));
        }
    }

    /** Text that {@code writeUTF} takes. */
    private static String shortened(String text) {
        return text.length() <= 10_000 ? text : text.substring(0, 10_000);
    }

    private static void write(DataOutputStream out, Timer timer) throws IOException {
        if (timer instanceof Timer.OfRound of) {
            char kind = of instanceof Timer.Leader
                    ? 'L'
                    : of instanceof Timer.ViewEnd
                            ? 'V'
                            : of instanceof Timer.Idle ? 'I' : of instanceof Timer.Repeat ? 'R' : 'P';
            out.writeByte(kind);
            write(out, of.round());
        } else {
            out.writeByte(timer instanceof Timer.Relay ? 'Y' : timer instanceof Timer.Fetch ? 'F' : 'T');
        }
    }

    private static void write(DataOutputStream out, Step.End end) throws IOException {
        if (end instanceof Step.End.Reached reached) {
            Standing at = reached.standing();
            out.writeByte('R');
            write(out, at.round());
            out.writeUTF(at.phase().name());
            out.writeLong(at.height().number());
            out.write(at.head().hash().toBytes());
            write(out, at.finalized());
            out.writeInt(at.pending());
            out.writeInt(at.evidence());
            out.writeInt(at.effects());
        } else {
            out.writeByte('X');
            out.writeUTF(shortened(((Step.End.Failed) end).exception()));
        }
    }

    // ---- reading

    /**
     * Reads a step.
     *
     * @throws IllegalArgumentException for bytes that are none; never another
     */
    Step decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            BlockTime time = new BlockTime(in.readLong());
            List<Entry> recovered = list(in, this::entry);
            List<Input> inputs = list(in, this::input);
            List<Timer> timers = list(in, StepCodec::timer);
            List<Signature> signatures = list(in, from -> Signature.of(bytes(from)));
            boolean journalFull = in.readBoolean();
            Step.End end = end(in);
            if (in.available() > 0) {
                throw new IllegalArgumentException("a step is followed by " + in.available() + " bytes");
            }
            return new Step(time, recovered, inputs, timers, signatures, journalFull, end);
        } catch (IOException e) {
            throw new IllegalArgumentException("a step ends in the middle", e);
        }
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private static <T> List<T> list(DataInputStream in, Reading<T> one) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available()) {
            throw new IllegalArgumentException("a list of " + count + " in " + in.available() + " bytes");
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(one.from(in));
        }
        return items;
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException(length + " bytes of " + in.available());
        }
        return in.readNBytes(length);
    }

    private static Round round(DataInputStream in) throws IOException {
        long epoch = in.readLong();
        return Round.of(epoch, in.readLong());
    }

    private Entry entry(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case 'S' -> new Entry.Signed(StoredForms.vote(bytes(in)));
            case 'H' -> new Entry.Held(StoredForms.certificate(bytes(in)));
            case 'B' -> new Entry.Stored(StoredForms.block(bytes(in)));
            case 'A' -> new Entry.Accused(StoredForms.evidence(bytes(in)));
            case 'F' -> new Entry.Floor(round(in));
            default -> throw new IllegalArgumentException("a journal entry of kind " + kind);
        };
    }

    private Input input(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case 'R' -> {
                PeerId from = new PeerId(in.readUTF());
                boolean held = in.readBoolean();
                yield received(from, WireCodec.decode(bytes(in), limits), held);
            }
            case 'S' -> new Input.Submitted(list(in, from -> checked(Transaction.fromBytes(bytes(from)))));
            case 'C' -> {
                PeerId peer = new PeerId(in.readUTF());
                byte[] key = bytes(in);
                yield new Input.Connected(peer, key.length == 0 ? Optional.empty() : Optional.of(PublicKey.of(key)));
            }
            case 'D' -> new Input.Disconnected(new PeerId(in.readUTF()));
            case 'F' -> {
                PeerId from = new PeerId(in.readUTF());
                Fault fault = Fault.valueOf(in.readUTF());
                yield new Input.Faulty(from, fault, in.readUTF());
            }
            default -> throw new IllegalArgumentException("an input of kind " + kind);
        };
    }

    /** Checked when it is fed, with the sets that the replica knows then, since only good messages are recorded. */
    private Input received(PeerId from, Message message, boolean held) {
        return new Input.Received(from, message, held, replica -> {
            Inbound.Checked checked = inbound.check(from, message, replica.epochSets(), Inbound.Held.all(held));
            if (!(checked instanceof Inbound.Checked.Good good)) {
                throw new ReplayException("a message that passed its check when it was recorded fails now: "
                        + message.getClass().getSimpleName() + " of " + from.shortText());
            }
            good.input().accept(replica);
        });
    }

    private Verified<Transaction> checked(Transaction transaction) {
        if (verifier.transaction(transaction) instanceof Verdict.Accepted<Transaction> accepted) {
            return accepted.verified();
        }
        throw new IllegalArgumentException("transaction " + transaction.id() + " is not signed by its sender");
    }

    private static Timer timer(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case 'L' -> new Timer.Leader(round(in));
            case 'V' -> new Timer.ViewEnd(round(in));
            case 'I' -> new Timer.Idle(round(in));
            case 'R' -> new Timer.Repeat(round(in));
            case 'P' -> new Timer.Ripen(round(in));
            case 'Y' -> new Timer.Relay();
            case 'F' -> new Timer.Fetch();
            case 'T' -> new Timer.Tick();
            default -> throw new IllegalArgumentException("a timer of kind " + kind);
        };
    }

    private static Step.End end(DataInputStream in) throws IOException {
        int kind = in.readByte();
        if (kind == 'X') {
            return new Step.End.Failed(in.readUTF());
        }
        if (kind != 'R') {
            throw new IllegalArgumentException("an end of kind " + kind);
        }
        Round round = round(in);
        Phase phase = Phase.valueOf(in.readUTF());
        Height height = new Height(in.readLong());
        byte[] head = in.readNBytes(Hash.SIZE);
        Round finalized = round(in);
        int pending = in.readInt();
        int evidence = in.readInt();
        return new Step.End.Reached(new Standing(
                round, phase, height, new BlockId(Hash.of(head)), finalized, pending, evidence, in.readInt()));
    }
}
