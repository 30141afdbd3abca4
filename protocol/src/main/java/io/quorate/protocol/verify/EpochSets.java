package io.quorate.protocol.verify;

import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.ValidatorSet;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The validator sets that are known, by epoch. Immutable: the replica publishes a new one when an epoch begins. */
public final class EpochSets {
    /** How many epochs are kept; older ones fall out. */
    public static final int LIMIT = 64;

    private final NavigableMap<Epoch, ValidatorSet> sets;

    private EpochSets(NavigableMap<Epoch, ValidatorSet> sets) {
        this.sets = sets;
    }

    /** The set of one epoch. */
    public static EpochSets of(Epoch epoch, ValidatorSet set) {
        return new EpochSets(new TreeMap<>(Collections.singletonMap(epoch, set)));
    }

    /** These and one more; beyond {@link #LIMIT} the oldest falls out. */
    public EpochSets with(Epoch epoch, ValidatorSet set) {
        TreeMap<Epoch, ValidatorSet> copy = new TreeMap<>(sets);
        copy.put(epoch, set);
        if (copy.size() > LIMIT) {
            copy.pollFirstEntry();
        }
        return new EpochSets(copy);
    }

    /** The set of an epoch, if known. */
    public Optional<ValidatorSet> get(Epoch epoch) {
        return Optional.ofNullable(sets.get(epoch));
    }

    /** The latest epoch with a known set. */
    public Epoch latest() {
        return sets.lastKey();
    }

    /** The earliest epoch with a known set. */
    public Epoch earliest() {
        return sets.firstKey();
    }
}
