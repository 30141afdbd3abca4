package io.quorate.node.runtime;

import io.quorate.ledger.Ledger;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.Vote;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens for people. A finalized block is one line; when blocks come faster than ten a second, those of a
 * tenth of a second share one, so that the log neither drowns nor slows the replica.
 */
final class LogObserver implements Observer {
    private static final Logger LOG = LoggerFactory.getLogger("quorate.consensus");
    private static final long SHARED_NANOS = 100_000_000;

    private final ValidatorNames names;
    private long lastNanos = System.nanoTime() - SHARED_NANOS;
    private long blocks;
    private long transactions;

    LogObserver(ValidatorNames names) {
        this.names = names;
    }

    @Override
    public void entered(Round round, ValidatorIndex leader, Optional<Certificate> by) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "view {} led by {}, entered by {}",
                    round,
                    names.of(round.epoch(), leader),
                    by.map(certificate -> certificate.kind().noun() + " of " + certificate.round())
                            .orElse("the epoch's start"));
        }
    }

    @Override
    public void cast(Vote vote) {
        LOG.debug("voted {}", vote.subject());
    }

    @Override
    public void counted(Vote vote) {
        if (LOG.isTraceEnabled()) {
            LOG.trace("{} voted {}", names.of(vote.subject().round().epoch(), vote.validator()), vote.subject());
        }
    }

    @Override
    public void refused(Subject subject, String reason) {
        LOG.error("refused to sign {}: {}", subject, reason);
    }

    @Override
    public void doppelganger(Subject subject) {
        LOG.error(
                "another node votes with this validator's key: its vote {} is not in this journal. This node signs"
                        + " nothing any more; stop one of the two",
                subject);
    }

    @Override
    public void invalid(Round round, Block block, String reason) {
        LOG.warn(
                "view {}: the proposal of {} is invalid and was nullified: {}",
                round,
                names.of(block.header().epoch(), block.header().proposer()),
                reason);
    }

    @Override
    public void accused(Evidence evidence) {
        LOG.warn(
                "{} is proven to have broken the rules in view {} ({}): {}; the evidence goes to all and on chain",
                names.of(evidence.round().epoch(), evidence.validator()),
                evidence.round(),
                evidence.misbehaviour().label(),
                proof(evidence));
    }

    private static String proof(Evidence evidence) {
        if (evidence instanceof Evidence.ConflictingVotes votes) {
            return "it signed " + votes.first().subject() + " and "
                    + votes.second().subject();
        }
        if (evidence instanceof Evidence.InvalidTransaction invalid) {
            return "its block " + invalid.header().id().shortHex() + " holds the badly signed " + invalid.transaction();
        }
        return "the header of its block " + evidence.vote().subject().block().shortHex() + " is over the limits";
    }

    private static void slashed(Block block, Map<String, String> fields) {
        LOG.warn(
                "block {} slashes {} for {} in view {}/{}: it loses {} of its stake, keeps {} and is {} (evidence {})",
                block.height(),
                part(fields, "name"),
                part(fields, "reason"),
                part(fields, "epoch"),
                part(fields, "view"),
                part(fields, "penalty"),
                part(fields, "stake"),
                part(fields, "status"),
                part(fields, "evidence"));
    }

    /** validators.md, Faults and penalties: the last validator stays, and the log says so loudly. */
    private static void kept(Block block, Map<String, String> fields) {
        LOG.warn(
                "block {}: {} is the last validator and STAYS IN THE SET although it is {}: an empty set could finalize"
                        + " nothing. Bring in other validators (quorate validator join)",
                block.height(),
                part(fields, "name"),
                part(fields, "reason"));
    }

    /** Each epoch has a set of its own, for the leaders' weights follow their work; who is in it seldom changes. */
    private static void ended(Block block, Map<String, String> fields) {
        String none = "0";
        if (!none.equals(part(fields, "joined")) || !none.equals(part(fields, "left"))) {
            LOG.info(
                    "the validators change after {}: {} come, {} go; {} from now on, with power {}",
                    block,
                    part(fields, "joined"),
                    part(fields, "left"),
                    part(fields, "validators"),
                    part(fields, "power"));
        } else {
            LOG.debug("{} {}", Ledger.EPOCH_ENDED, fields);
        }
    }

    private static String part(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "?");
    }

    @Override
    public void finalized(
            Round round,
            Block block,
            List<Receipt> receipts,
            List<Application.Event> events,
            Optional<Certificate> certificate) {
        blocks++;
        transactions += block.transactions().size();
        long now = System.nanoTime();
        if (now - lastNanos >= SHARED_NANOS) {
            String before = blocks > 1 ? " (" + (blocks - 1) + " more before it)" : "";
            LOG.info(
                    "finalized {} {} with {} transactions, view {}{}",
                    block.height(),
                    block.id().shortHex(),
                    transactions,
                    round,
                    before);
            lastNanos = now;
            blocks = 0;
            transactions = 0;
        }
        for (Application.Event event : events) {
            if (event.name().equals(Ledger.VALIDATOR_SLASHED)) {
                slashed(block, event.fields());
            } else if (event.name().equals(Ledger.VALIDATOR_KEPT)) {
                kept(block, event.fields());
            } else if (event.name().equals(Ledger.EPOCH_ENDED)) {
                ended(block, event.fields());
            } else {
                LOG.debug("{} {}", event.name(), event.fields());
            }
        }
    }
}
