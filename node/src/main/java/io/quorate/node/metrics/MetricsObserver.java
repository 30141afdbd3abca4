package io.quorate.node.metrics;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.Ledger;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Misbehaviour;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Turns what the replica tells into metrics. Called by the replica's thread alone; remembers a bounded number of rounds,
 * proposals and transactions.
 */
public final class MetricsObserver implements Observer {
    /** With no finality for so long it counts as a standstill (consensus.md, Standstill). */
    private static final Duration STANDSTILL = Duration.ofSeconds(10);

    /** A vote of a round may come so many rounds late before it counts as missing. */
    private static final int GRACE_ROUNDS = 8;

    private static final int MAX_PROPOSALS = 1_024;
    private static final int MAX_TRANSACTIONS = 100_000;

    private static final int MAX_FAULTS = 4_096;

    private final NodeMetrics metrics;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final Names names;

    private final NavigableMap<Round, Heard> rounds = new TreeMap<>();
    private final Map<BlockId, Long> proposals = bounded(MAX_PROPOSALS);
    private final Map<TransactionId, Long> submissions = bounded(MAX_TRANSACTIONS);
    private final Map<Fault, Long> faults = bounded(MAX_FAULTS);
    private long enteredAt;
    private Optional<Round> current = Optional.empty();
    private long lastFinality;

    /**
     * Observes for these metrics.
     *
     * @param nanos a clock that never goes back
     * @param clock this machine's, to compare with block times
     * @param names what to call a validator in a label
     */
    public MetricsObserver(NodeMetrics metrics, LongSupplier nanos, InstantSource clock, Names names) {
        this.metrics = metrics;
        this.nanos = nanos;
        this.clock = clock;
        this.names = names;
        this.lastFinality = nanos.getAsLong();
    }

    /** What to call a validator. */
    public interface Names {
        /** The one at an index of an epoch's set. */
        String of(Epoch epoch, ValidatorIndex index);

        /** The one with a key; the same as by the index. */
        String of(PublicKey key);
    }

    private static <K> Map<K, Long> bounded(int limit) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
                return size() > limit;
            }
        };
    }

    private record Fault(String reason, String who, String where) {}

    /** A round that this replica was in: who led it, whose votes it heard, and whose its certificates show. */
    private static final class Heard {
        final ValidatorIndex leader;
        final TreeSet<ValidatorIndex> voters = new TreeSet<>();
        final TreeSet<ValidatorIndex> signers = new TreeSet<>();
        int setSize;

        Heard(ValidatorIndex leader) {
            this.leader = leader;
        }
    }

    @Override
    public void entered(Round round, ValidatorIndex leader, Optional<Certificate> by) {
        long now = nanos.getAsLong();
        current.ifPresent(left -> metrics.roundLeft(Duration.ofNanos(now - enteredAt)));
        enteredAt = now;
        current = Optional.of(round);
        metrics.roundStarted();
        rounds.put(round, new Heard(leader));
        while (rounds.size() > GRACE_ROUNDS) {
            judge(rounds.pollFirstEntry());
        }
        TreeSet<ValidatorIndex> active = new TreeSet<>();
        rounds.values().forEach(heard -> active.addAll(heard.voters));
        metrics.activeParticipants(active.size());
    }

    /** Nobody is missing from a round whose votes this replica did not hear, as when it catches up. */
    private void judge(Map.Entry<Round, Heard> past) {
        Heard heard = past.getValue();
        if (heard.voters.size() < 2) {
            return;
        }
        for (int i = 0; i < heard.setSize; i++) {
            ValidatorIndex index = new ValidatorIndex(i);
            if (!heard.voters.contains(index) && !heard.signers.contains(index)) {
                metrics.voteMissing(names.of(past.getKey().epoch(), index));
            }
        }
    }

    @Override
    public void proposed(Round round, Block block) {
        boolean first = proposals.putIfAbsent(block.id(), nanos.getAsLong()) == null;
        if (first) {
            metrics.clockOffset(
                    Duration.ofMillis(clock.millis() - block.header().time().millis()));
        }
    }

    /** Most rounds have more votes than they need: whose come last is not missing. */
    @Override
    public void heard(Vote vote) {
        Heard heard = rounds.get(vote.subject().round());
        if (heard != null) {
            heard.voters.add(vote.validator());
        }
    }

    @Override
    public void counted(Vote vote) {
        heard(vote);
        Long proposed = proposals.get(vote.subject().block());
        if (proposed != null && vote.subject().kind() == VoteKind.NOTARIZE) {
            metrics.votePropagated(Duration.ofNanos(nanos.getAsLong() - proposed));
        }
    }

    @Override
    public void certified(Certificate certificate) {
        Heard heard = rounds.get(certificate.round());
        if (heard == null) {
            return;
        }
        Signers who = certificate.signers();
        heard.setSize = who.setSize();
        for (int i = who.nextAfter(-1); i >= 0; i = who.nextAfter(i)) {
            heard.signers.add(new ValidatorIndex(i));
        }
        if (certificate.kind() == VoteKind.NULLIFY) {
            metrics.viewSkipped(names.of(certificate.round().epoch(), heard.leader));
        }
    }

    @Override
    public void invalid(Round round, Block block, String reason) {
        metrics.proposalInvalid(names.of(block.header().epoch(), block.header().proposer()));
    }

    @Override
    public void accused(Evidence evidence) {
        Epoch epoch = evidence.round().epoch();
        proven(
                evidence.misbehaviour().label(),
                names.of(epoch, evidence.validator()),
                epoch.toString(),
                evidence.round().view().toString());
    }

    /** A penalty: whoever never held the evidence learns of the fault by it. */
    private void slashed(Map<String, String> fields) {
        proven(
                fields.getOrDefault("reason", ""),
                names.of(PublicKey.fromHex(fields.getOrDefault("key", ""))),
                fields.getOrDefault("epoch", ""),
                fields.getOrDefault("view", ""));
    }

    /** Counts a fault once, be it heard of by its evidence, by its penalty or by both. */
    private void proven(String reason, String who, String epoch, String view) {
        // validators.md, Faults and penalties: once a validator and round; all else once a validator and epoch
        String where = reason.equals(Misbehaviour.INVALID_PROPOSAL.label()) ? epoch + "/" + view : epoch;
        if (faults.putIfAbsent(new Fault(reason, who, where), nanos.getAsLong()) == null) {
            metrics.byzantineDetected(reason);
        }
    }

    @Override
    public void submitted(TransactionId id, Optional<Refusal> refusal) {
        if (refusal.isEmpty()) {
            submissions.putIfAbsent(id, nanos.getAsLong());
        }
    }

    @Override
    public void finalized(
            Round round, Block block, List<Receipt> receipts, List<Event> events, Optional<Certificate> certificate) {
        long now = nanos.getAsLong();
        metrics.roundCompleted();
        Duration since = Duration.ofNanos(now - lastFinality);
        if (since.compareTo(STANDSTILL) >= 0) {
            metrics.recovered(since);
        }
        lastFinality = now;
        events.stream()
                .filter(event -> event.name().equals(Ledger.VALIDATOR_SLASHED))
                .forEach(event -> slashed(event.fields()));
        Long proposed = proposals.remove(block.id());
        if (proposed != null) {
            metrics.finalized(Duration.ofNanos(now - proposed));
        }
        for (Transaction transaction : block.transactions()) {
            Long submitted = submissions.remove(transaction.id());
            if (submitted != null) {
                metrics.transactionFinal(Duration.ofNanos(now - submitted));
            }
        }
    }
}
