package io.quorate.node.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads JSON within limits, and writes it. */
public final class Json {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_STRING = 256 * 1024;
    private static final int MAX_NAME = 256;
    private static final int MAX_NUMBER = 64;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING)
                            .maxNameLength(MAX_NAME)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // An id is echoed exactly as it came.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    /**
     * Reads one document of UTF-8.
     *
     * @throws RpcException if it is malformed, has a key twice, or is deeper or longer than the limits
     */
    public static JsonNode read(byte[] document) throws RpcException {
        JsonNode node;
        try {
            node = MAPPER.readTree(document);
        } catch (JsonProcessingException e) {
            throw RpcError.of(ErrorCode.PARSE_ERROR, "the body is not JSON: " + firstLine(e.getOriginalMessage()))
                    .asException();
        } catch (IOException e) {
            // Bytes that are no UTF-8.
            throw RpcError.of(ErrorCode.PARSE_ERROR, "the body is not JSON in UTF-8")
                    .asException();
        }
        if (node == null || node.isMissingNode()) {
            throw RpcError.of(ErrorCode.PARSE_ERROR, "the body is empty").asException();
        }
        return node;
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("");
        String shown = line.length() <= 200 ? line : line.substring(0, 200);
        return shown.replaceAll("[^\\x20-\\x7e]", "?");
    }

    /** Writes one document. */
    public static byte[] write(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree of JSON can always be written", e);
        }
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
