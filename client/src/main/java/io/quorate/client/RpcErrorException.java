package io.quorate.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The node answered a call with an error. */
public final class RpcErrorException extends Exception {
    private final int code;
    private final transient JsonNode data;

    RpcErrorException(int code, String message, JsonNode data) {
        super(message);
        this.code = code;
        this.data = data;
    }

    /** The error's number, as docs/ledger.md lists them. */
    public int code() {
        return code;
    }

    /** A member of the error's data, such as {@code code} or {@code txId}, as text. */
    public Optional<String> data(String member) {
        return data.hasNonNull(member) ? Optional.of(data.get(member).asText()) : Optional.empty();
    }
}
