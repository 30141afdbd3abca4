package io.quorate.protocol.port;

/** The disk failed, or holds something it must not. Fatal: nothing may be sent after it. The message says what to do. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With words for the operator. */
    public StorageException(String message) {
        super(message);
    }

    /** With words for the operator and what lies behind. */
    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
