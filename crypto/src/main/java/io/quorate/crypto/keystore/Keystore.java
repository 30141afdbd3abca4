package io.quorate.crypto.keystore;

import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of key files. Names are 1 to 64 of {@code A-Z a-z 0-9 . _ -}. Thread-safe, and of several processes that
 * store under one name at one time exactly one succeeds.
 *
 * <p>Every method throws {@link KeystoreException} for what the operator has to put right.
 */
public final class Keystore {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String ENDING = ".json";

    private final Path directory;
    private final ScryptCost cost;
    private final SecureRandom random = new SecureRandom();

    private Keystore(Path directory, ScryptCost cost) {
        this.directory = directory;
        this.cost = cost;
    }

    /** Opens a directory, creating it for its owner alone if it is not there. */
    public static Keystore open(Path directory) {
        return open(directory, ScryptCost.DEFAULT);
    }

    /** Opens a directory; keys stored from now on take this much effort to decrypt. */
    public static Keystore open(Path directory, ScryptCost cost) {
        try {
            PrivateFile.createDirectories(directory);
        } catch (IOException e) {
            throw failed("create the keystore", directory, e);
        } catch (UnsupportedOperationException e) {
            throw new KeystoreException(
                    "the keystore " + directory + " needs a file system with file modes: choose another directory", e);
        }
        return new Keystore(directory, cost);
    }

    /**
     * Reads a key, if there is one of this name. With a passphrase the file must be encrypted; without one it must not
     * be, and the caller must be on a development chain.
     */
    public Optional<KeyEntry> load(String name, Optional<Passphrase> passphrase) {
        Path path = path(name);
        return read(path).map(file -> entry(path, file, passphrase));
    }

    /** What a key file says without its passphrase, if there is one of this name. */
    public Optional<KeyDescription> describe(String name) {
        return read(path(name))
                .map(file -> new KeyDescription(
                        name,
                        file.purpose(),
                        file.schemeId(),
                        file.publicKey(),
                        file.seed() instanceof StoredSeed.Encrypted));
    }

    /**
     * Writes a key under a new name, durably. Without a passphrase it is not encrypted, which is for development chains
     * only: that is the caller's to decide.
     */
    public void store(String name, KeyEntry entry, Optional<Passphrase> passphrase) {
        Path path = path(name);
        if (Files.exists(path)) {
            throw exists(path); // before the effort of encryption
        }
        String schemeId = entry.scheme().id();
        byte[] seed = entry.seed();
        try {
            StoredSeed stored = passphrase
                    .<StoredSeed>map(secret -> SeedCipher.encrypt(
                            seed,
                            KeyFile.associatedData(entry.purpose(), schemeId, entry.publicKey(), cost),
                            secret,
                            cost,
                            random))
                    .orElseGet(() -> new StoredSeed.Plain(HexFormat.of().formatHex(seed)));
            KeyFile file = new KeyFile(entry.purpose(), schemeId, entry.publicKey(), stored);
            byte[] suffix = new byte[8];
            random.nextBytes(suffix);
            PrivateFile.write(path, KeyFileFormat.write(file), suffix);
        } catch (FileAlreadyExistsException e) {
            throw exists(path);
        } catch (IOException e) {
            throw failed("write the key file", path, e);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** The names of all key files, in order. */
    public List<String> list() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw failed("list the keystore", directory, e);
        }
    }

    private Path path(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new KeystoreException("a key's name has 1 to 64 of the characters A-Z a-z 0-9 . _ -");
        }
        return directory.resolve(name + ENDING);
    }

    private static Optional<KeyFile> read(Path path) {
        if (Files.notExists(path)) {
            return Optional.empty();
        }
        try {
            if (PrivateFile.isOpenToOthers(path)) {
                throw new KeystoreException(
                        "the key file " + path + " is open to others than its owner: run chmod 600 on it");
            }
            byte[] bytes = PrivateFile.read(path, KeyFileFormat.MAX_BYTES);
            if (bytes.length > KeyFileFormat.MAX_BYTES) {
                throw corrupted(path);
            }
            return Optional.of(KeyFileFormat.read(bytes).orElseThrow(() -> corrupted(path)));
        } catch (IOException e) {
            throw failed("read the key file", path, e);
        }
    }

    private static KeyEntry entry(Path path, KeyFile file, Optional<Passphrase> passphrase) {
        SignatureScheme scheme = SignatureSchemes.byId(file.schemeId())
                .orElseThrow(() -> new KeystoreException("the key file " + path + " is for the signature scheme "
                        + file.schemeId() + ", which this version does not know: use one that does"));
        byte[] seed = seed(path, file, passphrase);
        try {
            if (seed.length != scheme.seedLength()) {
                throw corrupted(path);
            }
            KeyEntry entry = KeyEntry.of(file.purpose(), scheme, seed);
            if (!entry.publicKey().equals(file.publicKey())) {
                throw corrupted(path);
            }
            return entry;
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    private static byte[] seed(Path path, KeyFile file, Optional<Passphrase> passphrase) {
        if (file.seed() instanceof StoredSeed.Encrypted encrypted) {
            Passphrase secret = passphrase.orElseThrow(
                    () -> new KeystoreException("the key file " + path + " is encrypted: give its passphrase"));
            byte[] associatedData =
                    KeyFile.associatedData(file.purpose(), file.schemeId(), file.publicKey(), encrypted.cost());
            return SeedCipher.decrypt(encrypted, associatedData, secret)
                    .orElseThrow(() -> new KeystoreException(
                            "wrong passphrase for the key file " + path + ", or the file is corrupted"));
        }
        if (passphrase.isPresent()) {
            throw new KeystoreException("the key file " + path
                    + " is not encrypted, though a passphrase was given: store the key again with the passphrase");
        }
        return HexFormat.of().parseHex(((StoredSeed.Plain) file.seed()).seed());
    }

    private static KeystoreException exists(Path path) {
        return new KeystoreException("the key file " + path + " exists already: choose another name or move it away");
    }

    private static KeystoreException corrupted(Path path) {
        return new KeystoreException(
                "the key file " + path + " is corrupted, or of a newer version: restore it from a copy");
    }

    private static KeystoreException failed(String action, Path path, IOException cause) {
        String reason = cause instanceof AccessDeniedException
                ? "permission denied"
                : cause instanceof FileSystemException system && system.getReason() != null
                        ? system.getReason()
                        : cause.getClass().getSimpleName();
        return new KeystoreException("cannot " + action + " " + path + ": " + reason, cause);
    }
}
