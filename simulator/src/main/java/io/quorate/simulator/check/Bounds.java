package io.quorate.simulator.check;

import io.quorate.protocol.consensus.ConsensusConfig;
import io.quorate.protocol.evidence.EvidencePool;
import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Misbehaviour;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Status.VoteHoldings;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.VoteKind;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a replica may keep at the most, whatever it is sent; as far as it shows from outside. */
final class Bounds {
    /** consensus.md, Windows: two different subjects for each validator, round and kind. */
    private static final int SUBJECTS_EACH = 2;

    /** Blocks that are not final. */
    private static final int BLOCKS = 1_024;

    private Bounds() {}

    /** What a replica holds, and the round that it is in. */
    record Held(
            Round round,
            int pendingTransactions,
            long pendingBytes,
            long blocks,
            List<Evidence> evidence,
            List<ViewHoldings> views) {
        static Held of(ReplicaSnapshot snapshot, List<SigningJournal.Entry> live) {
            return new Held(
                    snapshot.round(),
                    snapshot.pendingTransactions(),
                    snapshot.pendingBytes(),
                    live.stream()
                            .filter(SigningJournal.Entry.Stored.class::isInstance)
                            .count(),
                    snapshot.evidence(),
                    snapshot.views());
        }
    }

    /** What is over its bound, if something is. */
    static Optional<String> broken(Held held, MempoolConfig mempool) {
        if (held.pendingTransactions() > mempool.transactions() || held.pendingBytes() > mempool.bytes()) {
            return Optional.of(
                    held.pendingTransactions() + " transactions of " + held.pendingBytes() + " bytes are pending");
        }
        if (held.blocks() > BLOCKS) {
            return Optional.of(held.blocks() + " blocks are held that are not final");
        }
        return evidence(held.evidence())
                .or(() -> held.views().stream()
                        .flatMap(view -> votes(held.round(), view).stream())
                        .findFirst());
    }

    private static Optional<String> evidence(List<Evidence> pooled) {
        record Author(Epoch epoch, ValidatorIndex validator) {}
        if (pooled.size() > EvidencePool.LIMIT) {
            return Optional.of(pooled.size() + " pieces of evidence are pooled");
        }
        Map<Author, Integer> invalid = new LinkedHashMap<>();
        for (Evidence evidence : pooled) {
            if (evidence.misbehaviour() == Misbehaviour.INVALID_PROPOSAL) {
                Author author = new Author(evidence.round().epoch(), evidence.validator());
                if (invalid.merge(author, 1, Integer::sum) > EvidencePool.SHARE) {
                    return Optional.of("more than a share of invalid proposals is pooled of validator "
                            + evidence.validator() + " in epoch "
                            + evidence.round().epoch());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> votes(Round at, ViewHoldings view) {
        if (view.view().number() > at.view().number() + ConsensusConfig.WINDOW
                && !view.votes().isEmpty()) {
            return Optional.of("in round " + at + " votes of view " + view.view() + " are held");
        }
        Map<VoteKind, TreeMap<Integer, Integer>> counts = new EnumMap<>(VoteKind.class);
        for (VoteHoldings holding : view.votes()) {
            TreeMap<Integer, Integer> of =
                    counts.computeIfAbsent(holding.subject().kind(), unknown -> new TreeMap<>());
            for (int i = holding.voters().nextAfter(-1);
                    i >= 0;
                    i = holding.voters().nextAfter(i)) {
                if (of.merge(i, 1, Integer::sum) > SUBJECTS_EACH) {
                    return Optional.of("of validator " + i + " more than " + SUBJECTS_EACH + " votes of a kind in view "
                            + view.view() + " are held");
                }
            }
        }
        return Optional.empty();
    }
}
