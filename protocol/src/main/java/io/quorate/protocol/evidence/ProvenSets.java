package io.quorate.protocol.evidence;

import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.verify.EpochSets;
import io.quorate.protocol.verify.Verdict;
import io.quorate.protocol.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sets of a witness's chain, each proven by the one before, from genesis on: an invented one names nobody. Not
 * thread-safe.
 */
final class ProvenSets {
    private final Witness witness;
    private final Verifier verifier;
    /** Of epoch 1 and those after it. */
    private final List<ValidatorSet> sets = new ArrayList<>();

    private boolean ended;

    ProvenSets(Witness witness, ValidatorSet first, Verifier verifier) {
        this.witness = witness;
        this.verifier = verifier;
        sets.add(first);
    }

    /** The set of an epoch, if the witness can prove it. */
    Optional<ValidatorSet> of(Epoch epoch) {
        while (!ended && sets.size() < epoch.number()) {
            Epoch last = new Epoch(sets.size());
            ValidatorSet voting = sets.get(sets.size() - 1);
            Optional<ValidatorSet> next = witness.epoch(last.next())
                    .filter(start -> start.proof()
                            .filter(proof -> proves(proof, last, voting, start.set()))
                            .isPresent())
                    .map(Witness.Start::set);
            // Most epochs have the set of the one before.
            next.ifPresentOrElse(set -> sets.add(set.equals(voting) ? voting : set), () -> ended = true);
        }
        return epoch.number() >= 1 && epoch.number() <= sets.size()
                ? Optional.of(sets.get((int) epoch.number() - 1))
                : Optional.empty();
    }

    private boolean proves(Witness.Proof proof, Epoch epoch, ValidatorSet voting, ValidatorSet next) {
        BlockHeader header = proof.header();
        Certificate finalization = proof.finalization();
        return header.epoch().equals(epoch)
                && header.nextValidators().equals(next.hash())
                && finalization.kind() == VoteKind.FINALIZE
                && finalization.round().epoch().equals(epoch)
                && finalization.subject().block().equals(header.id())
                && verifier.certificate(finalization, EpochSets.of(epoch, voting)) instanceof Verdict.Accepted<?>;
    }
}
