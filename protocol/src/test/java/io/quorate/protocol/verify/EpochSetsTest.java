package io.quorate.protocol.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The sets of a whole evidence window are known, in bounded memory. */
class EpochSetsTest {
    private static ValidatorSet set(int size, long power, long weight) {
        return ValidatorSet.of(IntStream.range(0, size)
                .mapToObj(i -> new Validator(
                        PublicKey.of(ByteBuffer.allocate(32).putInt(i).array()),
                        new VotingPower(i == 0 ? power : 1),
                        weight))
                .toList());
    }

    @Test
    void setsThatDifferInTheirWeightsAloneAreOneButForTheLatest() {
        EpochSets sets = EpochSets.of(new Epoch(3), set(4, 1, 3))
                .with(new Epoch(4), set(4, 1, 4))
                .with(new Epoch(5), set(4, 1, 5))
                .with(new Epoch(2), set(4, 1, 2))
                .with(new Epoch(1), set(4, 7, 2));
        ValidatorSet shared = sets.get(new Epoch(2)).orElseThrow();
        assertThat(sets.get(new Epoch(3)).orElseThrow()).isSameAs(shared);
        assertThat(sets.get(new Epoch(4)).orElseThrow()).isSameAs(shared);
        assertThat(sets.get(new Epoch(5))).contains(set(4, 1, 5));
        assertThat(sets.get(new Epoch(1))).as("another power").contains(set(4, 7, 2));
    }

    @Test
    void aDayOfEpochsOfTwentySecondsHasRoom() {
        assertThat(EpochSets.LIMIT).isGreaterThan(24 * 3_600 / 20 + 2);
        EpochSets sets = EpochSets.of(new Epoch(1), set(4, 1, 1));
        for (int epoch = 2; epoch <= 300; epoch++) {
            sets = sets.with(new Epoch(epoch), set(4, 1, 1 + epoch % 7));
        }
        assertThat(sets.earliest()).isEqualTo(new Epoch(1));
    }

    @Test
    void setsThatAreAllDifferentAreBoundedByTheirMembers() {
        EpochSets sets = EpochSets.of(new Epoch(1), set(1_000, 1, 1));
        for (int epoch = 2; epoch <= 120; epoch++) {
            sets = sets.with(new Epoch(epoch), set(1_000, epoch, 1));
        }
        assertThat(sets.earliest()).isEqualTo(new Epoch(120 - EpochSets.MEMBERS / 1_000 + 1));
        assertThat(sets.latest()).isEqualTo(new Epoch(120));
    }
}
