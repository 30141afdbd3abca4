package io.quorate.protocol.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The inequalities that safety and liveness rest on: consensus.md, Powers and quorums. */
class VotingPowerTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "2, 3", "3, 4", "4, 6", "5, 7", "7, 10", "67, 100"})
    void theTableOfThePageHolds(long quorum, long total) {
        VotingPower all = new VotingPower(total);
        assertThat(new VotingPower(quorum).isQuorumOf(all)).isTrue();
        assertThat(new VotingPower(quorum - 1).isQuorumOf(all)).isFalse();
        assertThat(all.leastQuorum()).isEqualTo(new VotingPower(quorum));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 0", "4, 1", "6, 1", "7, 2", "10, 3", "100, 33"})
    void threeTolerateNoLieAndFourOne(long total, long tolerated) {
        assertThat(new VotingPower(total).toleratedByzantine()).isEqualTo(new VotingPower(tolerated));
    }

    @Test
    void theLeastQuorumIsTheLeast() {
        forManyTotals((seed, random, total) -> {
            VotingPower least = total.leastQuorum();
            assertThat(least.isQuorumOf(total)).as("seed %d, W %s", seed, total).isTrue();
            assertThat(new VotingPower(least.units() - 1).isQuorumOf(total))
                    .as("seed %d, W %s", seed, total)
                    .isFalse();
        });
    }

    @Test
    void twoQuorumsShareMoreThanAnyToleratedByzantinePower() {
        forManyTotals((seed, random, total) -> {
            VotingPower byzantine = total.toleratedByzantine();
            long first = quorum(random, total);
            long second = quorum(random, total);
            // Two sets of power P and Q out of W share at least P + Q - W.
            long shared = Math.subtractExact(Math.addExact(first, second), total.units());
            assertThat(3 * byzantine.units()).isLessThan(total.units());
            assertThat(3 * (byzantine.units() + 1)).isGreaterThanOrEqualTo(total.units());
            assertThat(shared).as("seed %d, W %s", seed, total).isGreaterThan(byzantine.units());
        });
    }

    @Test
    void theHonestAloneAreAQuorum() {
        forManyTotals((seed, random, total) -> {
            long byzantine = random.nextLong(total.toleratedByzantine().units() + 1);
            assertThat(new VotingPower(total.units() - byzantine).isQuorumOf(total))
                    .as("seed %d, W %s, F %d", seed, total, byzantine)
                    .isTrue();
        });
    }

    @Test
    void theLargestTotalDoesNotOverflow() {
        VotingPower all = new VotingPower(VotingPower.LIMIT);
        assertThat(all.isQuorumOf(all)).isTrue();
        assertThat(VotingPower.NONE.isQuorumOf(all)).isFalse();
        assertThatThrownBy(() -> new VotingPower(VotingPower.LIMIT + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> all.plus(new VotingPower(1))).isInstanceOf(IllegalArgumentException.class);
    }

    private interface Property {
        void check(long seed, SplittableRandom random, VotingPower total);
    }

    private static void forManyTotals(Property property) {
        for (long total = 1; total <= 400; total++) {
            property.check(total, new SplittableRandom(total), new VotingPower(total));
        }
        for (long seed = 0; seed < 2_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            long total = (random.nextLong(VotingPower.LIMIT) >> random.nextInt(60)) + 1;
            property.check(seed, random, new VotingPower(total));
        }
        property.check(-1, new SplittableRandom(0), new VotingPower(VotingPower.LIMIT));
    }

    private static long quorum(SplittableRandom random, VotingPower total) {
        long least = total.leastQuorum().units();
        return random.nextBoolean() ? least : random.nextLong(least, total.units() + 1);
    }
}
