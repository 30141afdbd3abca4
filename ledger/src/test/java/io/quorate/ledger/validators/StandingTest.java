package io.quorate.ledger.validators;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.types.Staking;
import io.quorate.protocol.types.VotingPower;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** validators.md, Power. */
class StandingTest {
    private static final Staking RULES = Staking.DEFAULT;

    private static Standing after(Standing before, long finalized, long due) {
        return before.after(finalized, due, RULES);
    }

    @Test
    void aNewcomerHasFullReputationNoAgeAndTheWeightOfItsStake() {
        assertThat(Standing.NEW).isEqualTo(new Standing(10_000, 10_000));
        assertThat(Standing.NEW.weight(new VotingPower(123), RULES)).isEqualTo(123);
    }

    @Test
    void theWeightIsStakeTimesReputationTimesAgeRoundedDown() {
        assertThat(new Standing(9_800, 10_300).weight(new VotingPower(1_001), RULES))
                .isEqualTo(1_001L * 9_800 * 10_300 / 100_000_000);
    }

    @Test
    void theWeightIsAtLeastOne() {
        assertThat(new Standing(1_000, 10_000).weight(new VotingPower(1), RULES))
                .isEqualTo(1);
    }

    @Test
    void theWeightOfTheLargestStakeIsExact() {
        BigInteger exact = BigInteger.TWO
                .pow(61)
                .multiply(BigInteger.valueOf(9_999L * 15_000))
                .divide(BigInteger.valueOf(100_000_000));
        assertThat(new Standing(9_999, 15_000).weight(new VotingPower(VotingPower.LIMIT), RULES))
                .isEqualTo(exact.longValueExact());
    }

    @Test
    void ninetyPercentOfTheDueShareGains500() {
        assertThat(after(new Standing(5_000, 10_000), 9, 10).reputation()).isEqualTo(5_500);
        assertThat(after(new Standing(5_000, 10_000), 8, 10).reputation()).isEqualTo(5_000);
        assertThat(after(new Standing(5_000, 10_000), 0, 0).reputation()).isEqualTo(5_500);
    }

    @Test
    void underHalfOfADueShareOfFourLoses200() {
        assertThat(after(new Standing(5_000, 10_000), 1, 4).reputation()).isEqualTo(4_800);
        assertThat(after(new Standing(5_000, 10_000), 2, 4).reputation()).isEqualTo(5_000);
        assertThat(after(new Standing(5_000, 10_000), 0, 3).reputation()).isEqualTo(5_000);
    }

    @Test
    void reputationStaysWithin1000And10000() {
        assertThat(after(new Standing(1_100, 10_000), 0, 100).reputation()).isEqualTo(1_000);
        assertThat(after(new Standing(9_900, 10_000), 100, 100).reputation()).isEqualTo(10_000);
    }

    @Test
    void ageGrowsBy100AnEpochUpTo15000() {
        Standing standing = Standing.NEW;
        for (int epoch = 1; epoch <= 60; epoch++) {
            standing = after(standing, 0, 0);
            assertThat(standing.age()).isEqualTo(Math.min(15_000, 10_000 + 100 * epoch));
        }
    }

    @Test
    void genesisMaySwitchEitherFactorOff() {
        Staking noAge = new Staking(500, 100, true, false, List.of());
        Staking noReputation = new Staking(500, 100, false, true, List.of());
        Standing standing = new Standing(5_000, 12_000);

        assertThat(standing.weight(new VotingPower(1_000), noAge)).isEqualTo(500);
        assertThat(standing.weight(new VotingPower(1_000), noReputation)).isEqualTo(1_200);
        assertThat(standing.after(0, 10, noReputation)).isEqualTo(new Standing(5_000, 12_100));
        assertThat(standing.after(0, 10, noAge)).isEqualTo(new Standing(4_800, 12_000));
    }

    @Test
    void theDueShareIsRoundedDownAndExact() {
        assertThat(Standing.due(10, 1, BigInteger.valueOf(3))).isEqualTo(3);
        long weight = VotingPower.LIMIT / 2 * 3;
        assertThat(Standing.due(1_000_000, weight, BigInteger.valueOf(weight))).isEqualTo(1_000_000);
    }
}
