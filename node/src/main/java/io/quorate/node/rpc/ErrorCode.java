package io.quorate.node.rpc;

/** The error codes: those of JSON-RPC 2.0, then our own. They never change their number. */
public enum ErrorCode {
    /** The body is not JSON, or not within the limits of JSON here. */
    PARSE_ERROR(-32700),
    /** The JSON is no request of JSON-RPC 2.0, or a batch is empty or too long. */
    INVALID_REQUEST(-32600),
    /** No such method. */
    METHOD_NOT_FOUND(-32601),
    /** A parameter is missing, unknown, or of the wrong type or range; {@code data.parameter} names it. */
    INVALID_PARAMS(-32602),
    /** Our own fault; the log says more. */
    INTERNAL_ERROR(-32603),
    /** The transaction is final, and failed: {@code data} has the ledger's {@code code}, {@code txId} and {@code height}. */
    TRANSACTION_FAILED(-32000),
    /** The transaction was not taken into the mempool: {@code data} has {@code code} and {@code txId}. */
    TRANSACTION_REFUSED(-32001),
    /** Not final within the time; it may still become final. {@code data.txId} names it. */
    NOT_FINAL_IN_TIME(-32002),
    /** There is no such block, transaction, certificate, decision, instance or key. */
    NOT_FOUND(-32003),
    /** More votes a minute than one instance may cast; {@code data.retryAfterMillis} says when again. */
    RATE_LIMITED(-32004),
    /** The node has more calls than it can serve; try again later. */
    OVERLOADED(-32005),
    /** This node's keystore has no key of the instance: register it here, or vote where it was registered. */
    NO_INSTANCE_KEY(-32006),
    /** The method signs with this node's keys or changes the node, and the caller is on another machine. */
    UNSAFE_METHOD(-32007);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** The number that travels. */
    public int number() {
        return number;
    }
}
