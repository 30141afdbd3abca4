package io.quorate.node.runtime;

import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What faults a set of validators tolerates (consensus.md, Powers and quorums). It is counted in power; the numbers of
 * validators are those that hold whichever they are, the strongest among them.
 *
 * @param crashes how many may stop, and blocks still become final
 * @param liars how many may lie, and no two blocks conflict
 */
record Tolerance(ValidatorSet set, int crashes, int liars) {
    static Tolerance of(ValidatorSet set) {
        long needed = set.total().leastQuorum().units();
        VotingPower spare = new VotingPower(set.total().units() - needed);
        return new Tolerance(set, within(set, spare), within(set, set.total().toleratedByzantine()));
    }

    /** How many validators have no more power than this, whichever they are. */
    private static int within(ValidatorSet set, VotingPower most) {
        List<VotingPower> strongest = set.validators().stream()
                .map(Validator::power)
                .sorted(Comparator.reverseOrder())
                .toList();
        VotingPower power = VotingPower.NONE;
        int count = 0;
        while (count < strongest.size() && power.plus(strongest.get(count)).compareTo(most) <= 0) {
            power = power.plus(strongest.get(count++));
        }
        return count;
    }

    /** Whether an operator should think twice before relying on the set. */
    boolean isPoor() {
        return liars == 0;
    }

    /** One line for people. */
    String text(ValidatorNames names) {
        String crash = crashes == 0
                ? "nothing becomes final without " + indispensable(names) + ", and "
                : "any " + crashes + " of these validators may crash, ";
        if (liars > 0) {
            return crash + "or any " + liars + " of them lie"; // who lies may be silent, too: crashes are no fewer
        }
        return crash + (crashes == 0 ? "" : "but ") + "no liar is tolerated: one validator that signs two things can"
                + " split the set; four equal validators tolerate one";
    }

    /** Those without whom the rest is no quorum. */
    private String indispensable(ValidatorNames names) {
        long needed = set.total().leastQuorum().units();
        return set.validators().stream()
                .filter(validator -> set.total().units() - validator.power().units() < needed)
                .map(validator ->
                        names.of(validator.key()) + " (power " + validator.power() + " of " + set.total() + ")")
                .collect(Collectors.joining(" and "));
    }
}
