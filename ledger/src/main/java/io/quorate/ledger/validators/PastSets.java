package io.quorate.ledger.validators;

import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The sets that evidence is judged under, of each epoch in the evidence window. See validators.md, Faults and penalties.
 *
 * <p>Epochs in a row whose members have the same keys and powers share one record of them. Bounded by the window: the
 * oldest goes when the window has passed it, a few a block.
 *
 * @param oldest the oldest epoch that is kept
 * @param current the epoch that has begun and not ended
 */
public record PastSets(Epoch oldest, Epoch current) {
    /** Block time that an epoch's evidence stays good for after its last block, at least. */
    public static final Duration WINDOW = Evidence.WINDOW;

    /** Whole epochs that it stays good for after its own, at least. */
    public static final long WINDOW_EPOCHS = Evidence.WINDOW_EPOCHS;

    /** How many epochs a block forgets: more than begin, so that this gets ahead. */
    private static final int FORGOTTEN = 4;

    private static final StateKey BOUNDS = Space.EPOCH_BOUNDS.key();

    /**
     * An epoch.
     *
     * @param members the epoch whose record of the members holds for it too
     * @param end the time of its last block, if it has ended
     */
    private record Span(Epoch members, Optional<BlockTime> end) {
        byte[] toBytes() {
            RecordWriter out = new RecordWriter().number(members.number()).flag(end.isPresent());
            end.ifPresent(time -> out.number(time.millis()));
            return out.toBytes();
        }

        static Span fromBytes(byte[] bytes) {
            RecordReader in = new RecordReader(bytes);
            return new Span(
                    new Epoch(in.number()), in.flag() ? Optional.of(new BlockTime(in.number())) : Optional.empty());
        }
    }

    /** What a state keeps; only after the first epoch has begun. */
    public static PastSets of(ReadableState state) {
        return state.get(BOUNDS)
                .map(RecordReader::new)
                .map(in -> new PastSets(new Epoch(in.number()), new Epoch(in.number())))
                .orElseThrow(() -> new IllegalStateException("the state knows no epoch"));
    }

    /** The first epoch begins with a set. */
    public static void first(Overlay overlay, Epoch epoch, ValidatorSet set) {
        overlay.put(membersKey(epoch), members(set));
        overlay.put(spanKey(epoch), new Span(epoch, Optional.empty()).toBytes());
        new PastSets(epoch, epoch).store(overlay);
    }

    /** The current epoch ends at a time, and the next one begins with a set. */
    public static void next(Overlay overlay, BlockTime end, ValidatorSet set) {
        PastSets now = of(overlay);
        Span ending = span(overlay, now.current).orElseThrow();
        overlay.put(spanKey(now.current), new Span(ending.members, Optional.of(end)).toBytes());
        Epoch next = now.current.next();
        byte[] members = members(set);
        boolean same =
                Arrays.equals(members, overlay.get(membersKey(ending.members)).orElseThrow());
        if (!same) {
            overlay.put(membersKey(next), members);
        }
        overlay.put(spanKey(next), new Span(same ? ending.members : next, Optional.empty()).toBytes());
        new PastSets(now.oldest, next).store(overlay);
    }

    /**
     * The set of an epoch that has begun, with its keys and powers; none once the window has passed it.
     *
     * <p>The weights are not kept: here each is the power.
     */
    public static Optional<ValidatorSet> find(ReadableState state, BlockTime now, Epoch epoch) {
        PastSets kept = of(state);
        return span(state, epoch)
                .filter(span -> !kept.hasPassed(span, epoch, now))
                .map(span -> set(state.get(membersKey(span.members)).orElseThrow()));
    }

    // validators.md, Faults and penalties: 24 h of block time and two epochs, both passed
    private boolean hasPassed(Span span, Epoch epoch, BlockTime now) {
        return span.end.isPresent()
                && now.isAfter(span.end.get().plus(WINDOW))
                && current.number() - epoch.number() > WINDOW_EPOCHS;
    }

    /** Forgets a few of those that the window has passed; the epochs that went. */
    public static List<Epoch> prune(Overlay overlay, BlockTime now) {
        PastSets kept = of(overlay);
        Epoch oldest = kept.oldest;
        List<Epoch> gone = new ArrayList<>();
        while (gone.size() < FORGOTTEN) {
            Span span = span(overlay, oldest).orElseThrow();
            if (!kept.hasPassed(span, oldest, now)) {
                break;
            }
            Epoch next = oldest.next();
            overlay.delete(spanKey(oldest));
            if (!span(overlay, next).orElseThrow().members.equals(span.members)) {
                overlay.delete(membersKey(span.members));
            }
            gone.add(oldest);
            oldest = next;
        }
        if (!gone.isEmpty()) {
            new PastSets(oldest, kept.current).store(overlay);
        }
        return gone;
    }

    private void store(Overlay overlay) {
        overlay.put(
                BOUNDS,
                new RecordWriter()
                        .number(oldest.number())
                        .number(current.number())
                        .toBytes());
    }

    private static byte[] members(ValidatorSet set) {
        RecordWriter out = new RecordWriter(64 * set.size()).integer(set.size());
        for (Validator validator : set.validators()) {
            out.key(validator.key()).number(validator.power().units());
        }
        return out.toBytes();
    }

    private static ValidatorSet set(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        int size = in.integer();
        List<Validator> validators = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            validators.add(new Validator(in.key(), new VotingPower(in.number())));
        }
        return ValidatorSet.of(validators);
    }

    private static Optional<Span> span(ReadableState state, Epoch epoch) {
        return state.get(spanKey(epoch)).map(Span::fromBytes);
    }

    private static StateKey spanKey(Epoch epoch) {
        return Space.EPOCH.key(number(epoch));
    }

    private static StateKey membersKey(Epoch epoch) {
        return Space.MEMBERS.key(number(epoch));
    }

    private static byte[] number(Epoch epoch) {
        return ByteBuffer.allocate(Long.BYTES).putLong(epoch.number()).array();
    }
}
