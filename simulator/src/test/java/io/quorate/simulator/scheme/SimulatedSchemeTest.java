package io.quorate.simulator.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.Signer;
import org.junit.jupiter.api.Test;

/** The double is honest about forgery: only a key's own signer makes what verifies under it. */
class SimulatedSchemeTest {
    private static final byte[] MESSAGE = {1, 2, 3};

    private final SimulatedScheme scheme = new SimulatedScheme(7);
    private final Signer alice = scheme.named("alice");
    private final Signer bob = scheme.named("bob");

    @Test
    void aSignatureIsGoodForItsKeyAndMessageOnly() {
        Signature signature = alice.sign(MESSAGE);
        assertThat(scheme.verify(alice.publicKey(), MESSAGE, signature)).isTrue();
        assertThat(scheme.verify(bob.publicKey(), MESSAGE, signature)).isFalse();
        assertThat(scheme.verify(alice.publicKey(), new byte[] {1, 2}, signature))
                .isFalse();
    }

    @Test
    void noBitCanBeChanged() {
        byte[] bytes = alice.sign(MESSAGE).toBytes();
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(scheme.verify(alice.publicKey(), MESSAGE, Signature.of(changed)))
                    .as("bit %s", bit)
                    .isFalse();
        }
    }

    @Test
    void anotherSchemeWithTheSameNamesSignsNothingThatIsGoodHere() {
        Signer double1 = new SimulatedScheme(8).named("alice");
        assertThat(scheme.verify(alice.publicKey(), MESSAGE, double1.sign(MESSAGE)))
                .isFalse();
    }
}
