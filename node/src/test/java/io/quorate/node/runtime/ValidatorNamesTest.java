package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.node.config.Chains;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.verify.EpochSets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sets change: who is meant is told by the key, not by the place in the genesis list. */
class ValidatorNamesTest {
    private final ValidatorSet four = Chains.load("local4").validators();
    private final ValidatorSet two =
            ValidatorSet.of(List.of(four.get(new ValidatorIndex(3)), four.get(new ValidatorIndex(0))));
    private final EpochSets sets = EpochSets.of(new Epoch(1), four).with(new Epoch(2), two);

    private ValidatorNames names(Genesis genesis) {
        return new ValidatorNames(genesis, () -> sets);
    }

    @Test
    void aValidatorIsNamedByItsKeyInTheSetOfTheEpoch() {
        ValidatorNames names = names(Chains.load("local4"));
        assertThat(names.of(new Epoch(1), new ValidatorIndex(0))).isEqualTo("alice");
        assertThat(names.of(new Epoch(2), new ValidatorIndex(0))).isEqualTo("dave");
        assertThat(names.of(four)).containsExactly("alice", "bob", "charlie", "dave");
    }

    @Test
    void whomGenesisDoesNotNameItsKeyDoes() {
        ValidatorNames names = names(Chains.load("dev"));
        ValidatorIndex dave = new ValidatorIndex(3);
        assertThat(names.of(new Epoch(1), dave))
                .isEqualTo("validator " + four.get(dave).key().toHex().substring(0, 8));
    }

    @Test
    void withoutASetThereIsOnlyTheIndex() {
        ValidatorNames names = names(Chains.load("local4"));
        assertThat(names.of(new Epoch(2), new ValidatorIndex(2))).isEqualTo("validator 2");
        assertThat(names.of(new Epoch(7), new ValidatorIndex(0))).isEqualTo("validator 0");
    }
}
