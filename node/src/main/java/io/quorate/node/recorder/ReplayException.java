package io.quorate.node.recorder;

/** A recording that cannot be read, or goes another way than it did. The message is for people. */
public final class ReplayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReplayException(String message) {
        super(message);
    }

    ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
