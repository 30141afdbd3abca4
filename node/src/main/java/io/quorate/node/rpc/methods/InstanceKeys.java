package io.quorate.node.rpc.methods;

import io.quorate.crypto.keystore.KeyEntry;
import io.quorate.crypto.keystore.KeyPurpose;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.crypto.keystore.KeystoreException;
import io.quorate.crypto.keystore.Passphrase;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The keys that this node signs with for callers who have none of their own: one for each instance it registered, in a
 * keystore under the instance's id, and its account. Thread-safe.
 */
public final class InstanceKeys {
    private static final int LOCKS = 64;

    private final Keystore keystore;
    private final Optional<Passphrase> passphrase;
    private final Signer account;
    private final int limit;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Signer> loaded = new ConcurrentHashMap<>();
    private final AtomicInteger stored;
    /** Deriving the key that a file is encrypted with takes long: who waits for it waits for one of the same few names. */
    private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

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
        this.stored = new AtomicInteger(keystore.list().size());
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
    Optional<Signer> find(String instance) {
        Optional<Signer> known = Optional.ofNullable(loaded.get(instance));
        return known.isPresent() ? known : read(instance);
    }

    private Optional<Signer> read(String instance) {
        synchronized (lockOf(instance)) {
            Optional<Signer> known = Optional.ofNullable(loaded.get(instance));
            if (known.isPresent()) {
                return known;
            }
            Optional<Signer> read = keystore.load(instance, passphrase).map(KeyEntry::signer);
            read.ifPresent(signer -> loaded.put(instance, signer));
            return read;
        }
    }

    private Object lockOf(String instance) {
        return locks.get(Math.floorMod(instance.hashCode(), LOCKS));
    }

    /**
     * The key of an instance, created and durably stored if there was none; empty if there are too many already.
     *
     * @throws KeystoreException if the file cannot be read or written
     */
    Optional<Signer> findOrCreate(String instance) {
        synchronized (lockOf(instance)) {
            Optional<Signer> existing = find(instance);
            return existing.isPresent() ? existing : create(instance);
        }
    }

    private Optional<Signer> create(String instance) {
        if (stored.incrementAndGet() > limit) {
            stored.decrementAndGet();
            return Optional.empty();
        }
        KeyEntry entry = KeyEntry.generate(KeyPurpose.INSTANCE, SignatureSchemes.ed25519(), random);
        try {
            keystore.store(instance, entry, passphrase);
        } catch (KeystoreException e) {
            stored.decrementAndGet();
            throw e;
        }
        loaded.put(instance, entry.signer());
        return Optional.of(entry.signer());
    }
}
