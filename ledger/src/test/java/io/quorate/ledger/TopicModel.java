package io.quorate.ledger;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.protocol.types.BlockTime;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A decision as ledger.md puts it: rules and a list of what instances did, from which everything else is counted anew each
 * time it is asked for, with numbers that cannot overflow.
 *
 * @param weights what each listed instance weighed when the decision opened; empty if none is listed
 * @param acts votes; or commitments, some of them revealed; in their order
 * @param reveals indexes of the acts that were revealed, in the order of that
 * @param closed the time of the block that found it closed, if one did
 */
record TopicModel(
        PublicKey opener,
        DecisionRules rules,
        Map<String, BigInteger> weights,
        List<Act> acts,
        List<Integer> reveals,
        Optional<BlockTime> closed,
        boolean pruned,
        boolean dropped) {
    /** What an instance did. The value is empty until it is known. */
    record Act(PublicKey sender, String instance, Optional<Hash> commitment, Optional<String> value) {}

    static TopicModel opened(PublicKey opener, DecisionRules rules, Map<String, BigInteger> weights) {
        return new TopicModel(opener, rules, weights, List.of(), List.of(), Optional.empty(), false, false);
    }

    TopicModel with(Act act) {
        List<Act> more = new ArrayList<>(acts);
        more.add(act);
        return new TopicModel(opener, rules, weights, more, reveals, closed, pruned, dropped);
    }

    TopicModel revealing(int index, String value) {
        List<Act> changed = new ArrayList<>(acts);
        Act act = acts.get(index);
        changed.set(index, new Act(act.sender(), act.instance(), act.commitment(), Optional.of(value)));
        List<Integer> more = new ArrayList<>(reveals);
        more.add(index);
        return new TopicModel(opener, rules, weights, changed, more, closed, pruned, dropped);
    }

    TopicModel closedAt(BlockTime time) {
        return new TopicModel(opener, rules, weights, acts, reveals, Optional.of(time), pruned, dropped);
    }

    TopicModel withoutVotes() {
        return new TopicModel(opener, rules, weights, acts, reveals, closed, true, dropped);
    }

    TopicModel forgotten() {
        return new TopicModel(opener, rules, weights, acts, reveals, closed, true, true);
    }

    boolean secret() {
        return rules.ballot() instanceof BallotRule.Secret;
    }

    Optional<Act> actOf(String instance) {
        return acts.stream().filter(act -> act.instance().equals(instance)).findFirst();
    }

    boolean mayVote(String instance) {
        return weights.isEmpty() || weights.containsKey(instance);
    }

    /** Those whose value is known, in the order of the acts. */
    List<Act> counted() {
        return acts.stream().filter(act -> act.value().isPresent()).toList();
    }

    Status status(BlockTime now) {
        return secret() ? secretStatus(now) : openStatus(now);
    }

    private Status openStatus(BlockTime now) {
        for (int votes = 1; votes <= acts.size(); votes++) {
            List<Act> soFar = acts.subList(0, votes);
            if (isDecidedBy(soFar)) {
                return Status.DECIDED;
            }
            if (rules.quorum() == Quorum.SUPERMAJORITY && !canStillBeDecided(soFar)) {
                return Status.NO_CONSENSUS;
            }
        }
        boolean late = rules.ballot().end().isPresent()
                && now.millis() >= rules.ballot().end().get().millis();
        return late ? Status.EXPIRED : Status.OPEN;
    }

    private Status secretStatus(BlockTime now) {
        BallotRule.Secret deadlines = (BallotRule.Secret) rules.ballot();
        boolean allRevealed = !acts.isEmpty() && counted().size() == acts.size();
        boolean late = now.millis() >= deadlines.reveals().millis();
        if (allRevealed || late) {
            if (isDecidedBy(counted())) {
                return Status.DECIDED;
            }
            boolean hopeless = allRevealed || !canStillBeDecided(counted());
            return hopeless && rules.quorum() == Quorum.SUPERMAJORITY ? Status.NO_CONSENSUS : Status.EXPIRED;
        }
        return now.millis() < deadlines.commits().millis() ? Status.COMMITTING : Status.REVEALING;
    }

    Optional<String> result(BlockTime now) {
        return status(now) == Status.DECIDED ? winning().value() : Optional.empty();
    }

    private boolean isDecidedBy(List<Act> votes) {
        if (rules.quorum() == Quorum.MAJORITY) {
            return 2 * votes.size() > rules.electorate().size();
        }
        return votes.stream().anyMatch(act -> isTwoThirds(weightOf(act.value().orElseThrow(), votes)));
    }

    /** Whether some value would be decided if all who are left voted for it. */
    private boolean canStillBeDecided(List<Act> votes) {
        BigInteger cast = votes.stream().map(this::weightOf).reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger left = total().subtract(cast);
        return isTwoThirds(left)
                || votes.stream()
                        .anyMatch(act -> isTwoThirds(
                                weightOf(act.value().orElseThrow(), votes).add(left)));
    }

    private boolean isTwoThirds(BigInteger weight) {
        return weight.multiply(BigInteger.valueOf(3)).compareTo(total().multiply(BigInteger.TWO)) >= 0;
    }

    /** Of the values with the most weight, the one that had as much after the fewest votes: the vote it had it with. */
    Act winning() {
        List<Act> votes = counted();
        BigInteger most = votes.stream()
                .map(act -> weightOf(act.value().orElseThrow(), votes))
                .max(BigInteger::compareTo)
                .orElseThrow();
        for (int end = 1; end <= votes.size(); end++) {
            String value = votes.get(end - 1).value().orElseThrow();
            if (weightOf(value, votes.subList(0, end)).equals(most)) {
                return votes.get(end - 1);
            }
        }
        throw new IllegalStateException("no value has the most weight");
    }

    BigInteger weightOf(String value, List<Act> votes) {
        return votes.stream()
                .filter(act -> act.value().orElseThrow().equals(value))
                .map(this::weightOf)
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    BigInteger weightOf(Act act) {
        return weights.getOrDefault(act.instance(), BigInteger.ONE);
    }

    private BigInteger total() {
        return weights.isEmpty()
                ? BigInteger.valueOf(rules.electorate().size())
                : weights.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    }
}
