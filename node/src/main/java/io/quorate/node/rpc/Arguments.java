package io.quorate.node.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.crypto.hash.Hash;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The arguments of one call, by name, each with the type its parameter declares. An optional one may be null or absent. */
public final class Arguments {
    private final Map<String, JsonNode> values;
    private final Caller caller;

    private Arguments(Map<String, JsonNode> values, Caller caller) {
        this.values = values;
        this.caller = caller;
    }

    /**
     * Reads an array by position or an object by name; {@code params} may be missing.
     *
     * @throws RpcException naming the first parameter that is unknown, missing or of the wrong type
     */
    static Arguments of(RpcMethod method, JsonNode params, Caller caller) throws RpcException {
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
        return new Arguments(values, caller);
    }

    private static RpcException unknown(RpcMethod method, String name) {
        String shown = Names.shown(name);
        String known = method.parameters().isEmpty()
                ? "it takes none"
                : "it takes "
                        + method.parameters().stream().map(Parameter::name).collect(Collectors.joining(", "));
        return RpcError.of(ErrorCode.INVALID_PARAMS, method.name() + " has no parameter \"" + shown + "\": " + known)
                .with("parameter", shown)
                .asException();
    }

    private static void check(Parameter parameter, JsonNode value) throws RpcException {
        Optional<String> problem = parameter.shape().problem(value);
        if (problem.isPresent()) {
            throw invalid(parameter.name(), problem.get());
        }
    }

    /** The error of a parameter; the problem follows its name. */
    public static RpcException invalid(String parameter, String problem) {
        return RpcError.of(ErrorCode.INVALID_PARAMS, "parameter \"" + parameter + "\" " + problem)
                .with("parameter", parameter)
                .asException();
    }

    /** Who calls. */
    public Caller caller() {
        return caller;
    }

    /** Whether it was given. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** A required text. */
    public String text(String name) {
        return optionalText(name).orElseThrow(() -> undeclared(name));
    }

    /** An optional text. */
    public Optional<String> optionalText(String name) {
        return Optional.ofNullable(values.get(name)).map(JsonNode::textValue);
    }

    /** Required bytes. */
    public byte[] bytes(String name) {
        return HexFormat.of().parseHex(text(name));
    }

    /** A required 32-byte hash, declared as {@link Shape#HASH}. */
    public Hash hash(String name) {
        return Hash.of(bytes(name));
    }

    /** A number, or {@code fallback} if it was not given. */
    public long integer(String name, long fallback) {
        return Optional.ofNullable(values.get(name)).map(JsonNode::longValue).orElse(fallback);
    }

    /** A required array or object, whose shape was checked. */
    public JsonNode json(String name) {
        return optionalJson(name).orElseThrow(() -> undeclared(name));
    }

    /** An optional array or object, whose shape was checked. */
    public Optional<JsonNode> optionalJson(String name) {
        return Optional.ofNullable(values.get(name));
    }

    private static IllegalStateException undeclared(String name) {
        return new IllegalStateException(name + " is not declared required");
    }
}
