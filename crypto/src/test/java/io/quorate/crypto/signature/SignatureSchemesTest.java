package io.quorate.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Security;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SignatureSchemesTest {
    @Test
    void ed25519IsFoundByItsId() {
        assertThat(SignatureSchemes.byId("ed25519")).containsSame(SignatureSchemes.ed25519());
        assertThat(SignatureSchemes.byId("Ed25519")).isEmpty();
        assertThat(SignatureSchemes.byId("")).isEmpty();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "elsewhere the native library is a bonus")
    void theNativeLibraryIsUsedWhereItWorks() {
        assertThat(SignatureSchemes.ed25519Provider()).matches("ACCP [0-9.]+");
        assertThat(SignatureSchemes.ed25519()).isNotSameAs(SignatureSchemes.ed25519Reference());
    }

    @Test
    void theReferenceNamesItsVersion() {
        assertThat(BouncyCastleEd25519.provider()).matches("BouncyCastle [0-9.]+");
    }

    @Test
    void noProviderIsInstalledForTheWholeProcess() {
        SignatureSchemes.ed25519Provider();
        assertThat(Security.getProviders())
                .extracting(provider -> provider.getClass().getName())
                .allMatch(name -> name.startsWith("sun.")
                        || name.startsWith("com.sun.")
                        || name.startsWith("org.jcp.")
                        || name.startsWith("apple."));
    }

    @Test
    void aSeedOfAnotherLengthIsRefused() {
        Schemes.all()
                .forEach(scheme -> assertThatThrownBy(() -> scheme.signer(new byte[31]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("an Ed25519 seed has 32 bytes, not 31"));
    }

    @Test
    void aSignerIsNotChangedThroughTheSeedItWasMadeFrom() {
        Schemes.all().forEach(scheme -> {
            byte[] seed = new byte[32];
            Signer signer = scheme.signer(seed);
            Signature before = signer.sign(seed.clone());
            seed[0] = 1;
            assertThat(signer.sign(new byte[32])).isEqualTo(before);
        });
    }

    @Test
    void oneSignerServesManyThreads() throws Exception {
        for (SignatureScheme scheme : Schemes.all().toList()) {
            Signer signer = scheme.signer(new byte[32]);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                Callable<Boolean> work = () -> IntStream.range(0, 200).allMatch(i -> {
                    byte[] message = {(byte) i, (byte) (i >> 8)};
                    return scheme.verify(signer.publicKey(), message, signer.sign(message));
                });
                for (Future<Boolean> done : threads.invokeAll(Collections.nCopies(4, work))) {
                    assertThat(done.get()).isTrue();
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }
}
