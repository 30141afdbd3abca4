package io.quorate.node.p2p;

import io.netty.handler.codec.DecoderException;

/** Carries a peer's fault from the decoder to the handler that scores it. It never leaves the pipeline. */
final class PeerFaultException extends DecoderException {
    private static final long serialVersionUID = 1L;

    PeerFaultException(String reason) {
        super(reason);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this; // a peer can cause these at will: keep them cheap
    }
}
