package io.quorate.protocol.consensus;

import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VoteKind;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Makes blocks final: applies a finalization once the blocks up to it are here. */
final class Finalizer {
    private final ConsensusConfig config;
    private final BlockTree tree;
    private final Effects effects;
    /** Finalizations not applied yet, by view; the lowest and the highest are enough, the rest fall out in between. */
    private final TreeMap<View, Certificate> waiting = new TreeMap<>();

    private static final int LIMIT = 1_024;

    Finalizer(ConsensusConfig config, BlockTree tree, Effects effects) {
        this.config = config;
        this.tree = tree;
        this.effects = effects;
    }

    void add(Certificate finalization) {
        waiting.put(finalization.view(), finalization);
        if (waiting.size() > LIMIT) {
            waiting.remove(waiting.lowerKey(waiting.lastKey()));
        }
    }

    void clear() {
        waiting.clear();
    }

    /** The highest finalization that waits for blocks. */
    Optional<Certificate> target() {
        return waiting.isEmpty()
                ? Optional.empty()
                : Optional.of(waiting.lastEntry().getValue());
    }

    /** Applies one finalization if it can; the start of the next epoch if that ended this one. */
    Applied applyOne(EpochState epoch) {
        waiting.headMap(epoch.finalized(), true).clear();
        for (Certificate certificate : ends()) {
            if (certificate.subject().block().equals(tree.head().id())) {
                // The block is final already, through a descendant or in an earlier view: only the view moves on.
                return applied(epoch, certificate, Optional.empty());
            }
            BlockTree.Path path = tree.path(certificate.subject().block());
            if (!path.blocks().isEmpty()) {
                return commit(epoch, certificate, path.blocks());
            }
            if (path.missing().isEmpty()) {
                throw new IllegalStateException("a finalization of " + certificate.subject()
                        + " contradicts the finalized block " + tree.head()
                        + ": a third or more of the power is Byzantine, or this disk is of another chain");
            }
            effects.wantBlock(path.missing().get(), Optional.empty());
        }
        return new Applied(Optional.empty(), Optional.empty());
    }

    /** The lowest that waits is the next to be applied; the highest knows best what is missing. */
    private List<Certificate> ends() {
        return switch (waiting.size()) {
            case 0 -> List.of();
            case 1 -> List.of(waiting.firstEntry().getValue());
            default ->
                List.of(waiting.firstEntry().getValue(), waiting.lastEntry().getValue());
        };
    }

    /** The finalization that was applied, if one was, and the epoch that begins with it. */
    record Applied(Optional<Certificate> by, Optional<EpochStart> next) {
        boolean any() {
            return by.isPresent();
        }
    }

    private Applied commit(EpochState epoch, Certificate certificate, List<Block> path) {
        Optional<EpochStart> next = Optional.empty();
        for (Block block : path) {
            BlockTree.Result result = tree.execute(block.id(), new BlockRules(config, epoch));
            if (!(result instanceof BlockTree.Result.Valid valid)) {
                // consensus.md, Blocks and execution: a root that then differs from its header stops the node
                throw new IllegalStateException("the final block " + block + " does not execute: " + result);
            }
            Execution execution = valid.execution();
            next = epoch.isLast(block.header()) ? Optional.of(start(block, execution)) : Optional.empty();
            effects.commit(block, execution, ownCertificate(epoch, certificate, block), next);
            tree.advance(block);
        }
        return applied(epoch, certificate, next);
    }

    private Applied applied(EpochState epoch, Certificate certificate, Optional<EpochStart> next) {
        waiting.headMap(certificate.view(), true).clear();
        epoch.finalize(certificate.view());
        effects.decided(certificate);
        if (epoch.known(certificate.view())
                .flatMap(state -> state.certificate(VoteKind.NOTARIZE))
                .isEmpty()) {
            // consensus.md, Finalization: its notarization is fetched too
            effects.wantCertificates(certificate.round(), Optional.empty());
        }
        return new Applied(Optional.of(certificate), next);
    }

    private static Optional<Certificate> ownCertificate(EpochState epoch, Certificate top, Block block) {
        if (top.subject().block().equals(block.id())) {
            return Optional.of(top);
        }
        return epoch.undecided().stream()
                .flatMap(state -> state.certificate(VoteKind.FINALIZE).stream())
                .filter(certificate -> certificate.subject().block().equals(block.id()))
                .findFirst();
    }

    private static EpochStart start(Block last, Execution execution) {
        return new EpochStart(
                last.header().epoch().next(),
                last.id(),
                last.height(),
                last.header().time(),
                execution.stateRoot(),
                execution.next());
    }
}
