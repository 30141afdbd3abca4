package io.quorate.ledger.validators;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import java.util.Optional;

/** Whose each consensus key is: one account's, for ever, also after it was rotated away. See validators.md, Change. */
public final class ConsensusKeys {
    private ConsensusKeys() {}

    /** The account of a key. */
    public static Optional<PublicKey> owner(ReadableState state, PublicKey key) {
        return state.get(keyOf(key)).map(PublicKey::of);
    }

    /** The validator of a key that is in a set. */
    public static ValidatorAccount validator(ReadableState state, PublicKey key) {
        return ValidatorAccount.get(
                state,
                owner(state, key)
                        .orElseThrow(() -> new IllegalStateException("the key " + key + " of a set has no account")));
    }

    /** Binds a key that is free to an account. */
    public static void bind(Overlay overlay, PublicKey key, PublicKey account) {
        overlay.put(keyOf(key), account.toBytes());
    }

    /** A key may be longer than a state key: its hash names it. */
    private static StateKey keyOf(PublicKey key) {
        return Space.CONSENSUS_KEY.key(Sha256.hash(key.toBytes()).toBytes());
    }
}
