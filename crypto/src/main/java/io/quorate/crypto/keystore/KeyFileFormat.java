package io.quorate.crypto.keystore;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.signature.PublicKey;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The JSON of a key file, as the package's page describes it. Strict: one field more, less or twice is refused. */
final class KeyFileFormat {
    static final String FORMAT = "quorate-key";
    static final int VERSION = 1;

    /** No file that this program writes is longer. */
    static final int MAX_BYTES = 16 * 1024;

    private static final String ENCRYPTED = "scrypt+aes-256-gcm";
    private static final String NOT_ENCRYPTED = "none: for development chains only";
    private static final List<String> COMMON_FIELDS =
            List.of("format", "version", "purpose", "scheme", "publicKey", "encryption", "seed");
    private static final List<String> CIPHER_FIELDS = List.of("scrypt", "salt", "nonce");
    private static final List<String> SCRYPT_FIELDS = List.of("n", "r", "p");
    private static final Pattern SCHEME_ID = Pattern.compile("[a-z0-9+-]{1,64}");

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxNumberLength(16)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectWriter WRITER = MAPPER.writerWithDefaultPrettyPrinter();

    private KeyFileFormat() {}

    static byte[] write(KeyFile file) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", FORMAT);
        root.put("version", VERSION);
        root.put("purpose", file.purpose().id());
        root.put("scheme", file.schemeId());
        root.put("publicKey", file.publicKey().toHex());
        if (file.seed() instanceof StoredSeed.Encrypted encrypted) {
            root.put("encryption", ENCRYPTED);
            root.putObject("scrypt")
                    .put("n", encrypted.cost().n())
                    .put("r", encrypted.cost().r())
                    .put("p", encrypted.cost().p());
            root.put("salt", encrypted.salt());
            root.put("nonce", encrypted.nonce());
            root.put("seed", encrypted.ciphertext());
        } else if (file.seed() instanceof StoredSeed.Plain plain) {
            root.put("encryption", NOT_ENCRYPTED);
            root.put("seed", plain.seed());
        }
        try {
            return WRITER.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers does not print", e);
        }
    }

    /** What the bytes say; nothing if they are no key file of this version. */
    static Optional<KeyFile> read(byte[] bytes) {
        try {
            return file(MAPPER.readTree(bytes));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException if a value is not what it should be */
    private static Optional<KeyFile> file(JsonNode root) {
        boolean encrypted = text(root, "encryption").equals(ENCRYPTED);
        Set<String> fields = new TreeSet<>(COMMON_FIELDS);
        if (encrypted) {
            fields.addAll(CIPHER_FIELDS);
        }
        if (!hasExactly(root, fields)
                || !text(root, "format").equals(FORMAT)
                || number(root, "version") != VERSION
                || !SCHEME_ID.matcher(text(root, "scheme")).matches()
                || !(encrypted || text(root, "encryption").equals(NOT_ENCRYPTED))) {
            return Optional.empty();
        }
        StoredSeed seed = encrypted ? encrypted(root) : new StoredSeed.Plain(hex(root, "seed"));
        PublicKey publicKey = PublicKey.fromHex(text(root, "publicKey"));
        return KeyPurpose.byId(text(root, "purpose"))
                .map(purpose -> new KeyFile(purpose, text(root, "scheme"), publicKey, seed));
    }

    private static StoredSeed encrypted(JsonNode root) {
        JsonNode scrypt = root.path("scrypt");
        String salt = hex(root, "salt");
        String nonce = hex(root, "nonce");
        if (!hasExactly(scrypt, new TreeSet<>(SCRYPT_FIELDS))
                || salt.length() != 2 * SeedCipher.SALT_BYTES
                || nonce.length() != 2 * SeedCipher.NONCE_BYTES) {
            throw new IllegalArgumentException("salt, nonce or cost");
        }
        ScryptCost cost = new ScryptCost(number(scrypt, "n"), number(scrypt, "r"), number(scrypt, "p"));
        String ciphertext = hex(root, "seed");
        if (ciphertext.length() < 2 * SeedCipher.TAG_BYTES) {
            throw new IllegalArgumentException("a ciphertext without its tag");
        }
        return new StoredSeed.Encrypted(cost, salt, nonce, ciphertext);
    }

    private static boolean hasExactly(JsonNode object, Set<String> fields) {
        Set<String> found = new TreeSet<>();
        object.fieldNames().forEachRemaining(found::add);
        return object.isObject() && found.equals(fields);
    }

    private static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field);
        }
        return value.textValue();
    }

    private static String hex(JsonNode object, String field) {
        String digits = text(object, field);
        HexFormat.of().parseHex(digits);
        return digits;
    }

    private static int number(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (!value.isInt()) {
            throw new IllegalArgumentException(field);
        }
        return value.intValue();
    }
}
