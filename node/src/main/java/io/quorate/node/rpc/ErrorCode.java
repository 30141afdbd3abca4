package io.quorate.node.rpc;

/** The error codes: those of JSON-RPC 2.0, then our own. They never change their number. */
public enum ErrorCode {
    /** The body is not JSON, or not within the limits of JSON here. */
    PARSE_ERROR(-32700, "the body is not JSON, or not within the limits of JSON here"),
    /** The JSON is no request of JSON-RPC 2.0, or a batch is empty or too long. */
    INVALID_REQUEST(-32600, "the JSON is no request of JSON-RPC 2.0, or a batch is empty or too long"),
    /** No such method. */
    METHOD_NOT_FOUND(-32601, "no such method"),
    /** A parameter is missing, unknown, or of the wrong type or range; {@code data.parameter} names it. */
    INVALID_PARAMS(-32602, "a parameter is missing, unknown, or of the wrong type or range; data.parameter names it"),
    /** Our own fault; the log says more. */
    INTERNAL_ERROR(-32603, "a fault of the node; its log says more"),
    /** The transaction is final, and failed: {@code data} has the ledger's {@code code}, {@code txId} and {@code height}. */
    TRANSACTION_FAILED(-32000, "the transaction is final, and failed; data.code is the ledger's code"),
    /** The transaction was not taken into the mempool: {@code data} has {@code code} and {@code txId}. */
    TRANSACTION_REFUSED(-32001, "the transaction was not taken into the pool; data.code says why"),
    /**
     * Not final within the time; it may still become final. {@code data.txId} names it, and {@code data.expiryMillis} is
     * the block time until which it may, where the node signed it.
     */
    NOT_FINAL_IN_TIME(
            -32002,
            "not final in time; it may still become final; data.txId names it, data.expiryMillis is the block time until"
                    + " which it may, where the node signed it"),
    /** There is no such block, transaction, certificate, decision, instance or key. */
    NOT_FOUND(-32003, "no such block, transaction, certificate, decision, instance or key"),
    /** More votes a minute than one instance may cast; {@code data.retryAfterMillis} says when again. */
    RATE_LIMITED(-32004, "too many votes of one instance; data.retryAfterMillis says when again"),
    /** The node has more calls than it can serve; try again later. */
    OVERLOADED(-32005, "the node has more calls than it can serve; try again later"),
    /** This node's keystore has no key of the instance: register it here, or vote where it was registered. */
    NO_INSTANCE_KEY(-32006, "this node has no key of that instance; data.code says whether it is registered elsewhere"),
    /** The method signs with this node's keys or changes the node, and the caller is on another machine. */
    UNSAFE_METHOD(-32007, "the method acts with the node's keys, and the caller is on another machine"),
    /** A ballot may not be revealed yet; {@code data.waitMillis} says how long. */
    TOO_EARLY(-32008, "commits are still taken: a value revealed now would be public too soon; data.waitMillis"),
    /** Subscriptions need a connection that stays: a WebSocket. */
    NO_SOCKET(-32009, "subscriptions need a WebSocket"),
    /** This connection, or the node, has as many subscriptions as it may. */
    TOO_MANY_SUBSCRIPTIONS(-32010, "as many subscriptions as one connection, or the node, may have"),
    /** The disk did not do what was asked; the message says what to do. */
    STORAGE_FAILED(-32011, "the disk did not do what was asked; the message says what to do");

    private final int number;
    private final String meaning;

    ErrorCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** The number that travels. */
    public int number() {
        return number;
    }

    /** What it says, in general. */
    public String meaning() {
        return meaning;
    }
}
