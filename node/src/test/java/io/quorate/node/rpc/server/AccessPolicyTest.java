package io.quorate.node.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.quorate.node.http.HttpHead;
import io.quorate.node.rpc.RpcConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessPolicyTest {
    private static boolean trusts(boolean unsafe, String local) throws UnknownHostException {
        return new AccessPolicy(RpcConfig.Access.LOCAL.withUnsafe(unsafe))
                .trusts(new HttpHead(HttpMethod.POST, "/", new DefaultHttpHeaders(), InetAddress.getByName(local)));
    }

    @Test
    void callersOnThisMachineAreTrusted() throws UnknownHostException {
        assertThat(trusts(false, "127.0.0.1")).isTrue();
        assertThat(trusts(false, "::1")).isTrue();
        assertThat(trusts(false, "::ffff:127.0.0.1")).isTrue();
    }

    @Test
    void callersOnOthersAreTrustedOnlyIfTheOperatorSaysSo() throws UnknownHostException {
        assertThat(trusts(false, "192.0.2.1")).isFalse();
        assertThat(trusts(true, "192.0.2.1")).isTrue();
    }

    /** A proxy on this machine connects from its loopback, whoever it connects for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded",
                "X-Forwarded-For",
                "x-forwarded-proto",
                "X-Forwarded-Host",
                "X-Real-IP",
                "X-REAL-IP",
                "Via"
            })
    void whatAProxyPassesOnIsNotFromThisMachine(String header) {
        DefaultHttpHeaders headers = new DefaultHttpHeaders();
        headers.add(header, "198.51.100.7");
        HttpHead head = new HttpHead(HttpMethod.POST, "/", headers, InetAddress.getLoopbackAddress());
        assertThat(new AccessPolicy(RpcConfig.Access.LOCAL).trusts(head)).isFalse();
        assertThat(new AccessPolicy(RpcConfig.Access.LOCAL.withUnsafe(true)).trusts(head))
                .isTrue();
    }
}
