package io.quorate.ledger.validators;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VotingPower;

/**
 * A penalty. Kept for ever.
 *
 * @param account whose stake it was
 * @param key the key that signed the proof
 * @param reason what it was for
 * @param round where the fault was
 * @param penalty what it took
 * @param left the stake that was left
 * @param evidence the hash of the proof's bytes
 * @param height where it was punished
 * @param time the time of that block
 * @param transaction which one carried the proof
 */
public record Slash(
        PublicKey account,
        PublicKey key,
        Reason reason,
        Round round,
        VotingPower penalty,
        VotingPower left,
        Hash evidence,
        Height height,
        BlockTime time,
        TransactionId transaction) {
    private static final int FORMAT = 1;

    /** What a penalty is for. The order is stored and never changes. */
    public enum Reason {
        /** Two messages that contradict each other. */
        EQUIVOCATION("Equivocation"),
        /** A proposal that breaks a limit or holds a transaction that is not well signed. */
        INVALID_PROPOSAL("InvalidProposal"),
        /** Equivocation by a third or more of the power in one epoch. */
        COLLUSION("Collusion");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        /** How it is shown: the name in validators.md. */
        public String label() {
            return label;
        }
    }

    /** The form that is stored, and proven by the state root. */
    public byte[] toBytes() {
        return new RecordWriter()
                .octet(FORMAT)
                .key(account)
                .key(key)
                .octet(reason.ordinal())
                .number(round.epoch().number())
                .number(round.view().number())
                .number(penalty.units())
                .number(left.units())
                .hash(evidence)
                .number(height.number())
                .number(time.millis())
                .hash(transaction.hash())
                .toBytes();
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public static Slash fromBytes(byte[] bytes) {
        RecordReader in = new RecordReader(bytes).format(FORMAT);
        Slash slash = new Slash(
                in.key(),
                in.key(),
                Reason.values()[in.octet()],
                new Round(new Epoch(in.number()), new View(in.number())),
                new VotingPower(in.number()),
                new VotingPower(in.number()),
                in.hash(),
                new Height(in.number()),
                new BlockTime(in.number()),
                new TransactionId(in.hash()));
        in.end();
        return slash;
    }
}
