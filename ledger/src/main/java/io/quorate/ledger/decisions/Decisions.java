package io.quorate.ledger.decisions;

import io.quorate.crypto.hash.Sha256;
import io.quorate.ledger.decisions.Count.Tally;
import io.quorate.ledger.decisions.Decision.Closing;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** How decisions and their votes lie in the state. Who may vote, and when, is checked before. */
public final class Decisions {
    private Decisions() {}

    /** Where a decision lies. */
    public static StateKey keyOf(String topic) {
        return Space.DECISION.key(nameOf(topic));
    }

    /** Where a vote of an open ballot lies; {@code number} counts from 0, in ledger order. */
    public static StateKey ballotKeyOf(String topic, int number) {
        return Space.VOTE.key(nameOf(topic), fourBytes(number));
    }

    /** Where a vote of a secret ballot lies; {@code number} counts from 0, in the order of commitments. */
    public static StateKey sealedBallotKeyOf(String topic, int number) {
        return Space.SEALED_BALLOT.key(nameOf(topic), fourBytes(number));
    }

    /** Where the list of a decision's electors lies: {@link Elector#toBytes}. */
    public static StateKey electorateKeyOf(String topic) {
        return Space.ELECTORATE.key(nameOf(topic));
    }

    /** The decision on a topic. */
    public static Optional<Decision> find(ReadableState state, String topic) {
        return state.get(keyOf(topic)).map(Decision::fromBytes);
    }

