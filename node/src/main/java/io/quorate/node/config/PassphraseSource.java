package io.quorate.node.config;

import io.quorate.crypto.keystore.Passphrase;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the keystore's passphrase comes from: a file's first line, else the variable {@code QUORATE_PASSPHRASE}, else
 * nowhere.
 */
public final class PassphraseSource {
    /** The variable. */
    public static final String VARIABLE = "QUORATE_PASSPHRASE";

    private PassphraseSource() {}

    /**
     * The passphrase, if there is one.
     *
     * @throws OperatorException if the file can't be read
     */
    public static Optional<Passphrase> read(Optional<Path> file, Map<String, String> environment) {
        if (file.isPresent()) {
            return Optional.of(Passphrase.of(firstLine(file.get()).toCharArray()));
        }
        return Optional.ofNullable(environment.get(VARIABLE)).map(text -> Passphrase.of(text.toCharArray()));
    }

    private static String firstLine(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return Optional.ofNullable(reader.readLine()).orElse("");
        } catch (IOException e) {
            throw OperatorException.failure("cannot read passphrase file " + file + ": " + Failures.reason(e), e);
        }
    }
}
