package io.quorate.ledger.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.decisions.Count.Tally;
import io.quorate.ledger.decisions.Rules.Electors;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Votes counted one by one, in whatever order, against votes counted all at once. */
class CountTest {
    private record Cast(int number, String value, long weight) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theLeaderDoesNotDependOnTheOrderOfRevealing(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 2_000; run++) {
            List<Cast> casts = new ArrayList<>();
            for (int number = random.nextInt(9); number >= 0; number--) {
                casts.add(0, new Cast(number, "v" + random.nextInt(4), random.nextInt(4)));
            }
            List<Cast> order = new ArrayList<>(casts);
            Collections.shuffle(order, random);
            Count count = Count.NONE;
            TreeMap<String, Tally> tallies = new TreeMap<>();
            for (Cast cast : order) {
                Tally tally = tallies.merge(
                        cast.value(),
                        new Tally(cast.weight(), cast.number()),
                        (before, one) -> before.plus(cast.weight(), cast.number()));
                count = count.casting(cast.value(), tally, cast.weight());
                List<Cast> soFar = new ArrayList<>(order.subList(0, count.votes()));
                soFar.sort((a, b) -> Integer.compare(a.number(), b.number()));
                assertThat(count.leading().map(Count.Leading::value))
                        .as("seed %d, run %d: %s", seed, run, order)
                        .contains(winner(soFar));
            }
            assertThat(count.weight())
                    .isEqualTo(casts.stream().mapToLong(Cast::weight).sum());
        }
    }

    /** Of the values of most weight, the one that had it after the fewest votes. */
    private static String winner(List<Cast> casts) {
        long most = casts.stream()
                .mapToLong(cast -> weight(casts, cast.value()))
                .max()
                .orElseThrow();
        for (int end = 1; end <= casts.size(); end++) {
            String value = casts.get(end - 1).value();
            if (weight(casts.subList(0, end), value) == most) {
                return value;
            }
        }
        throw new IllegalStateException("nobody leads");
    }

    private static long weight(List<Cast> casts, String value) {
        return casts.stream()
                .filter(cast -> cast.value().equals(value))
                .mapToLong(Cast::weight)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 1_000, (1L << 61) - 1, 1L << 61, (1L << 62) - 2, (1L << 62) - 1, 1L << 62})
    void aSupermajorityIsTheLeastWeightOfTwoThirdsOrMore(long total) {
        long required = new Rules(
                        new Electors(1, total, Optional.empty()),
                        Quorum.SUPERMAJORITY,
                        Weighting.EQUAL,
                        BallotRule.withoutDeadline())
                .required();

        assertThat(isTwoThirds(required, total)).isTrue();
        assertThat(isTwoThirds(required - 1, total)).isFalse();
    }

    private static boolean isTwoThirds(long weight, long total) {
        return BigInteger.valueOf(weight)
                        .multiply(BigInteger.valueOf(3))
                        .compareTo(BigInteger.valueOf(total).multiply(BigInteger.TWO))
                >= 0;
    }
}
