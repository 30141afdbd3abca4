package io.quorate.protocol.types;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What keeps a view from going on. Validators are meant as members of the set of the view's epoch. */
public sealed interface Waiting {
    /** The replica has not begun. */
    record Start() implements Waiting {}

    /**
     * A proposal.
     *
     * @param leader whose it would be
     */
    record Leader(ValidatorIndex leader) implements Waiting {}

    /**
     * Votes, of whatever subject.
     *
     * @param kind which
     * @param missing whose, in order
     * @param power of those that were heard
     * @param quorum the least power that would do
     */
    record Votes(VoteKind kind, List<ValidatorIndex> missing, VotingPower power, VotingPower quorum)
            implements Waiting {
        /** Copies the list. */
        public Votes {
            missing = List.copyOf(missing);
        }
    }

    /** In words; {@code names} says what to call a validator. */
    default String text(Function<ValidatorIndex, String> names) {
        if (this instanceof Leader proposal) {
            return "a proposal of " + names.apply(proposal.leader());
        }
        if (this instanceof Votes votes) {
            String missing = votes.missing().stream().map(names).collect(Collectors.joining(", "));
            return votes.kind().verb() + " votes of " + missing + " (" + votes.power() + " of " + votes.quorum()
                    + " power)";
        }
        return "the replica to start";
    }
}
