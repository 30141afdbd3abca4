package io.quorate.node.http;

import java.io.IOException;

/** A server cannot listen where it was told to. The message names the address and is for the operator. */
public final class PortTakenException extends IOException {
    private static final long serialVersionUID = 1L;

    PortTakenException(String message, Throwable cause) {
        super(message, cause);
    }
}
