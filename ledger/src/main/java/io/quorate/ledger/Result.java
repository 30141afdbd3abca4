package io.quorate.ledger;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.decisions.Decision;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.protocol.types.VotingPower;
import java.util.Optional;

/** What an operation that succeeded gave: one of the results of a {@code Receipt.Ok}. Immutable. */
public sealed interface Result {
    /**
     * The instance is bound to the key.
     *
     * @param created whether it is new: registering again changes nothing
     */
    record Registered(String instanceId, PublicKey publicKey, boolean created) implements Result {}

    /**
     * The vote counts, cast or revealed.
     *
     * @param voteCount votes on the decision, with this one
     * @param quorum votes that decide it; for a supermajority, the weight behind one value that does
     * @param status what the decision is at, after this vote
     * @param finalDecision the result, if this vote decided it
     */
    record Voted(String decision, int voteCount, long quorum, Decision.Status status, Optional<String> finalDecision)
            implements Result {
        /** Whether this vote decided it. */
        public boolean quorumReached() {
            return status == Decision.Status.DECIDED;
        }
    }

    /**
     * The value is stored.
     *
     * @param created whether the key had none before
     */
    record Put(String key, boolean created) implements Result {}

    /** The key has no value any more. */
    record Deleted(String key) implements Result {}

    /**
     * It waits in line for the epoch's end, to join or leave the set or to be let in again.
     *
     * @param place the number of its place in line
     */
    record InLine(long place) implements Result {}

    /** The key takes the place of the old one with the next set. */
    record Rotating(PublicKey newKey) implements Result {}

    /**
     * The grant is signed.
     *
     * @param signed power of the current set that has signed it, with this one
     * @param quorum the least power that is a quorum of the set
     * @param executed whether this signature made it a quorum, and the stake was given
     */
    record Granted(VotingPower signed, VotingPower quorum, boolean executed) implements Result {}

    /**
     * The fault is punished.
     *
     * @param account whose stake it cost
     * @param penalty how much
     */
    record Punished(PublicKey account, VotingPower penalty) implements Result {}

    /**
     * The decision is open.
     *
     * @param totalInstances size of the electorate
     * @param quorum votes that decide it; for a supermajority, the weight behind one value that does
     */
    record Opened(String decision, int totalInstances, long quorum) implements Result {}

    /**
     * The commitment is taken.
     *
     * @param commitCount commitments on the decision, with this one
     */
    record Committed(String decision, int commitCount) implements Result {}

    /** The votes of the decision are dropped. */
    record Pruned(String decision) implements Result {}

    /** The bytes in the receipt: a tag byte (1 to 11, in the order above), then the parts as in {@link Operation#decode}. */
    default byte[] encode() {
        RecordWriter out = new RecordWriter();
        if (this instanceof Registered registered) {
            out.octet(1)
                    .text(registered.instanceId())
                    .key(registered.publicKey())
                    .flag(registered.created());
        } else if (this instanceof Voted voted) {
            out.octet(2).text(voted.decision()).integer(voted.voteCount()).number(voted.quorum());
            out.octet(voted.status().code()).flag(voted.finalDecision().isPresent());
            voted.finalDecision().ifPresent(out::text);
        } else if (this instanceof Put put) {
            out.octet(3).text(put.key()).flag(put.created());
        } else if (this instanceof Deleted deleted) {
            out.octet(4).text(deleted.key());
        } else if (this instanceof InLine inLine) {
            out.octet(5).number(inLine.place());
        } else if (this instanceof Rotating rotating) {
            out.octet(6).key(rotating.newKey());
        } else if (this instanceof Granted granted) {
            out.octet(7).number(granted.signed().units());
            out.number(granted.quorum().units()).flag(granted.executed());
        } else if (this instanceof Punished punished) {
            out.octet(8).key(punished.account()).number(punished.penalty().units());
        } else if (this instanceof Opened opened) {
            out.octet(9)
                    .text(opened.decision())
                    .integer(opened.totalInstances())
                    .number(opened.quorum());
        } else if (this instanceof Committed committed) {
            out.octet(10).text(committed.decision()).integer(committed.commitCount());
        } else {
            out.octet(11).text(((Pruned) this).decision());
        }
        return out.toBytes();
    }

    /**
     * Reads a result of a receipt.
     *
     * @throws IllegalArgumentException if the bytes are not a result, with the reason
     */
    static Result decode(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        int tag = in.octet();
        Result result = switch (tag) {
            case 1 -> new Registered(in.text(), in.key(), in.flag());
            case 2 ->
                new Voted(
                        in.text(),
                        in.integer(),
                        in.number(),
                        Decision.Status.of(in.octet()),
                        in.flag() ? Optional.of(in.text()) : Optional.empty());
            case 3 -> new Put(in.text(), in.flag());
            case 4 -> new Deleted(in.text());
            case 5 -> new InLine(in.number());
            case 6 -> new Rotating(in.key());
            case 7 -> new Granted(new VotingPower(in.number()), new VotingPower(in.number()), in.flag());
            case 8 -> new Punished(in.key(), new VotingPower(in.number()));
            case 9 -> new Opened(in.text(), in.integer(), in.number());
            case 10 -> new Committed(in.text(), in.integer());
            case 11 -> new Pruned(in.text());
            default -> throw new IllegalArgumentException("no result has the tag " + tag);
        };
        in.end();
        return result;
    }
}
