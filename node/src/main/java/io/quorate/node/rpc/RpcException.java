package io.quorate.node.rpc;

/** Ends a call with an {@link RpcError}. A value in disguise: it has no stack trace and is never logged. */
public final class RpcException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RpcError error;

    RpcException(RpcError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public RpcError error() {
        return error;
    }
}
