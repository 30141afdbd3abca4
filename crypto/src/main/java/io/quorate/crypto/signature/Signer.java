package io.quorate.crypto.signature;

/** Signs with one key. Thread-safe. */
public interface Signer {
    /** The key that verifies what this signs. */
    PublicKey publicKey();

    /** Signs a message. */
    Signature sign(byte[] message);
}
