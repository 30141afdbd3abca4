package io.quorate.node.rpc.methods;

import io.quorate.crypto.keystore.KeyEntry;
import io.quorate.crypto.keystore.KeyPurpose;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.crypto.keystore.KeystoreException;
import io.quorate.crypto.keystore.Passphrase;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The keys that this node signs with for callers who have none of their own: one for each instance it registered, in a
 * keystore under the instance's id, and its account. Thread-safe.
 */
public final class InstanceKeys {
    private final Keystore keystore;
    private final Optional<Passphrase> passphrase;
    private final Signer account;
    private final int limit;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Signer> loaded = new TreeMap<>();
    private int stored;

    /**
     * Keys in a keystore that holds nothing else.
     *
     * @param passphrase what they are encrypted with; without one only on a development chain
     * @param account what signs calls that are no instance's
     * @param limit how many keys are created at most
     * @throws KeystoreException if the keystore cannot be read
     */
    public InstanceKeys(Keystore keystore, Optional<Passphrase> passphrase, Signer account, int limit) {
        this.keystore = keystore;
        this.passphrase = passphrase;
        this.account = account;
        this.limit = limit;
        this.stored = keystore.list().size();
    }

    /** What signs calls that are no instance's. */
    Signer account() {
        return account;
    }

    /**
     * The key of an instance, if this node has it.
     *
     * @throws KeystoreException if the file cannot be read
     */
    synchronized Optional<Signer> find(String instance) {
        Signer known = loaded.get(instance);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Signer> read = keystore.load(instance, passphrase).map(KeyEntry::signer);
        read.ifPresent(signer -> loaded.put(instance, signer));
        return read;
    }

    /**
     * The key of an instance, created and durably stored if there was none; empty if there are too many already.
     *
     * @throws KeystoreException if the file cannot be read or written
     */
    synchronized Optional<Signer> findOrCreate(String instance) {
        Optional<Signer> existing = find(instance);
        if (existing.isPresent() || stored >= limit) {
            return existing;
        }
        KeyEntry entry = KeyEntry.generate(KeyPurpose.INSTANCE, SignatureSchemes.ed25519(), random);
        keystore.store(instance, entry, passphrase);
        stored++;
        loaded.put(instance, entry.signer());
        return Optional.of(entry.signer());
    }
}
