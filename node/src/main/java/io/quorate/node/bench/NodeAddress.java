package io.quorate.node.bench;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;

/** Where a node serves its RPC. */
record NodeAddress(String host, int port) {
    private static final int DEFAULT_PORT = 80;
    private static final int MAX_PORT = 65_535;

    /**
     * Reads {@code http://HOST:PORT}.
     *
     * @throws IllegalArgumentException if it is something else, with the reason
     */
    static NodeAddress parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a URL: write it like http://127.0.0.1:9944", e);
        }
        String host = uri.getHost();
        String path = uri.getRawPath();
        if (!"http".equalsIgnoreCase(uri.getScheme())
                || host == null
                || uri.getPort() > MAX_PORT
                || uri.getPort() == 0
                || !(path == null || path.isEmpty() || path.equals("/"))
                || uri.getRawQuery() != null
                || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("is not the address of a node: write it like http://127.0.0.1:9944");
        }
        return new NodeAddress(host, uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
    }

    /** The address to connect to; looks the name up, which may take its time. */
    InetSocketAddress resolve() {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new InetSocketAddress(bare, port);
    }

    /** As the Host header names it. */
    String authority() {
        return host + ":" + port;
    }

    @Override
    public String toString() {
        return "http://" + authority();
    }
}
