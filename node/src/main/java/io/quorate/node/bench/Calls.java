package io.quorate.node.bench;

import java.nio.charset.StandardCharsets;

/** A body of JSON-RPC calls, always a batch; each has the number of its place as id. */
final class Calls {
    private static final int CALL_CHARACTERS = 128;

    private final StringBuilder text;
    private int count;

    /** An empty one, with room for this many characters of parameters. */
    Calls(int characters) {
        text = new StringBuilder(characters + CALL_CHARACTERS).append('[');
    }

    Calls submit(Signed signed) {
        return call("tx.submit", "{\"transaction\":\"" + signed.transaction() + "\"}");
    }

    Calls submitAndWait(Signed signed, long waitMillis) {
        return call(
                "tx.submit", "{\"transaction\":\"" + signed.transaction() + "\",\"waitMillis\":" + waitMillis + "}");
    }

    Calls await(Signed signed, long timeoutMillis) {
        return call("tx.wait", "{\"id\":\"" + signed.id() + "\",\"timeoutMillis\":" + timeoutMillis + "}");
    }

    /** A call of a method, with parameters in JSON. */
    Calls call(String method, String params) {
        text.append(count == 0 ? "" : ",")
                .append("{\"jsonrpc\":\"2.0\",\"id\":")
                .append(count++)
                .append(",\"method\":\"")
                .append(method)
                .append("\",\"params\":")
                .append(params)
                .append('}');
        return this;
    }

    byte[] body() {
        return (text + "]").getBytes(StandardCharsets.US_ASCII);
    }
}
