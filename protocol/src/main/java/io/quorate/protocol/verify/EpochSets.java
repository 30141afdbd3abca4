package io.quorate.protocol.verify;

import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorSet;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The validator sets that are known, by epoch. Immutable: the replica publishes a new one when an epoch begins.
 *
 * <p>Those of the evidence window are all there unless they differ much: epochs in a row whose members have the same keys
 * and powers share one set, so that of an epoch that is over, weights may be those of another.
 */
public final class EpochSets {
    /** How many epochs are kept: two evidence windows of epochs of 20 s; older ones fall out. */
    public static final int LIMIT = 8_192;

    /** How many members the sets have that are kept, each shared one counted once, some 20 MB; older ones fall out. */
    static final int MEMBERS = 100_000;

    private final NavigableMap<Epoch, ValidatorSet> sets;

    private EpochSets(NavigableMap<Epoch, ValidatorSet> sets) {
        this.sets = sets;
    }

    /** The set of one epoch. */
    public static EpochSets of(Epoch epoch, ValidatorSet set) {
        return new EpochSets(new TreeMap<>(Collections.singletonMap(epoch, set)));
    }

    /** These and one more; beyond the limits the oldest fall out, but for two. */
    public EpochSets with(Epoch epoch, ValidatorSet set) {
        TreeMap<Epoch, ValidatorSet> copy = new TreeMap<>(sets);
        copy.put(epoch, set);
        long members = share(copy);
        while (copy.size() > 2 && (copy.size() > LIMIT || members > MEMBERS)) {
            ValidatorSet gone = copy.pollFirstEntry().getValue();
            members -= haveSameMembers(copy.firstEntry().getValue(), gone) ? 0 : gone.size();
        }
        return new EpochSets(copy);
    }

    /** Makes one of those that are alike, in each row of epochs that are over; how many members are left. */
    private static long share(NavigableMap<Epoch, ValidatorSet> sets) {
        long members = sets.lastEntry().getValue().size();
        Optional<ValidatorSet> before = Optional.empty();
        for (Map.Entry<Epoch, ValidatorSet> entry :
                sets.headMap(sets.lastKey(), false).entrySet()) {
            ValidatorSet set = entry.getValue();
            if (before.isPresent() && haveSameMembers(before.get(), set)) {
                entry.setValue(before.get());
            } else {
                before = Optional.of(set);
                members += set.size();
            }
        }
        return members;
    }

    private static boolean haveSameMembers(ValidatorSet one, ValidatorSet other) {
        if (one.equals(other)) {
            return true;
        }
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            Validator here = one.validators().get(i);
            Validator there = other.validators().get(i);
            if (!here.key().equals(there.key()) || !here.power().equals(there.power())) {
                return false;
            }
        }
        return true;
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
