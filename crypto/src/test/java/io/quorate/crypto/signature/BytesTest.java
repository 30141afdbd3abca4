package io.quorate.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Keys and signatures as byte strings. */
class BytesTest {
    @Test
    void areNotChangedThroughTheBytesTheyWereMadeFromOrGave() {
        byte[] bytes = {1, 2};
        PublicKey key = PublicKey.of(bytes);
        Signature signature = Signature.of(bytes);
        bytes[0] = 9;
        key.toBytes()[1] = 9;
        signature.toBytes()[1] = 9;
        assertThat(key).isEqualTo(PublicKey.fromHex("0102")).hasToString("0102");
        assertThat(signature).isEqualTo(Signature.fromHex("0102")).hasToString("0102");
    }

    @Test
    void areOrderedAsUnsignedBytes() {
        assertThat(PublicKey.fromHex("7f")).isLessThan(PublicKey.fromHex("80"));
        assertThat(Signature.fromHex("7f")).isLessThan(Signature.fromHex("80"));
    }

    @Test
    void anEmptyOrTooLongOneIsRefused() {
        assertThatThrownBy(() -> PublicKey.of(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Signature.of(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PublicKey.of(new byte[PublicKey.MAX_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Signature.of(new byte[Signature.MAX_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
