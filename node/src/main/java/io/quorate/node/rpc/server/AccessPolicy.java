package io.quorate.node.rpc.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import io.quorate.node.http.HttpAnswer;
import io.quorate.node.http.HttpHead;
import io.quorate.node.rpc.RpcConfig;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps web pages elsewhere from driving this node (operations.md, HTTP).
 *
 * <p>The Host check stops DNS rebinding: a page whose name was pointed here still sends its own name. An address that is
 * the very one the client connected to cannot be rebound, and passes. The Origin check stops what a browser sends across
 * sites without asking first.
 */
final class AccessPolicy {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");
    /** What a proxy adds to what it passes on; and whatever begins with X-Forwarded. */
    private static final Set<String> FORWARDED =
            Set.of("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip");

    private static final String ANY = "*";
    private static final String BEARER = "bearer.";

    private final RpcConfig.Access access;

    AccessPolicy(RpcConfig.Access access) {
        this.access = access;
    }

    /** Why a request is refused, if it is. */
    Optional<HttpAnswer> refuse(HttpHead head, boolean needsToken) {
        List<String> hosts = head.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1 || !mayBeCalled(hosts.get(0), head.local())) {
            return Optional.of(HttpAnswer.text(
                    HttpResponseStatus.FORBIDDEN,
                    "this node is not served under the name in the Host header: use localhost, or allow the name"));
        }
        List<String> origins = head.headers().getAll(HttpHeaderNames.ORIGIN);
        if (!origins.isEmpty()
                && !isOwnPage(origins, hosts.get(0))
                && allowedOrigin(head.headers()).isEmpty()) {
            return Optional.of(HttpAnswer.text(
                    HttpResponseStatus.FORBIDDEN, "web pages of this origin may not call: allow the origin"));
        }
        if (needsToken
                && access.token().isPresent()
                && !carries(head.headers(), access.token().get())
                && !offers(head, access.token().get())) {
            return Optional.of(HttpAnswer.text(HttpResponseStatus.UNAUTHORIZED, "a bearer token is needed")
                    .with("WWW-Authenticate", "Bearer"));
        }
        return Optional.empty();
    }

    /**
     * Whether the caller may run unsafe methods: nobody else reaches this machine's loopback. A proxy on this machine does,
     * for callers anywhere; one that says so in its headers is believed.
     */
    boolean trusts(HttpHead head) {
        return access.unsafe() || (head.local().isLoopbackAddress() && !isForwarded(head.headers()));
    }

    private static boolean isForwarded(HttpHeaders headers) {
        return headers.names().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> FORWARDED.contains(name) || name.startsWith("x-forwarded"));
    }

    /** The origin of the page that calls, if it is a page elsewhere that may. */
    Optional<String> allowedOrigin(HttpHeaders headers) {
        List<String> origins = headers.getAll(HttpHeaderNames.ORIGIN);
        if (origins.size() != 1) {
            return Optional.empty();
        }
        boolean allowed = access.origins().contains(ANY) || access.origins().contains(origins.get(0));
        return allowed ? Optional.of(origins.get(0)) : Optional.empty();
    }

    private static boolean isOwnPage(List<String> origins, String host) {
        return origins.size() == 1
                && (origins.get(0).equalsIgnoreCase("http://" + host)
                        || origins.get(0).equalsIgnoreCase("https://" + host));
    }

    private boolean mayBeCalled(String hostAndPort, InetAddress local) {
        String host = name(hostAndPort);
        return LOOPBACK.contains(host)
                || access.hosts().contains(ANY)
                || access.hosts().stream().anyMatch(host::equalsIgnoreCase)
                || isAddress(host, local);
    }

    private static boolean isAddress(String host, InetAddress local) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        return bytes != null && MessageDigest.isEqual(bytes, local.getAddress());
    }

    /** Without the port, and an IPv6 address without its brackets. */
    private static String name(String hostAndPort) {
        String host = hostAndPort.toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? "" : host.substring(1, end);
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    /**
     * Whether a WebSocket names the token among its subprotocols, as {@code bearer.} and its base64url: a page in a
     * browser can give no other header, and an address would end up in logs and histories.
     */
    private static boolean offers(HttpHead head, String token) {
        List<String> named = head.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(protocols -> Stream.of(protocols.split(",", -1)))
                .map(String::strip)
                .filter(protocol -> protocol.startsWith(BEARER))
                .toList();
        return head.method().equals(HttpMethod.GET)
                && named.size() == 1
                && isSame(named.get(0), BEARER + encoded(token));
    }

    private static String encoded(String token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
    }

    /** In a time that tells nothing of where they differ. */
    private static boolean isSame(String sent, String expected) {
        return MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean carries(HttpHeaders headers, String token) {
        List<String> sent = headers.getAll(HttpHeaderNames.AUTHORIZATION);
        return sent.size() == 1 && isSame(sent.get(0), "Bearer " + token);
    }
}
