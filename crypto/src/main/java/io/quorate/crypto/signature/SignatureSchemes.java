package io.quorate.crypto.signature;

import java.util.Optional;

/** The signature schemes there are. */
public final class SignatureSchemes {
    private static final BouncyCastleEd25519 REFERENCE = new BouncyCastleEd25519();

    private SignatureSchemes() {}

    /** Ed25519 (RFC 8032) by the fastest library that works on this machine; which one changes no verdict. */
    public static SignatureScheme ed25519() {
        return Native.ED25519.<SignatureScheme>map(scheme -> scheme).orElse(REFERENCE);
    }

    /** Ed25519 by BouncyCastle, which the native one is held against. */
    public static SignatureScheme ed25519Reference() {
        return REFERENCE;
    }

    /** The library that {@link #ed25519()} uses, with its version. */
    public static String ed25519Provider() {
        return Native.ED25519.map(CorrettoEd25519::provider).orElseGet(BouncyCastleEd25519::provider);
    }

    /** The scheme that genesis files call {@code id}, if there is one. */
    public static Optional<SignatureScheme> byId(String id) {
        return id.equals(Ed25519Scheme.ID) ? Optional.of(ed25519()) : Optional.empty();
    }

    /** Loaded when first asked for, once. */
    private static final class Native {
        static final Optional<CorrettoEd25519> ED25519 = CorrettoEd25519.load();
    }
}
