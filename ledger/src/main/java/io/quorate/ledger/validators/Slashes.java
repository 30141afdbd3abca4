package io.quorate.ledger.validators;

import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.ValidatorIndex;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The penalties in their order, and what was punished already. */
public final class Slashes {
    private static final StateKey COUNT = Space.SLASH.key();
    private static final byte[] YES = {1};

    private Slashes() {}

    /** How many there are. */
    public static long count(ReadableState state) {
        return state.get(COUNT).map(bytes -> new RecordReader(bytes).number()).orElse(0L);
    }

    /** The penalty at a place in their order. */
    public static Optional<Slash> at(ReadableState state, long number) {
        return state.get(keyOf(number)).map(Slash::fromBytes);
    }

    /** Adds one. */
    public static void add(Overlay overlay, Slash slash) {
        long number = count(overlay);
        overlay.put(keyOf(number), slash.toBytes());
        overlay.put(COUNT, new RecordWriter().number(number + 1).toBytes());
    }

    /** Whether a validator was punished for an invalid proposal of a round. */
    public static boolean isPunished(ReadableState state, Round round, ValidatorIndex validator) {
        return state.get(proposalKey(round, validator)).isPresent();
    }

    /** Remembers that a validator was punished for an invalid proposal of a round. */
    public static void punish(Overlay overlay, Round round, ValidatorIndex validator) {
        overlay.put(proposalKey(round, validator), YES);
    }

    /** Who equivocated in an epoch. */
    public static Equivocators equivocators(ReadableState state, Epoch epoch) {
        return state.get(equivocatorsKey(epoch)).map(Equivocators::fromBytes).orElse(Equivocators.NONE);
    }

    /** Remembers who equivocated in an epoch. */
    public static void store(Overlay overlay, Epoch epoch, Equivocators equivocators) {
        overlay.put(equivocatorsKey(epoch), equivocators.toBytes());
    }

    /** Forgets who equivocated in an epoch whose evidence is refused by now. */
    public static void forget(Overlay overlay, Epoch epoch) {
        overlay.delete(equivocatorsKey(epoch));
    }

    private static StateKey keyOf(long number) {
        return Space.SLASH.key(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static StateKey proposalKey(Round round, ValidatorIndex validator) {
        return Space.PUNISHED.key(ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
                .putLong(round.epoch().number())
                .putLong(round.view().number())
                .putInt(validator.number())
                .array());
    }

    private static StateKey equivocatorsKey(Epoch epoch) {
        return Space.EQUIVOCATORS.key(
                ByteBuffer.allocate(Long.BYTES).putLong(epoch.number()).array());
    }
}
