package io.quorate.crypto.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HashTest {
    @Test
    void isNotChangedThroughTheBytesItWasMadeFromOrGave() {
        byte[] bytes = new byte[Hash.SIZE];
        Hash hash = Hash.of(bytes);
        bytes[0] = 1;
        hash.toBytes()[1] = 1;
        assertThat(hash).isEqualTo(Hash.ZERO);
    }

    @Test
    void hexadecimalDigitsGoBothWays() {
        String hex = "00ff".repeat(16);
        assertThat(Hash.fromHex(hex).toHex()).isEqualTo(hex);
        assertThat(Hash.fromHex(hex)).hasToString(hex);
    }

    @Test
    void isOrderedAsUnsignedBytes() {
        assertThat(Hash.fromHex("7f".repeat(32))).isLessThan(Hash.fromHex("80".repeat(32)));
    }

    @Test
    void anotherLengthIsRefused() {
        assertThatThrownBy(() -> Hash.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Hash.fromHex("00")).isInstanceOf(IllegalArgumentException.class);
    }
}
