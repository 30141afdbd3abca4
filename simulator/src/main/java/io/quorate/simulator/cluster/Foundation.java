package io.quorate.simulator.cluster;

import io.quorate.protocol.port.BlockStore.Commit;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VoteKind;
import io.quorate.simulator.disk.SimulatedJournal;
import io.quorate.simulator.disk.SimulatedStore;
import java.util.List;
import java.util.Optional;

/**
 * What a vote must rest on, as a node's disk has it: read from outside, whatever the node believes. See consensus.md,
 * Persist before send.
 */
public record Foundation(SimulatedJournal journal, SimulatedStore store) {
    /** What a vote of the node's own lacks on the disk, if something. */
    public Optional<String> lacking(Subject vote) {
        if (isDecided(vote.round())) {
            return Optional.empty();
        }
        return switch (vote.kind()) {
            case FINALIZE -> {
                Subject notarization = vote.as(VoteKind.NOTARIZE);
                yield journal.certificates().contains(notarization)
                        ? Optional.empty()
                        : Optional.of("the notarization that it finalizes");
            }
            case NULLIFY -> entry(vote.round());
            case NOTARIZE -> entry(vote.round()).or(() -> parent(vote)).or(() -> gap(vote));
        };
    }

    /** Whether the round, or a later one, is finalized on the disk: of such, certificates may be dropped. */
    private boolean isDecided(Round round) {
        return !round.isAfter(journal.floor())
                || journal.certificates().descendingSet().stream()
                        .takeWhile(subject -> !round.isAfter(subject.round()))
                        .anyMatch(subject -> subject.kind() == VoteKind.FINALIZE)
                || stored().filter(subject -> !round.isAfter(subject.round())).isPresent();
    }

    private Optional<Subject> stored() {
        return store.durable().flatMap(Commit::finalization).map(certificate -> certificate.subject());
    }

    /** The certificate that let it enter the view. */
    private Optional<String> entry(Round round) {
        Round before = new Round(round.epoch(), round.view().plus(-1));
        boolean there =
                before.view().number() == 0 ? begun(round.epoch()) : !of(before).isEmpty() || isStored(before);
        return there ? Optional.empty() : Optional.of("the certificate that let it enter the view");
    }

    /** Whether the finalization that began an epoch is there; the first begins with the genesis. */
    private boolean begun(Epoch epoch) {
        boolean first = epoch.number() == 1;
        return first
                || store.durable().flatMap(Commit::next).isPresent()
                || store.durable()
                        .filter(commit -> commit.block().header().epoch().equals(epoch))
                        .isPresent()
                || journal.certificates().stream()
                        .anyMatch(subject -> subject.kind() == VoteKind.FINALIZE
                                && subject.round().epoch().next().equals(epoch));
    }

    private Optional<String> parent(Subject vote) {
        Optional<Block> block = journal.block(vote.block());
        if (block.isEmpty()) {
            return store.isDurable(vote.block()) ? Optional.empty() : Optional.of("the block");
        }
        View view = vote.parentView();
        if (view.number() == 0) {
            return Optional.empty();
        }
        BlockId parent = block.get().header().parent();
        Round round = new Round(vote.round().epoch(), view);
        boolean there = isStored(round)
                || of(round).stream()
                        .anyMatch(subject -> subject.kind() != VoteKind.NULLIFY
                                && (subject.block().equals(parent)
                                        || subject.block().equals(vote.block())));
        return there ? Optional.empty() : Optional.of("a certificate of its parent in view " + view);
    }

    private Optional<String> gap(Subject vote) {
        for (View view = vote.view().plus(-1); view.isAfter(vote.parentView()); view = view.plus(-1)) {
            if (!journal.certificates()
                    .contains(Subject.nullify(new Round(vote.round().epoch(), view)))) {
                return Optional.of("the nullification of view " + view);
            }
        }
        return Optional.empty();
    }

    private boolean isStored(Round round) {
        return stored().filter(subject -> subject.round().equals(round)).isPresent();
    }

    private List<Subject> of(Round round) {
        return journal.certificates().stream()
                .filter(subject -> subject.round().equals(round))
                .toList();
    }
}
