package io.quorate.simulator.cluster;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.replica.Replica;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Vote;
import io.quorate.simulator.check.Checker;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an honest machine is sent that liars signed and that it must take in, as consensus.md has it: so that the checker
 * knows which contradictions it was shown, whatever its replica makes of them.
 */
final class Hearing {
    private final World world;
    private final Machine machine;

    Hearing(World world, Machine machine) {
        this.world = world;
        this.machine = machine;
    }

    /** The votes of a message, as the machine stands before it takes that in. */
    List<Vote> shown(Machine from, Message message, Replica running) {
        if (!listens()) {
            return List.of();
        }
        return votes(from, message, running).filter(this::isLiars).toList();
    }

    /** Where nobody lies there is nothing to hear of, and much that is said. */
    private boolean listens() {
        return machine.isHonest() && !world.scenario().faulty().isEmpty();
    }

    private Stream<Vote> votes(Machine from, Message message, Replica running) {
        if (message instanceof Message.CastVote cast) {
            // consensus.md, Evidence: held. A vote that somebody passes on and whose quorum is there need not be.
            return Stream.of(cast.vote())
                    .filter(vote ->
                            mustHear(vote.subject().round()) && (isBy(from, vote) || !running.holds(vote.subject())));
        }
        if (message instanceof Message.Propose propose) {
            return Stream.of(propose.proposal().vote()).filter(this::isLeaders);
        }
        if (message instanceof Message.Accuse accuse
                && accuse.evidence() instanceof Evidence.ConflictingVotes pair
                && mustHear(pair.round())) {
            // Forged evidence is refused whole, though one of its votes may be good.
            List<Vote> votes = List.of(pair.first(), pair.second());
            return votes.stream().allMatch(this::isLiars) ? votes.stream() : Stream.empty();
        }
        return Stream.empty();
    }

    /** The machine has taken votes in, in a step that is over. */
    void heard(List<Vote> votes) {
        votes.forEach(vote -> checker().heard(machine.validator(), vote.subject(), vote.validator()));
        if (!votes.isEmpty()) {
            checker().stepped(machine.validator());
        }
    }

    /** The machine has taken in a certificate. */
    void heard(Certificate certificate) {
        if (listens() && mustHear(certificate.round())) {
            // consensus.md, Evidence: the signers of a certificate are compared with the votes held
            certificate.votes().stream()
                    .filter(this::isLiars)
                    .forEach(vote -> checker().heard(machine.validator(), vote.subject(), vote.validator()));
        }
    }

    private boolean mustHear(Round round) {
        return checker().mustHear(machine.validator(), round);
    }

    private boolean isLeaders(Vote vote) {
        return liar(vote)
                .filter(proposer ->
                        checker().mustHear(machine.validator(), vote.subject().round(), proposer))
                .isPresent();
    }

    private boolean isBy(Machine from, Vote vote) {
        return key(vote).filter(from.key()::equals).isPresent();
    }

    private Optional<PublicKey> key(Vote vote) {
        return machine.set(vote.subject().round().epoch())
                .filter(set -> set.contains(vote.validator()))
                .map(set -> set.get(vote.validator()).key());
    }

    /** The liar whose vote it is, or says to be. */
    private Optional<Integer> liar(Vote vote) {
        return key(vote).map(world::nodeOf).filter(node -> !world.scenario().isHonest(node));
    }

    private boolean isLiars(Vote vote) {
        return liar(vote).isPresent()
                && (checker().hasHeard(machine.validator(), vote.subject(), vote.validator())
                        || key(vote).filter(key -> world.isSigned(key, vote)).isPresent());
    }

    private Checker checker() {
        return world.checker();
    }
}
