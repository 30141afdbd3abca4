package io.quorate.crypto.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of FIPS 180-4. */
class Sha256Test {
    static Stream<Arguments> examples() {
        return Stream.of(
                Arguments.of("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                Arguments.of("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                Arguments.of(
                        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
                Arguments.of(
                        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
                        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"),
                Arguments.of(
                        "a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void hashesAsTheStandardSays(String text, String hash) {
        assertThat(Sha256.hash(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(Hash.fromHex(hash));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 33, 55, 56, 63, 64, 65, 119, 120, 1_024, 65_537})
    void theNativeProviderAndTheJdkAgree(int length) {
        MessageDigest byNative = Sha256.nativeDigest().orElseGet(() -> abort("the native provider does not load here"));
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);

        assertThat(byNative.digest(bytes)).isEqualTo(Sha256.jdkDigest().digest(bytes));
    }

    @Test
    void partsAreHashedAsOneText() {
        assertThat(Sha256.hash(new byte[] {1}, new byte[0], new byte[] {2, 3}))
                .isEqualTo(Sha256.hash(new byte[] {1, 2, 3}));
    }
}
