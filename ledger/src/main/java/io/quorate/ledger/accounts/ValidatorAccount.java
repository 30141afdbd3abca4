package io.quorate.ledger.accounts;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.VotingPower;
import java.util.Optional;

/**
 * A validator's account.
 *
 * @param account the key that acts for it in transactions
 * @param consensusKey the key that signs its votes
 */
public record ValidatorAccount(PublicKey account, String name, PublicKey consensusKey, VotingPower stake) {
    private static final int FORMAT = 1;

    /** Where the account of a key lies. */
    public static StateKey keyOf(PublicKey account) {
        return Space.VALIDATOR.key(account.toBytes());
    }

    /** The account of a key. */
    public static Optional<ValidatorAccount> find(ReadableState state, PublicKey account) {
        return state.get(keyOf(account)).map(bytes -> fromBytes(account, bytes));
    }

    /** Stores it. */
    public void store(Overlay overlay) {
        overlay.put(
                keyOf(account),
                new RecordWriter()
                        .octet(FORMAT)
                        .text(name)
                        .key(consensusKey)
                        .number(stake.units())
                        .toBytes());
    }

    private static ValidatorAccount fromBytes(PublicKey account, byte[] bytes) {
        RecordReader in = new RecordReader(bytes).format(FORMAT);
        ValidatorAccount validator = new ValidatorAccount(account, in.text(), in.key(), new VotingPower(in.number()));
        in.end();
        return validator;
    }
}
