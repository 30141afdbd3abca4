package io.quorate.node.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.crypto.hash.Hash;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The arguments of one call, by name, each with the type its parameter declares. An optional one may be null or absent. */
final class Arguments {
    /** The longest text of a parameter that is not hexadecimal, in characters. */
    static final int MAX_TEXT = 65_536;

    private final Map<String, JsonNode> values;

    private Arguments(Map<String, JsonNode> values) {
        this.values = values;
    }

    /**
     * Reads an array by position or an object by name; {@code params} may be missing.
     *
     * @throws RpcException naming the first parameter that is unknown, missing or of the wrong type
     */
    static Arguments of(RpcMethod method, JsonNode params) throws RpcException {
        List<Parameter> declared = method.parameters();
        Map<String, JsonNode> values = new TreeMap<>();
        if (params.isArray()) {
            if (params.size() > declared.size()) {
                throw RpcError.of(
                                ErrorCode.INVALID_PARAMS,
                                method.name() + " takes at most " + declared.size() + " parameters, not "
                                        + params.size())
                        .asException();
            }
            for (int i = 0; i < params.size(); i++) {
                values.put(declared.get(i).name(), params.get(i));
            }
        } else {
            for (Map.Entry<String, JsonNode> field : params.properties()) {
                if (declared.stream().noneMatch(parameter -> parameter.name().equals(field.getKey()))) {
                    throw unknown(method, field.getKey());
                }
                values.put(field.getKey(), field.getValue());
            }
        }
        for (Parameter parameter : declared) {
            JsonNode value = values.get(parameter.name());
            if (value == null || (value.isNull() && !parameter.required())) {
                values.remove(parameter.name());
                if (parameter.required()) {
                    throw invalid(parameter.name(), "is required");
                }
            } else {
                check(parameter, value);
            }
        }
        return new Arguments(values);
    }

    private static RpcException unknown(RpcMethod method, String name) {
        String shown = Names.shown(name);
        String known = method.parameters().isEmpty()
                ? "it takes none"
                : "it takes "
                        + String.join(
                                ", ",
                                method.parameters().stream()
                                        .map(Parameter::name)
                                        .toList());
        return RpcError.of(ErrorCode.INVALID_PARAMS, method.name() + " has no parameter \"" + shown + "\": " + known)
                .with("parameter", shown)
                .asException();
    }

    private static void check(Parameter parameter, JsonNode value) throws RpcException {
        switch (parameter.type()) {
            case INTEGER -> {
                if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                    throw invalid(parameter.name(), "must be a whole number");
                }
            }
            case HEX -> {
                if (!value.isTextual() || !isHex(value.textValue())) {
                    throw invalid(parameter.name(), "must be a string of hexadecimal digits, two a byte, without 0x");
                }
            }
            case STRING -> {
                if (!value.isTextual()) {
                    throw invalid(parameter.name(), "must be a string");
                }
                String text = value.textValue();
                if (text.length() > MAX_TEXT) {
                    throw invalid(parameter.name(), "has at most " + MAX_TEXT + " characters");
                }
                // Half a surrogate pair has no bytes: what was asked for and what is signed would differ.
                if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                    throw invalid(parameter.name(), "is not well-formed Unicode");
                }
            }
        }
    }

    private static boolean isHex(String text) {
        return text.length() % 2 == 0 && text.chars().allMatch(HexFormat::isHexDigit);
    }

    static RpcException invalid(String parameter, String problem) {
        return RpcError.of(ErrorCode.INVALID_PARAMS, "parameter \"" + parameter + "\" " + problem)
                .with("parameter", parameter)
                .asException();
    }

    /** Whether it was given. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    /** A required text. */
    String text(String name) {
        return optionalText(name).orElseThrow(() -> new IllegalStateException(name + " is not declared required"));
    }

    /** An optional text. */
    Optional<String> optionalText(String name) {
        return Optional.ofNullable(values.get(name)).map(JsonNode::textValue);
    }

    /** Required bytes. */
    byte[] bytes(String name) {
        return HexFormat.of().parseHex(text(name));
    }

    /**
     * A 32-byte hash.
     *
     * @throws RpcException if it has another length
     */
    Hash hash(String name) throws RpcException {
        byte[] bytes = bytes(name);
        if (bytes.length != Hash.SIZE) {
            throw invalid(name, "has 64 hexadecimal digits, not " + 2 * bytes.length);
        }
        return Hash.of(bytes);
    }

    /**
     * A number, or {@code fallback} if it was not given.
     *
     * @throws RpcException if it is out of range
     */
    long integer(String name, long fallback, long min, long max) throws RpcException {
        Optional<JsonNode> value = Optional.ofNullable(values.get(name));
        long number = value.map(JsonNode::longValue).orElse(fallback);
        if (value.isPresent() && (number < min || number > max)) {
            throw invalid(name, max == Long.MAX_VALUE ? "is at least " + min : "is from " + min + " to " + max);
        }
        return number;
    }
}
