package io.quorate.node.runtime;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.node.metrics.MetricsObserver;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.verify.EpochSets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What to call a validator of an epoch's set: by the name that genesis gave its key, or else by the key's first digits. An
 * index by itself names nobody, since sets change. Thread-safe as far as the source of the sets is.
 */
final class ValidatorNames implements MetricsObserver.Names {
    private static final int DIGITS = 8;

    private final Map<PublicKey, String> byKey = new TreeMap<>();
    private final Supplier<EpochSets> sets;

    ValidatorNames(Genesis genesis, Supplier<EpochSets> sets) {
        this.sets = sets;
        genesis.members().forEach(member -> byKey.put(member.consensusKey(), member.name()));
    }

    /** The validator at an index of an epoch's set; only by the index if that set is not known. */
    @Override
    public String of(Epoch epoch, ValidatorIndex index) {
        return sets.get()
                .get(epoch)
                .filter(set -> set.contains(index))
                .map(set -> of(set.get(index).key()))
                .orElse("validator " + index);
    }

    /** The validator with a key. */
    @Override
    public String of(PublicKey key) {
        String name = byKey.get(key);
        return name == null ? "validator " + key.toHex().substring(0, DIGITS) : name;
    }

    /** All members of a set, in order. */
    List<String> of(ValidatorSet set) {
        return set.validators().stream().map(validator -> of(validator.key())).toList();
    }
}
