package io.quorate.crypto.keystore;

/** A keystore can't do what the operator asked: its message is one line and says what to do. Holds no secret. */
public final class KeystoreException extends RuntimeException {
    KeystoreException(String message) {
        super(message);
    }

    KeystoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
