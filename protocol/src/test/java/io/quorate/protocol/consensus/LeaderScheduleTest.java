package io.quorate.protocol.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LeaderScheduleTest {
    private static final Hash SEED = Sha256.hash(new byte[] {7});

    @Test
    void everyPrefixIsWithinOneViewOfEachOnesDue() {
        for (int seed = 0; seed < 150; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Long> weights = weights(random);
            assertEachWithinOneViewOfItsDue("seed " + seed + " " + weights, random, weights, 2_000);
        }
    }

    @Test
    void theLargestSetsOfTheLargestWeightsStayWithinOneViewToo() {
        for (int seed = 0; seed < 10; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Long> weights = LongStream.range(0, 100)
                    .map(i -> (1L << 60) - random.nextLong(1L << (1 + i % 59)))
                    .boxed()
                    .toList();
            assertEachWithinOneViewOfItsDue("seed " + seed, random, weights, 3_000);
        }
    }

    private static void assertEachWithinOneViewOfItsDue(
            String story, SplittableRandom random, List<Long> weights, int views) {
        LeaderSchedule schedule = LeaderSchedule.of(seed(random), weights);
        BigInteger total = weights.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger[] led = new BigInteger[weights.size()];
        Arrays.fill(led, BigInteger.ZERO);
        for (int view = 1; view <= views; view++) {
            int leader = schedule.leader(new View(view)).number();
            led[leader] = led[leader].add(BigInteger.ONE);
            for (int i = 0; i < led.length; i++) {
                // |led - view * w / W| < 1, times W
                BigInteger distance = led[i].multiply(total)
                        .subtract(BigInteger.valueOf(view).multiply(BigInteger.valueOf(weights.get(i))))
                        .abs();
                if (distance.compareTo(total) >= 0) {
                    assertThat(distance)
                            .as("%s: validator %d led %s times after view %d", story, i, led[i], view)
                            .isLessThan(total);
                }
            }
        }
    }

    @Test
    void theRuleIsThatOfThePageWordForWord() {
        for (int seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Long> weights = weights(random);
            Hash order = seed(random);
            LeaderSchedule schedule = LeaderSchedule.of(order, weights);
            List<Integer> expected = naive(order, weights, 300);
            List<Integer> led = LongStream.rangeClosed(1, 300)
                    .mapToObj(view -> schedule.leader(new View(view)).number())
                    .toList();
            assertThat(led).as("seed %d %s", seed, weights).isEqualTo(expected);
        }
    }

    /** Tijdeman's rule in fractions, with nothing kept from view to view but who led how often. */
    private static List<Integer> naive(Hash seed, List<Long> weights, int views) {
        BigInteger total = weights.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        long[] led = new long[weights.size()];
        List<Integer> leaders = new ArrayList<>();
        for (int view = 1; view <= views; view++) {
            int best = -1;
            for (int i = 0; i < led.length; i++) {
                BigInteger weight = BigInteger.valueOf(weights.get(i));
                boolean due = BigInteger.valueOf(view)
                                .multiply(weight)
                                .compareTo(BigInteger.valueOf(led[i]).multiply(total))
                        > 0;
                if (due && (best < 0 || isBefore(seed, weights, led, i, best))) {
                    best = i;
                }
            }
            led[best]++;
            leaders.add(best);
        }
        return leaders;
    }

    private static boolean isBefore(Hash seed, List<Long> weights, long[] led, int a, int b) {
        int byDeadline = BigInteger.valueOf(led[a] + 1)
                .multiply(BigInteger.valueOf(weights.get(b)))
                .compareTo(BigInteger.valueOf(led[b] + 1).multiply(BigInteger.valueOf(weights.get(a))));
        return byDeadline != 0 ? byDeadline < 0 : lot(seed, a).compareTo(lot(seed, b)) < 0;
    }

    private static Hash lot(Hash seed, int index) {
        return Sha256.hash(
                seed.toBytes(),
                new byte[] {(byte) (index >> 24), (byte) (index >> 16), (byte) (index >> 8), (byte) index});
    }

    @Test
    void equalWeightsRotate() {
        LeaderSchedule schedule = LeaderSchedule.of(SEED, Collections.nCopies(7, 1_000L));
        List<Integer> first = turn(schedule, 1, 7);
        assertThat(first).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
        assertThat(turn(schedule, 8, 7)).isEqualTo(first);
        assertThat(turn(schedule, 15, 7)).isEqualTo(first);
    }

    @Test
    void anotherSeedOrdersTiesAnotherWay() {
        List<List<Integer>> turns = new ArrayList<>();
        for (int seed = 0; seed < 20; seed++) {
            turns.add(turn(LeaderSchedule.of(Sha256.hash(new byte[] {(byte) seed}), Collections.nCopies(7, 1L)), 1, 7));
        }
        // Of 5,040 orders, 20 draws with more than two pairs alike would be no draw.
        assertThat(turns.stream().distinct().count()).isGreaterThan(17);
        assertThat(turns.stream().map(turn -> turn.get(0)).distinct().count()).isGreaterThan(3);
    }

    @Test
    void theSameSeedAndWeightsGiveTheSameLeaders() {
        List<Long> weights = List.of(5L, 3L, 3L, 1L);
        LeaderSchedule inSteps = LeaderSchedule.of(SEED, weights);
        LeaderSchedule atOnce = LeaderSchedule.of(SEED, weights);
        List<Integer> stepped = turn(inSteps, 1, 500);
        atOnce.leader(new View(500));
        assertThat(turn(atOnce, 1, 500)).isEqualTo(stepped);
    }

    @Test
    void whoHoldsThreeQuartersLeadsThreeOfFourViews() {
        List<Integer> leaders = turn(LeaderSchedule.of(SEED, List.of(3L, 1L)), 1, 400);
        assertThat(leaders.stream().filter(leader -> leader == 0)).hasSize(300);
    }

    @Test
    void oneAloneAlwaysLeads() {
        assertThat(turn(LeaderSchedule.of(SEED, List.of(1L << 60)), 1, 50)).containsOnly(0);
    }

    @Test
    void aMillionViewsAheadIsReachedByStepping() {
        LeaderSchedule schedule = LeaderSchedule.of(SEED, Collections.nCopies(5, 9L));
        List<Integer> first = turn(schedule, 1, 5);
        assertThat(turn(schedule, 1_000_001, 5)).isEqualTo(first);
    }

    @Test
    void viewsWithinTheWindowAreRememberedAndOlderOnesRefused() {
        LeaderSchedule schedule = LeaderSchedule.of(SEED, List.of(2L, 1L, 1L));
        List<Integer> early = turn(schedule, 1, 10);
        schedule.leader(new View(LeaderSchedule.WINDOW));
        assertThat(turn(schedule, 1, 10)).isEqualTo(early);

        ValidatorIndex second = schedule.leader(new View(2));
        schedule.leader(new View(LeaderSchedule.WINDOW + 1));
        assertThat(schedule.leader(new View(2))).isEqualTo(second);
        assertThatThrownBy(() -> schedule.leader(new View(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too far behind");
    }

    @Test
    void nobodyLeadsViewZero() {
        LeaderSchedule schedule = LeaderSchedule.of(SEED, List.of(1L));
        assertThatThrownBy(() -> schedule.leader(View.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aScheduleOfNobodyOrOfNoWeightIsRefused() {
        assertThatThrownBy(() -> LeaderSchedule.of(SEED, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LeaderSchedule.of(SEED, List.of(1L, 0L))).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Integer> turn(LeaderSchedule schedule, long from, int count) {
        return LongStream.range(from, from + count)
                .mapToObj(view -> schedule.leader(new View(view)).number())
                .toList();
    }

    /** One to forty weights, of one of several characters: small, huge, lopsided, many alike. */
    private static List<Long> weights(SplittableRandom random) {
        int count = 1 + random.nextInt(40);
        int character = random.nextInt(4);
        return IntStream.range(0, count)
                .mapToObj(i -> switch (character) {
                    case 0 -> 1 + random.nextLong(10);
                    case 1 -> 1 + random.nextLong(1L << 60);
                    case 2 -> 1L << random.nextInt(61);
                    default -> 1L + random.nextInt(2);
                })
                .toList();
    }

    private static Hash seed(SplittableRandom random) {
        byte[] bytes = new byte[Hash.SIZE];
        random.nextBytes(bytes);
        return Hash.of(bytes);
    }
}
