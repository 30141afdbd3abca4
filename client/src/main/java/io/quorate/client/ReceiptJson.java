package io.quorate.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.protocol.types.ChainReceipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The JSON form of a receipt, for people and for programs in any language. A receipt has one: two spaces an indent, the
 * members in their order, hexadecimal digits in lower case, one line feed at the end, as {@code jq .} prints it. No other
 * is taken.
 */
public final class ReceiptJson {
    /** The longest form, in bytes. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_BYTES)
                            .maxNestingDepth(16)
                            .maxStringLength(2 * ChainReceipt.MAX_CONTENT_BYTES)
                            .maxNameLength(64)
                            .maxNumberLength(20)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectWriter WRITER = MAPPER.writer(printer());

    private ReceiptJson() {}

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(indent)
                .withArrayIndenter(indent);
    }

    /** The form of a receipt. */
    public static byte[] write(ChainReceipt receipt) {
        try {
            return WRITER.writeValueAsString(tree(receipt)).concat("\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree of JSON can always be written", e);
        }
    }

    /** A receipt as a JSON object, to be part of a larger one. */
    public static ObjectNode tree(ChainReceipt receipt) {
        return ReceiptTree.of(receipt);
    }

    /**
     * Reads the form of a receipt. Nothing but its form is checked.
     *
     * @throws IllegalArgumentException with a reason, if the bytes are not exactly the form of one; never another
     */
    public static ChainReceipt read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("it has more than " + MAX_BYTES + " bytes");
        }
        ChainReceipt receipt = of(parse(bytes));
        if (!Arrays.equals(write(receipt), bytes)) {
            throw new IllegalArgumentException("it is not written in the one form that receipts have");
        }
        return receipt;
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON: " + firstLine(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is not JSON in UTF-8", e);
        }
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.substring(0, Math.min(line.length(), 200)).replaceAll("[^\\x20-\\x7e]", "?");
    }

    /**
     * Reads a receipt that came as part of a larger JSON document, however that was written.
     *
     * @throws IllegalArgumentException with a reason, if the node is no receipt; never another
     */
    public static ChainReceipt of(JsonNode node) {
        return ReceiptTree.receipt(node);
    }
}
