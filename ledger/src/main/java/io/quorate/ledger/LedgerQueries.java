package io.quorate.ledger;

import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.accounts.Summary;
import io.quorate.ledger.accounts.Usage;
import io.quorate.ledger.decisions.Ballot;
import io.quorate.ledger.decisions.Decision;
import io.quorate.ledger.decisions.Decisions;
import io.quorate.ledger.decisions.Elector;
import io.quorate.ledger.decisions.Opening;
import io.quorate.ledger.decisions.Rules;
import io.quorate.ledger.decisions.SealedBallot;
import io.quorate.ledger.instances.Instance;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.state.StateTree;
import io.quorate.ledger.validators.ConsensusKeys;
import io.quorate.ledger.validators.Slash;
import io.quorate.ledger.validators.Slashes;
import io.quorate.ledger.validators.StakeTotals;
import io.quorate.ledger.validators.ValidatorAccount;
import io.quorate.ledger.values.StoredValue;
import io.quorate.ledger.window.Absence;
import io.quorate.ledger.window.Periods;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.TransactionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a state says. As safe from any thread as the state is; each call reads a bounded number of entries. A name that no
 * operation could have written is simply not found.
 */
public final class LedgerQueries {
    /** The most decisions in one page of a list. */
    public static final int MAX_PAGE = 100;

    private final ReadableState state;

    /** Questions to a state, of whatever height. */
    public LedgerQueries(ReadableState state) {
        this.state = state;
    }

    /**
     * A decision, as it stands at a block time.
     *
     * @param status deadlines that have passed by then included
     * @param voteCount votes that count: cast, or revealed
     * @param votes all of these, in ledger order, or in that of their commitments; none once they are pruned
     * @param sealedBallots those of a secret ballot, revealed or not, in their order; none once they are pruned
     * @param electors the instances that may vote and what they weigh, if they are listed; none once votes are pruned
     * @param tally the weight behind each value, in the order of {@code votes}
     * @param result the value decided, if one was
     * @param closing the block that closed it, if one did by now
     * @param pruned whether its votes are dropped
     */
    public record DecisionView(
            String topic,
            Decision.Status status,
            Rules rules,
            Opening opening,
            int voteCount,
            List<Ballot> votes,
            List<SealedBallot> sealedBallots,
            List<Elector> electors,
            List<Tally> tally,
            Optional<String> result,
            Optional<Decision.Closing> closing,
            boolean pruned) {
        /** Copies the lists. */
        public DecisionView {
            votes = List.copyOf(votes);
            sealedBallots = List.copyOf(sealedBallots);
            electors = List.copyOf(electors);
            tally = List.copyOf(tally);
        }
    }

    /** The weight behind a value. */
    public record Tally(String value, long weight) {}

    /** A decision in a list, as it stands at a block time: without its votes. */
    public record DecisionSummary(
            String topic,
            Decision.Status status,
            Rules rules,
            Opening opening,
            int voteCount,
            Optional<String> result,
            Optional<Decision.Closing> closing,
            boolean pruned) {}

    /** A registered instance: its key, and where and by which transaction it was registered. */
    public record InstanceView(String id, PublicKey publicKey, Height height, TransactionId transaction) {}

    /** A value of the store: its owner, and where it was last written. */
    public record ValueView(String key, Bytes value, PublicKey owner, Height height) {}

    /**
     * The decision on a topic.
     *
     * @param now the time of the block that the state is after, or a later one: deadlines until then have passed
     */
    public Optional<DecisionView> decision(String topic, BlockTime now) {
        return named(() -> Texts.topic(topic))
                .flatMap(name -> Decisions.find(state, name))
                .map(decision -> view(decision, now));
    }

    /** The instance of an id. */
    public Optional<InstanceView> instance(String id) {
        return named(() -> Texts.instanceId(id))
                .flatMap(name -> Instance.find(state, name))
                .map(found -> new InstanceView(found.id(), found.key(), found.height(), found.transaction()));
    }

    /** The value of a key of the store. */
    public Optional<ValueView> value(String key) {
        return named(() -> Texts.key(key))
                .flatMap(name -> StoredValue.find(state, name))
                .map(found -> new ValueView(key, found.value(), found.owner(), found.height()));
    }

    /** The account with stake of a key. */
    public Optional<ValidatorAccount> validator(PublicKey account) {
        return ValidatorAccount.find(state, account);
    }

    /** The account that a consensus key serves, or served. */
    public Optional<ValidatorAccount> validatorOf(PublicKey consensusKey) {
        return ConsensusKeys.owner(state, consensusKey).map(account -> ValidatorAccount.get(state, account));
    }

    /** Sums over all accounts with stake. */
    public StakeTotals stakeTotals() {
        return StakeTotals.of(state);
    }

