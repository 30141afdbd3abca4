package io.quorate.crypto.signature;

import java.util.Optional;

/** The signature schemes there are. */
public final class SignatureSchemes {
    private static final SignatureScheme ED25519_REFERENCE = new BouncyCastleEd25519();

    private SignatureSchemes() {}

    /** Ed25519 (RFC 8032) by the fastest library that works on this machine; which one changes no verdict. */
    public static SignatureScheme ed25519() {
        return ED25519_REFERENCE;
    }

    /** Ed25519 by BouncyCastle, which the others are held against. */
    public static SignatureScheme ed25519Reference() {
        return ED25519_REFERENCE;
    }

    /** The library that {@link #ed25519()} uses, with its version. */
    public static String ed25519Provider() {
        return "BouncyCastle 1.86";
    }

    /** The scheme that genesis files call {@code id}, if there is one. */
    public static Optional<SignatureScheme> byId(String id) {
        return id.equals(Ed25519Scheme.ID) ? Optional.of(ed25519()) : Optional.empty();
    }
}
