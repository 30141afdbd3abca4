package io.quorate.ledger.validators;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.VotingPower;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stake that validators give to an account, once a quorum of them has signed. Kept for ever: an id is executed once.
 *
 * @param id 16 bytes
 * @param signers the accounts of the validators that signed it; none once it is executed
 */
public record Grant(Bytes id, PublicKey account, VotingPower amount, boolean executed, List<PublicKey> signers) {
    /** Length of the id, in bytes. */
    public static final int ID_BYTES = 16;

    private static final int FORMAT = 1;

    /** Copies the list. */
    public Grant {
        signers = List.copyOf(signers);
    }

    /** The grant of an id. */
    public static Optional<Grant> find(ReadableState state, Bytes id) {
        return state.get(keyOf(id)).map(bytes -> fromBytes(id, bytes));
    }

    /** The same with one more signer. */
    public Grant signedBy(PublicKey signer) {
        List<PublicKey> more = new ArrayList<>(signers);
        more.add(signer);
        return new Grant(id, account, amount, executed, more);
    }

    /** The same, done. */
    public Grant done() {
        return new Grant(id, account, amount, true, List.of());
    }

    /** Stores it. */
    public void store(Overlay overlay) {
        RecordWriter out = new RecordWriter()
                .octet(FORMAT)
                .key(account)
                .number(amount.units())
                .flag(executed)
                .integer(signers.size());
        signers.forEach(out::key);
        overlay.put(keyOf(id), out.toBytes());
    }

    private static Grant fromBytes(Bytes id, byte[] bytes) {
        RecordReader in = new RecordReader(bytes).format(FORMAT);
        PublicKey account = in.key();
        VotingPower amount = new VotingPower(in.number());
        boolean executed = in.flag();
        int count = in.integer();
        List<PublicKey> signers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            signers.add(in.key());
        }
        in.end();
        return new Grant(id, account, amount, executed, signers);
    }

    private static StateKey keyOf(Bytes id) {
        return Space.GRANT.key(id.toBytes());
    }
}
