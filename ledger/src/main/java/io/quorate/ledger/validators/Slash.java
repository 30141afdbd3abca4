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

    /** What a penalty is for. The codes are stored and never change. */
    public enum Reason {
        /** Two messages that contradict each other. */
        EQUIVOCATION(0, "Equivocation"),
        /** A proposal that breaks a limit or holds a transaction that is not well signed. */
        INVALID_PROPOSAL(1, "InvalidProposal"),
        /** Equivocation by a third or more of the power in one epoch. */
        COLLUSION(2, "Collusion");

        private final int code;
        private final String label;

        Reason(int code, String label) {
            this.code = code;
            this.label = label;
        }

        private static Reason of(int code) {
            for (Reason reason : values()) {
                if (reason.code == code) {
                    return reason;
                }
            }
            throw new IllegalArgumentException("no penalty's reason has the code " + code);
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
                .octet(reason.code)
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
                Reason.of(in.octet()),
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
