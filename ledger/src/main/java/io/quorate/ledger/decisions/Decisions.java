package io.quorate.ledger.decisions;

import io.quorate.crypto.hash.Sha256;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How decisions and their votes lie in the state. Who may vote, and when, is checked before. */
public final class Decisions {
    private Decisions() {}

    /** Where a decision lies. */
    public static StateKey keyOf(String topic) {
        return Space.DECISION.key(nameOf(topic));
    }

    /** Where a vote lies; {@code number} counts from 0, in ledger order. */
    public static StateKey ballotKeyOf(String topic, int number) {
        return Space.VOTE.key(nameOf(topic), fourBytes(number));
    }

    /** The decision on a topic. */
    public static Optional<Decision> find(ReadableState state, String topic) {
        return state.get(keyOf(topic)).map(Decision::fromBytes);
    }

    /** The topic of the decision that was opened at a place in the order of all. */
    public static Optional<String> topicAt(ReadableState state, long number) {
        return state.get(orderKey(number)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** All votes of a decision, in ledger order; at most {@link Rules#MAX_TOTAL}. */
    public static List<Ballot> ballots(ReadableState state, Decision decision) {
        List<Ballot> ballots = new ArrayList<>(decision.voteCount());
        for (int number = 0; number < decision.voteCount(); number++) {
            ballots.add(Ballot.fromBytes(state.get(ballotKeyOf(decision.topic(), number))
                    .orElseThrow(() -> new IllegalStateException("a vote of a decision is missing"))));
        }
        return ballots;
    }

    /** Whether an instance has voted on a topic. */
    public static boolean hasVoted(ReadableState state, String topic, String instance) {
        return state.get(voteOfInstanceKey(topic, instance)).isPresent();
    }

    /** Opens a decision on a topic that has none. */
    public static Decision open(Overlay overlay, String topic, Rules rules, Opening opening) {
        Decision decision = Decision.opened(topic, rules, opening);
        overlay.put(keyOf(topic), decision.toBytes());
        overlay.put(orderKey(opening.number()), RecordWriter.utf8(topic));
        return decision;
    }

    /** Counts the first vote of an instance on an open decision. */
    public static Decision count(Overlay overlay, Decision decision, Ballot ballot) {
        String topic = decision.topic();
        StateKey tally = Space.TALLY.key(
                nameOf(topic), Sha256.hash(RecordWriter.utf8(ballot.value())).toBytes());
        long weight = 1
                + overlay.get(tally)
                        .map(bytes -> new RecordReader(bytes).number())
                        .orElse(0L);
        Decision counted = decision.counting(ballot.value(), weight, ballot.height());
        overlay.put(tally, new RecordWriter().number(weight).toBytes());
        overlay.put(ballotKeyOf(topic, decision.voteCount()), ballot.toBytes());
        overlay.put(voteOfInstanceKey(topic, ballot.instance()), fourBytes(decision.voteCount()));
        overlay.put(keyOf(topic), counted.toBytes());
        return counted;
    }

    /** A topic has up to 512 bytes, more than fits in a key beside its prefix: its hash names it. */
    private static byte[] nameOf(String topic) {
        return Sha256.hash(RecordWriter.utf8(topic)).toBytes();
    }

    private static StateKey voteOfInstanceKey(String topic, String instance) {
        return Space.VOTE_OF_INSTANCE.key(nameOf(topic), RecordWriter.utf8(instance));
    }

    private static StateKey orderKey(long number) {
        return Space.DECISION_ORDER.key(
                ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static byte[] fourBytes(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }
}
