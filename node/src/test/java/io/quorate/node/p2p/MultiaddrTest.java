package io.quorate.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultiaddrTest {
    private static final String ID = TestPeer.key(1).peerId().text();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ip4/127.0.0.1/tcp/30333",
                "/ip6/::1/tcp/1",
                "/ip6/2001:db8::ff00:42:8329/tcp/65535",
                "/dns4/node-1.example.org/tcp/30333",
                "/dns6/alice/tcp/30333"
            })
    void anAddressIsReadAndWrittenTheSame(String text) {
        assertThat(Multiaddr.parse(text)).hasToString(text);
        assertThat(Multiaddr.parse(text + "/p2p/" + ID))
                .hasToString(text + "/p2p/" + ID)
                .isEqualTo(Multiaddr.parse(text).withPeer(TestPeer.key(1).peerId()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|expected /ip4",
                "127.0.0.1:30333|expected /ip4",
                "/ip4/127.0.0.1|expected /ip4",
                "/ip5/127.0.0.1/tcp/1|\"ip5\" is not one of",
                "/ip4/127.0.0/tcp/1|\"127.0.0\" is not an IPv4 address",
                "/ip4/example.org/tcp/1|\"example.org\" is not an IPv4 address",
                "/ip6/127.0.0.1/tcp/1|is not an IPv6 address",
                "/ip6/fe80::1%eth0/tcp/1|is not an IPv6 address",
                "/dns4/-x/tcp/1|\"-x\" is not a host name",
                "/ip4/127.0.0.1/udp/1|\"udp\" where \"tcp\" belongs",
                "/ip4/127.0.0.1/tcp/0|port 0 is not between 1 and 65535",
                "/ip4/127.0.0.1/tcp/65536|port 65536 is not between 1 and 65535",
                "/ip4/127.0.0.1/tcp/+1|\"+1\" is not a port",
                "/ip4/127.0.0.1/tcp/1/ipfs/x|\"ipfs\" where \"p2p\" belongs",
                "/ip4/127.0.0.1/tcp/1/p2p/0OIl|'0' is no base58 character",
                "/ip4/127.0.0.1/tcp/1/p2p/12D3KooW|begins with 12D3KooW"
            })
    void whatIsWrongIsSaidInOneLine(String text, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Multiaddr.parse(text))
                .withMessageContaining(reason)
                .withMessageNotContaining("\n");
    }

    @Test
    void noTextBreaksTheParser() {
        List<String> seeds = List.of(
                "/ip4/127.0.0.1/tcp/30333/p2p/" + ID, "/dns6/a.b/tcp/1", "/ip6/::ffff:1.2.3.4/tcp/80/p2p/" + ID);
        long seed = 20_261_121;
        Random random = new Random(seed);
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
                    case 1 -> text.insert(at, "/:.%0z[".charAt(random.nextInt(7)));
                    default -> text.setLength(Math.max(1, at));
                }
            }
            try {
                Multiaddr address = Multiaddr.parse(text.toString());
                assertThat(Multiaddr.parse(address.toString()))
                        .as("seed %d round %d: %s", seed, round, text)
                        .isEqualTo(address);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).as("seed %d round %d", seed, round).isPrintable();
            }
        }
    }
}
