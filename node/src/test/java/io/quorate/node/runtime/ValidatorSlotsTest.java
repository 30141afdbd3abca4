package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.node.config.Chains;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.verify.EpochSets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValidatorSlotsTest {
    private final Genesis three = Chains.load("local");
    private final ValidatorSet four = Chains.load("local4").validators();
    private final List<Set<PublicKey>> told = new ArrayList<>();
    private EpochSets sets = EpochSets.of(new Epoch(0), three.validators());

    private final ValidatorSlots slots = new ValidatorSlots(() -> sets, told::add);

    private static Set<PublicKey> keys(ValidatorSet set) {
        return Set.of(set.validators().stream().map(v -> v.key()).toArray(PublicKey[]::new));
    }

    @Test
    void theFirstSetHasSlots() {
        slots.onEpoch();
        assertThat(told).containsExactly(keys(three.validators()));
    }

    @Test
    void theSetOfTheNewestEpochHasSlots() {
        sets = sets.with(new Epoch(1), four);
        slots.onEpoch();
        assertThat(told).containsExactly(keys(four));
    }
}
