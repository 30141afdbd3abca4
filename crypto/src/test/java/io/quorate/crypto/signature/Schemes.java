package io.quorate.crypto.signature;

import java.util.stream.Stream;

/** Every Ed25519 implementation that works on the machine of the test. */
final class Schemes {
    private Schemes() {}

    static Stream<SignatureScheme> all() {
        return Stream.of(SignatureSchemes.ed25519Reference(), SignatureSchemes.ed25519())
                .distinct();
    }
}