    /**
     * Accounts with stake, whatever it does, in the order they came.
     *
     * @param skip how many of the first to leave out
     * @param limit how many to give at most; never more than {@link #MAX_PAGE}
     * @throws IllegalArgumentException if one is negative
     */
    public List<ValidatorAccount> validators(long skip, int limit) {
        requirePage(skip, limit);
        List<ValidatorAccount> page = new ArrayList<>();
        for (long number = skip; page.size() < Math.min(limit, MAX_PAGE); number++) {
            Optional<ValidatorAccount> account = StakeTotals.accountAt(state, number);
            if (account.isEmpty()) {
                break;
            }
            page.add(account.get());
        }
        return page;
    }

    /** How many penalties there were. */
    public long slashCount() {
        return Slashes.count(state);
    }

    /**
     * Penalties from the latest to the oldest.
     *
     * @param skip how many of the latest to leave out
     * @param limit how many to give at most; never more than {@link #MAX_PAGE}
     * @throws IllegalArgumentException if one is negative
     */
    public List<Slash> slashes(long skip, int limit) {
        requirePage(skip, limit);
        List<Slash> page = new ArrayList<>();
        long number = slashCount() - 1 - skip;
        for (; number >= 0 && page.size() < Math.min(limit, MAX_PAGE); number--) {
            page.add(Slashes.at(state, number)
                    .orElseThrow(() -> new IllegalStateException("a penalty of the order is missing")));
        }
        return page;
    }

    /** What a sender holds of the bounded resources. */
    public Usage usage(PublicKey sender) {
        return Usage.of(state, sender);
    }

    /** Counts of the whole state. */
    public Summary summary() {
        return Summary.of(state);
    }

    /**
     * Decisions from the latest opened to the oldest.
     *
     * @param now as in {@link #decision}
     * @param skip how many of the latest to leave out
     * @param limit how many to give at most; never more than {@link #MAX_PAGE}
     * @throws IllegalArgumentException if one is negative
     */
    public List<DecisionSummary> latestDecisions(BlockTime now, long skip, int limit) {
        requirePage(skip, limit);
        List<DecisionSummary> page = new ArrayList<>();
        long number = summary().decisions() - 1 - skip;
        for (; number >= 0 && page.size() < Math.min(limit, MAX_PAGE); number--) {
            page.add(Decisions.topicAt(state, number)
                    .flatMap(topic -> Decisions.find(state, topic))
                    .map(decision -> summaryOf(decision, now))
                    .orElseThrow(() -> new IllegalStateException("a decision of the order is missing")));
        }
        return page;
    }

    private static void requirePage(long skip, int limit) {
        if (skip < 0 || limit < 0) {
            throw new IllegalArgumentException("a page skips and holds no fewer than 0 entries");
        }
    }

    /** What shows, against the state root in a block's header, the value of an entry, or that there is none. */
    public SparseMerkleProof prove(StateKey key) {
        return StateTree.prove(state, key);
    }

    /** The entry of a decision, to prove: its bytes are {@link Decision#toBytes()}. */
    public static StateKey decisionKey(String topic) {
        return Decisions.keyOf(topic);
    }

    /** The entry of an instance, to prove: its bytes are {@link Instance#toBytes()}. */
    public static StateKey instanceKey(String id) {
        return Instance.keyOf(id);
    }

    /** The entry of a key of the store, to prove: its bytes are {@link StoredValue#toBytes()}. */
    public static StateKey valueKey(String key) {
        return StoredValue.keyOf(key);
    }

    /** The entry that tells what was executed lately, to prove: its bytes are {@link Periods#toBytes()}. */
    public static StateKey executedKey() {
        return Periods.key();
    }

    /**
     * What shows that a transaction of an expiry was not executed, and never will be. Reads what was executed in an hour:
     * as much as that is.
     */
    public Absence absence(TransactionId id, BlockTime expiry) {
        return Absence.of(state, id, expiry);
    }

    private DecisionView view(Decision decision, BlockTime now) {
        List<SealedBallot> sealed = Decisions.sealedBallots(state, decision);
        List<Ballot> votes = decision.rules().isSecret()
                ? sealed.stream().flatMap(ballot -> ballot.opened().stream()).toList()
                : Decisions.ballots(state, decision);
        Map<String, Long> weights = new LinkedHashMap<>();
        votes.forEach(vote -> weights.merge(vote.value(), vote.weight(), Math::addExact));
        List<Tally> tally = new ArrayList<>();
        weights.forEach((value, weight) -> tally.add(new Tally(value, weight)));
        return new DecisionView(
                decision.topic(),
                decision.status(now),
                decision.rules(),
                decision.opening(),
                decision.voteCount(),
                votes,
                sealed,
                Decisions.electors(state, decision),
                tally,
                decision.result(now),
                decision.closing(),
                decision.pruned());
    }

    private static DecisionSummary summaryOf(Decision decision, BlockTime now) {
        return new DecisionSummary(
                decision.topic(),
                decision.status(now),
                decision.rules(),
                decision.opening(),
                decision.voteCount(),
                decision.result(now),
                decision.closing(),
                decision.pruned());
    }

    private static Optional<String> named(Supplier<String> check) {
        try {
            return Optional.of(check.get());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
