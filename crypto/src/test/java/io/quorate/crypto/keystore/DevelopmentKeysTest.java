package io.quorate.crypto.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.SignatureSchemes;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DevelopmentKeysTest {
    @Test
    void seedsAreHashesOfThePublishedTexts() {
        assertThat(DevelopmentKeys.ALICE.validator().seed())
                .isEqualTo(Sha256.hash("quorate development key: alice validator".getBytes(StandardCharsets.US_ASCII))
                        .toBytes());
        assertThat(DevelopmentKeys.FERDIE.account().seed())
                .isEqualTo(Sha256.hash("quorate development key: ferdie instance".getBytes(StandardCharsets.US_ASCII))
                        .toBytes());
    }

    @Test
    void theKeysOfAliceNeverChange() {
        // Chains and bootnode addresses in use name them.
        assertThat(DevelopmentKeys.ALICE.node().publicKey())
                .isEqualTo(PublicKey.fromHex("a27cd174a1ceaee250ecf7b0b40ec49e54c2135d69d349e5f8a405cea69d8e5b"));
        assertThat(DevelopmentKeys.ALICE.validator().publicKey())
                .isEqualTo(PublicKey.fromHex("4ea33eb10e1aa6866b69a65bb705899bbc0ecd1afd2a34692183b69511292f9c"));
        assertThat(DevelopmentKeys.ALICE.account().publicKey())
                .isEqualTo(PublicKey.fromHex("f08c81459b7139dc7d00c08312dbe703b6e4a01b6f7c5a8c0365ff782699b3ba"));
    }

    @Test
    void allOfThemAreDifferentAndKnown() {
        Set<PublicKey> keys = new HashSet<>();
        for (DevelopmentKeys person : DevelopmentKeys.values()) {
            for (KeyEntry key : new KeyEntry[] {person.node(), person.validator(), person.account()}) {
                assertThat(keys.add(key.publicKey())).isTrue();
                assertThat(DevelopmentKeys.isDevelopmentKey(key.publicKey())).isTrue();
            }
        }
        assertThat(keys).hasSize(18);
    }

    @Test
    void anyOtherKeyIsNotOneOfThem() {
        PublicKey other = SignatureSchemes.ed25519().signer(new byte[32]).publicKey();
        assertThat(DevelopmentKeys.isDevelopmentKey(other)).isFalse();
    }

    @Test
    void theyAreFoundByTheNamesOfTheCommandLine() {
        assertThat(DevelopmentKeys.byName("alice")).contains(DevelopmentKeys.ALICE);
        assertThat(DevelopmentKeys.byName("ferdie")).contains(DevelopmentKeys.FERDIE);
        assertThat(DevelopmentKeys.byName("Alice")).isEmpty();
        assertThat(DevelopmentKeys.byName("mallory")).isEmpty();
    }
}
