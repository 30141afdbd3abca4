package io.quorate.node.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServersTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,   http://127.0.0.1:9944",
        "0.0.0.0,     http://0.0.0.0:9944",
        "::1,         http://[::1]:9944",
        "2001:db8::1, http://[2001:db8::1]:9944",
    })
    void theAddressInTheLogCanBeOpened(String address, String url) throws UnknownHostException {
        assertThat(Servers.url(new InetSocketAddress(InetAddress.getByName(address), 9944)))
                .isEqualTo(url);
    }
}
