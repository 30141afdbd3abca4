package io.quorate.simulator.check;

import io.quorate.protocol.types.Round;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** Whose proposals are found invalid: nobody honest makes one. A proposal may come before the round is entered. */
final class Proposals {
    private static final int ROUNDS = 8_192;

    private final IntPredicate honest;
    private final TreeMap<Round, Integer> leaders = new TreeMap<>();
    private final TreeMap<Round, String> invalid = new TreeMap<>();

    Proposals(IntPredicate honest) {
        this.honest = honest;
    }

    void led(Round round, int leader) {
        if (leaders.put(round, leader) == null) {
            check(round);
        }
        if (leaders.size() > ROUNDS) {
            leaders.pollFirstEntry();
        }
    }

    /** Whether it is known that somebody leads a round. */
    boolean isLedBy(Round round, int leader) {
        return Optional.ofNullable(leaders.get(round))
                .filter(known -> known == leader)
                .isPresent();
    }

    void invalid(Round round, String what) {
        invalid.put(round, what);
        check(round);
        if (invalid.size() > ROUNDS) {
            invalid.pollFirstEntry();
        }
    }

    private void check(Round round) {
        Optional<String> what = Optional.ofNullable(invalid.get(round));
        boolean byHonest = Optional.ofNullable(leaders.get(round))
                .filter(leader -> honest.test(leader))
                .isPresent();
        if (byHonest && what.isPresent()) {
            throw new Violation(Invariant.HONEST_PROPOSAL, what.get() + "; its leader is honest");
        }
    }
}
