package io.quorate.node.config;

import io.quorate.crypto.keystore.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** A bearer token in the first line of a file that only its owner may read (operating.md, HTTP). */
public final class TokenFile {
    private static final int MAX_BYTES = 4_096;
    private static final int LEAST_CHARACTERS = 16;
    private static final int RANDOM_BYTES = 32;

    private TokenFile() {}

    /**
     * The token of a file.
     *
     * @throws OperatorException if it can't be read, others may read it, or what it holds is no token
     */
    public static String read(Path file) {
        try {
            if (PrivateFile.isOpenToOthers(file)) {
                throw OperatorException.failure(
                        "token file " + file + " is open to others: chmod 600 it, and better make a new one");
            }
            byte[] content = PrivateFile.read(file, MAX_BYTES);
            String token = new String(content, StandardCharsets.US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse("");
            if (content.length > MAX_BYTES || token.length() < LEAST_CHARACTERS || !token.matches("[\\x21-\\x7e]+")) {
                throw OperatorException.failure("token file " + file + " has no token in its first line: "
                        + LEAST_CHARACTERS + " or more printable characters, no spaces");
            }
            return token;
        } catch (IOException e) {
            throw OperatorException.failure("cannot read token file " + file + ": " + Failures.reason(e), e);
        }
    }

    /** The same; a file that is not there is made, with a token by chance. */
    public static String readOrCreate(Path file) {
        if (!Files.exists(file)) {
            byte[] chance = new byte[RANDOM_BYTES + Long.BYTES];
            new SecureRandom().nextBytes(chance);
            String token = HexFormat.of().formatHex(chance, 0, RANDOM_BYTES);
            byte[] suffix = Arrays.copyOfRange(chance, RANDOM_BYTES, chance.length);
            try {
                Path directory =
                        Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
                PrivateFile.createDirectories(directory);
                PrivateFile.write(file, (token + "\n").getBytes(StandardCharsets.US_ASCII), suffix);
            } catch (IOException e) {
                throw OperatorException.failure("cannot make token file " + file + ": " + Failures.reason(e), e);
            }
        }
        return read(file);
    }
}
