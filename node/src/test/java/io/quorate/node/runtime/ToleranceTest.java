package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.node.config.Chains;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import io.quorate.protocol.verify.EpochSets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** consensus.md, Powers and quorums: what a node says when it starts. */
class ToleranceTest {
    private static final String NO_LIAR = "no liar is tolerated: one validator that signs two things can split the set;"
            + " four equal validators tolerate one";

    private static ValidatorSet set(String powers) {
        List<Validator> validators = new ArrayList<>();
        for (String power : powers.split(" ", -1)) {
            DevelopmentKeys keys = List.of(DevelopmentKeys.values()).get(validators.size());
            validators.add(new Validator(keys.validator().publicKey(), new VotingPower(Long.parseLong(power))));
        }
        return ValidatorSet.of(validators);
    }

    private static String text(String powers) {
        ValidatorSet set = set(powers);
        EpochSets sets = EpochSets.of(new Epoch(1), set);
        return Tolerance.of(set).text(new ValidatorNames(Chains.load("local4"), () -> sets));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1           | nothing becomes final without alice (power 1 of 1), and
            1 1         | nothing becomes final without alice (power 1 of 2) and bob (power 1 of 2), and
            40 20 20 20 | nothing becomes final without alice (power 40 of 100), and
            10 1 1      | nothing becomes final without alice (power 10 of 12), and
            1 1 1       | any 1 of these validators may crash, but
            34 33 33    | nothing becomes final without alice (power 34 of 100), and
            """)
    void whoToleratesNoLiarIsWarnedAndToldOfCrashesAsTheyAre(String powers, String crashes) {
        assertThat(text(powers)).isEqualTo(crashes + " " + NO_LIAR);
        assertThat(Tolerance.of(set(powers)).isPoor()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 1 1 1     | any 1 of these validators may crash, or any 1 of them lie
            1 1 1 1 1   | any 1 of these validators may crash, or any 1 of them lie
            1 1 1 1 1 1 | any 2 of these validators may crash, or any 1 of them lie
            """)
    void whoToleratesLiarsIsToldHowMany(String powers, String line) {
        assertThat(text(powers)).isEqualTo(line);
        assertThat(Tolerance.of(set(powers)).isPoor()).isFalse();
    }

    /** Against all subsets, which is what the words say. */
    @ParameterizedTest
    @CsvSource({"1", "1 1", "1 1 1", "1 1 1 1", "5 4 3 2 1", "7 1 1 1 1 1", "40 20 20 20", "3 3 3 3 3 1", "2 2 1 1 1"})
    void theNumbersHoldWhicheverValidatorsTheyAre(String powers) {
        long[] units =
                Arrays.stream(powers.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        long total = Arrays.stream(units).sum();
        int crashes = units.length;
        int liars = units.length;
        for (int subset = 1; subset < (1 << units.length); subset++) {
            long power = 0;
            for (int i = 0; i < units.length; i++) {
                power += ((subset >> i) & 1) == 1 ? units[i] : 0;
            }
            int fewer = Integer.bitCount(subset) - 1;
            crashes = 3 * (total - power) >= 2 * total ? crashes : Math.min(crashes, fewer);
            liars = 3 * power < total ? liars : Math.min(liars, fewer);
        }
        Tolerance tolerance = Tolerance.of(set(powers));
        assertThat(List.of(tolerance.crashes(), tolerance.liars())).as(powers).containsExactly(crashes, liars);
    }
}
