package io.quorate.node.config;

import io.quorate.crypto.keystore.KeyEntry;
import io.quorate.crypto.keystore.KeyPurpose;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.crypto.keystore.KeystoreException;
import io.quorate.crypto.keystore.Passphrase;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.storage.BasePath;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that a node runs with.
 *
 * @param node names the node to its peers
 * @param validator signs its votes, if it is to vote
 * @param account signs its own transactions: calls that are no instance's, and evidence
 * @param keystore where they are kept, and where keys of instances go
 * @param passphrase of the keystore; empty on a development chain without one
 */
public record NodeKeys(
        KeyEntry node,
        Optional<KeyEntry> validator,
        KeyEntry account,
        Keystore keystore,
        Optional<Passphrase> passphrase) {

    /** What the key that signs the calls that are no instance's is called in the keystore. */
    public static final String ACCOUNT = "account";

    /** The keystore under a base path. */
    public static Path directory(Path basePath) {
        return BasePath.keystore(basePath);
    }

    /**
     * Reads the keys, or takes the development ones; a node without a node key or an
     * account key gets a fresh one.
     *
     * @throws OperatorException if a key is missing or not for this chain
     * @throws io.quorate.crypto.keystore.KeystoreException if one can't be read
     */
    public static NodeKeys load(NodeConfig config, Map<String, String> environment) {
        Optional<Passphrase> passphrase =
                PassphraseSource.read(config.identity().passphraseFile(), environment);
        if (passphrase.isEmpty() && !config.genesis().development()) {
            throw OperatorException.failure("the keystore needs a passphrase on chain "
                    + config.genesis().name() + ", which is not for development: give --passphrase-file or set "
                    + PassphraseSource.VARIABLE);
        }
        Path basePath = config.storage().basePath();
        Keystore keystore = open(basePath);
        if (config.identity().development().isPresent()) {
            var keys = config.identity().development().get();
            Optional<KeyEntry> validator =
                    config.identity().validator() ? Optional.of(keys.validator()) : Optional.empty();
            return new NodeKeys(keys.node(), validator, keys.account(), keystore, passphrase);
        }
        KeyEntry node = load(keystore, KeyPurpose.NODE, passphrase).orElseGet(() -> {
            KeyEntry fresh = KeyEntry.generate(KeyPurpose.NODE, SignatureSchemes.ed25519(), new SecureRandom());
            keystore.store(KeyPurpose.NODE.id(), fresh, passphrase);
            return fresh;
        });
        Optional<KeyEntry> validator = Optional.empty();
        if (config.identity().validator()) {
            KeyEntry key = load(keystore, KeyPurpose.VALIDATOR, passphrase)
                    .orElseThrow(() -> OperatorException.failure("there is no validator key in " + directory(basePath)
                            + ": make one with quorate key generate --purpose validator --base-path " + basePath));
            if (!key.scheme().id().equals(config.genesis().scheme())) {
                throw OperatorException.failure(
                        "the validator key is of scheme " + key.scheme().id() + ", but chain "
                                + config.genesis().name() + " votes with "
                                + config.genesis().scheme()
                                + ": make one of that scheme");
            }
            validator = Optional.of(key);
        }
        return new NodeKeys(node, validator, account(keystore, passphrase), keystore, passphrase);
    }

    private static KeyEntry account(Keystore keystore, Optional<Passphrase> passphrase) {
        return keystore.load(ACCOUNT, passphrase).orElseGet(() -> {
            KeyEntry fresh = KeyEntry.generate(KeyPurpose.INSTANCE, SignatureSchemes.ed25519(), new SecureRandom());
            keystore.store(ACCOUNT, fresh, passphrase);
            return fresh;
        });
    }

    /** The first that a node writes: where nothing can be written, it is found here. */
    private static Keystore open(Path basePath) {
        try {
            return Keystore.open(directory(basePath));
        } catch (KeystoreException e) {
            if (e.getCause() instanceof IOException cause) {
                throw OperatorException.failure(
                        "cannot make directory " + directory(basePath) + " (" + Failures.reason(cause)
                                + "): choose a --base-path you can write to",
                        e);
            }
            throw e;
        }
    }

    private static Optional<KeyEntry> load(Keystore keystore, KeyPurpose purpose, Optional<Passphrase> passphrase) {
        Optional<KeyEntry> key = keystore.load(purpose.id(), passphrase);
        key.filter(entry -> entry.purpose() != purpose).ifPresent(entry -> {
            throw OperatorException.failure("the key file " + purpose.id() + ".json holds a key for "
                    + entry.purpose().id() + ": keys of two purposes were swapped");
        });
        return key;
    }
}