    /** The topic of the decision that was opened at a place in the order of all. */
    public static Optional<String> topicAt(ReadableState state, long number) {
        return state.get(orderKey(number)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** The votes of an open ballot, in ledger order; at most {@link Rules#MAX_TOTAL}, none once they are pruned. */
    public static List<Ballot> ballots(ReadableState state, Decision decision) {
        List<Ballot> ballots = new ArrayList<>();
        for (int number = 0; number < kept(decision) && !decision.rules().isSecret(); number++) {
            ballots.add(ballot(state, decision.topic(), number));
        }
        return ballots;
    }

    /** The votes of a secret ballot, in the order of their commitments; at most {@link Rules#MAX_TOTAL}. */
    public static List<SealedBallot> sealedBallots(ReadableState state, Decision decision) {
        List<SealedBallot> ballots = new ArrayList<>();
        for (int number = 0; number < kept(decision) && decision.rules().isSecret(); number++) {
            ballots.add(sealedBallot(state, decision.topic(), number));
        }
        return ballots;
    }

    /** The instances that a decision lists, in the order of their ids; none if it lists none, or once it is pruned. */
    public static List<Elector> electors(ReadableState state, Decision decision) {
        return decision.rules().isListed() && !decision.pruned() ? electors(state, decision.topic()) : List.of();
    }

    private static int kept(Decision decision) {
        return decision.pruned() ? 0 : decision.count().ballots();
    }

    /** The number of an instance's vote or commitment, if it has one. */
    public static OptionalInt numberOf(ReadableState state, String topic, String instance) {
        return state.get(voteOfInstanceKey(topic, instance))
                .map(bytes -> OptionalInt.of(ByteBuffer.wrap(bytes).getInt()))
                .orElse(OptionalInt.empty());
    }

    /** What an instance's vote weighs; none if the decision lists its electors, and it is not among them. */
    public static OptionalLong weightOf(ReadableState state, Decision decision, String instance) {
        if (!decision.rules().isListed()) {
            return OptionalLong.of(1);
        }
        return state.get(electorKey(decision.topic(), instance))
                .map(bytes -> OptionalLong.of(ByteBuffer.wrap(bytes).getLong()))
                .orElse(OptionalLong.empty());
    }

    /** Opens a decision on a topic that has none; the first instances to come may vote. */
    public static Decision open(Overlay overlay, String topic, DecisionRules rules, Opening opening) {
        return open(
                overlay,
                topic,
                Rules.of(rules, Rules.Electors.first(rules.electorate().size())),
                opening);
    }

    /** Opens a decision on a topic that has none; these may vote. */
    public static Decision open(
            Overlay overlay, String topic, DecisionRules rules, List<Elector> electors, Opening opening) {
        long weight = electors.stream().mapToLong(Elector::weight).reduce(0, Math::addExact);
        overlay.put(electorateKeyOf(topic), Elector.toBytes(electors));
        for (Elector elector : electors) {
            overlay.put(electorKey(topic, elector.instance()), eightBytes(elector.weight()));
        }
        List<String> ids = electors.stream().map(Elector::instance).toList();
        return open(overlay, topic, Rules.of(rules, Rules.Electors.listed(ids, weight)), opening);
    }

    private static Decision open(Overlay overlay, String topic, Rules rules, Opening opening) {
        Decision decision = Decision.opened(topic, rules, opening);
        store(overlay, decision);
        overlay.put(orderKey(opening.number()), RecordWriter.utf8(topic));
        rules.ballot().end().ifPresent(end -> Deadlines.add(overlay, end, opening.number()));
        return decision;
    }

    /** Counts the first vote of an instance in an open ballot. */
    public static Decision cast(Overlay overlay, Decision decision, Ballot ballot) {
        int number = decision.count().ballots();
        Tally tally = tally(overlay, decision, ballot.value(), ballot.weight(), number);
        overlay.put(ballotKeyOf(decision.topic(), number), ballot.toBytes());
        overlay.put(voteOfInstanceKey(decision.topic(), ballot.instance()), fourBytes(number));
        return decision.with(decision.count().casting(ballot.value(), tally, ballot.weight()));
    }

    /** Takes the first commitment of an instance in a secret ballot. */
    public static Decision commit(Overlay overlay, Decision decision, SealedBallot ballot) {
        int number = decision.count().ballots();
        overlay.put(sealedBallotKeyOf(decision.topic(), number), ballot.toBytes());
        overlay.put(voteOfInstanceKey(decision.topic(), ballot.instance()), fourBytes(number));
        return decision.with(decision.count().committing());
    }

    /** Counts the vote that an instance committed itself to, and reveals for the first time. */
    public static Decision reveal(Overlay overlay, Decision decision, int number, SealedBallot.Reveal reveal) {
        SealedBallot ballot = sealedBallot(overlay, decision.topic(), number);
        Tally tally = tally(overlay, decision, reveal.value(), ballot.weight(), number);
        overlay.put(
                sealedBallotKeyOf(decision.topic(), number), ballot.with(reveal).toBytes());
        return decision.with(decision.count().revealing(reveal.value(), tally, ballot.weight()));
    }

    private static Tally tally(Overlay overlay, Decision decision, String value, long weight, int number) {
        StateKey key = tallyKey(decision.topic(), value);
        Tally tally = overlay.get(key)
                .map(Tally::fromBytes)
                .map(before -> before.plus(weight, number))
                .orElseGet(() -> new Tally(weight, number));
        overlay.put(key, tally.toBytes());
        return tally;
    }

    /** Stores a decision as it stands. */
    public static void store(Overlay overlay, Decision decision) {
        overlay.put(keyOf(decision.topic()), decision.toBytes());
    }

    /** Closes a decision. */
    public static Decision close(Overlay overlay, Decision decision, Closing how) {
        Decision closed = decision.closed(how);
        store(overlay, closed);
        if (decision.rules().ballot().end().isPresent()) {
            Deadlines.remove(overlay, decision.opening().number());
        }
        return closed;
    }

    /** A vote of a secret ballot that is there. */
    public static SealedBallot sealedBallot(ReadableState state, String topic, int number) {
        return SealedBallot.fromBytes(there(state, sealedBallotKeyOf(topic, number)));
    }

    static Ballot ballot(ReadableState state, String topic, int number) {
        return Ballot.fromBytes(there(state, ballotKeyOf(topic, number)));
    }

    static List<Elector> electors(ReadableState state, String topic) {
        return Elector.listFromBytes(there(state, electorateKeyOf(topic)));
    }

    /** Removes a vote of an open ballot and what is derived from it. */
    static void forget(Overlay overlay, String topic, int number, Ballot ballot) {
        overlay.delete(ballotKeyOf(topic, number));
        overlay.delete(voteOfInstanceKey(topic, ballot.instance()));
        overlay.delete(tallyKey(topic, ballot.value()));
    }

    /** Removes a vote of a secret ballot and what is derived from it. */
    static void forget(Overlay overlay, String topic, int number, SealedBallot ballot) {
        overlay.delete(sealedBallotKeyOf(topic, number));
        overlay.delete(voteOfInstanceKey(topic, ballot.instance()));
        ballot.reveal().ifPresent(open -> overlay.delete(tallyKey(topic, open.value())));
    }

    static void forgetElector(Overlay overlay, String topic, Elector elector) {
        overlay.delete(electorKey(topic, elector.instance()));
    }

    private static byte[] there(ReadableState state, StateKey key) {
        return state.get(key).orElseThrow(() -> new IllegalStateException("a part of a decision is missing"));
    }

    /** A topic has up to 512 bytes, more than fits in a key beside its prefix: its hash names it. */
    private static byte[] nameOf(String topic) {
        return Sha256.hash(RecordWriter.utf8(topic)).toBytes();
    }

    private static StateKey voteOfInstanceKey(String topic, String instance) {
        return Space.VOTE_OF_INSTANCE.key(nameOf(topic), RecordWriter.utf8(instance));
    }

    private static StateKey electorKey(String topic, String instance) {
        return Space.ELECTOR.key(nameOf(topic), RecordWriter.utf8(instance));
    }

    private static StateKey tallyKey(String topic, String value) {
        return Space.TALLY.key(
                nameOf(topic), Sha256.hash(RecordWriter.utf8(value)).toBytes());
    }

    private static StateKey orderKey(long number) {
        return Space.DECISION_ORDER.key(eightBytes(number));
    }

    private static byte[] fourBytes(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static byte[] eightBytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
