package io.quorate.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quorate.crypto.signature.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeerIdsTest {
    @Test
    void aPeerIdIsReadBackToItsKey() {
        // RFC 8032, 7.1, test 1
        PublicKey key = PublicKey.fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(PeerIds.of(key).text()).startsWith("12D3KooW").hasSize(52);
        assertThat(PeerIds.publicKey(PeerIds.of(key))).isEqualTo(key);
        assertThat(PeerIds.parse(PeerIds.of(key).text())).isEqualTo(PeerIds.of(key));
    }

    @Test
    void aKeyOfSmallOrderHasNoId() {
        assertThatIllegalArgumentException().isThrownBy(() -> PeerIds.of(PublicKey.of(new byte[32])));
    }

    @Test
    void base58FollowsItsVectors() {
        assertThat(Base58.encode(HexFormat.of().parseHex("00010966776006953d5567439e5e39f86a0d273beed61967f6")))
                .isEqualTo("16UwLL9Risc3QfPqBUvKofHmBQ7wMtjvM");
        assertThat(Base58.encode("Hello World!".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("2NEpo7TZRRrLZSi2U");
    }

    @Test
    void base58IsReadAsItWasWritten() {
        Random random = new Random(58);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(50)];
            random.nextBytes(bytes);
            Arrays.fill(bytes, 0, Math.min(bytes.length, random.nextInt(4)), (byte) 0);
            assertThat(Base58.decode(Base58.encode(bytes)))
                    .as("seed 58 round %d", round)
                    .isEqualTo(bytes);
        }
    }
}
