package io.quorate.node.p2p;

import io.netty.util.NetUtil;
import io.quorate.protocol.types.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a peer listens: {@code /ip4/127.0.0.1/tcp/30333/p2p/<peer id>}. See network.md, Addresses.
 *
 * @param protocol what the host is
 * @param host an address in digits, or a name
 * @param port 1 to 65535
 * @param peer whose it is, if it is said
 */
public record Multiaddr(Protocol protocol, String host, int port, Optional<PeerId> peer) {
    private static final int MAX_TEXT = 512;
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\\.?");
    private static final String SHAPE = "expected /ip4|ip6|dns4|dns6/HOST/tcp/PORT/p2p/PEER_ID";

    /** What a host may be. */
    public enum Protocol {
        /** An IPv4 address. */
        IP4,
        /** An IPv6 address. */
        IP6,
        /** A name that resolves to an IPv4 address. */
        DNS4,
        /** A name that resolves to an IPv6 address. */
        DNS6;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private boolean fits(String host) {
            return switch (this) {
                case IP4 -> NetUtil.isValidIpV4Address(host);
                case IP6 -> NetUtil.isValidIpV6Address(host) && host.indexOf('%') < 0 && host.indexOf('[') < 0;
                case DNS4, DNS6 -> host.length() <= 253 && NAME.matcher(host).matches();
            };
        }

        private String description() {
            return switch (this) {
                case IP4 -> "an IPv4 address";
                case IP6 -> "an IPv6 address";
                case DNS4, DNS6 -> "a host name";
            };
        }
    }

    /**
     * Checks host and port.
     *
     * @throws IllegalArgumentException if they are not what they are said to be
     */
    public Multiaddr {
        if (!protocol.fits(host)) {
            throw new IllegalArgumentException("\"" + shown(host) + "\" is not " + protocol.description());
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
    }

    /** The address of a socket. */
    public static Multiaddr of(InetAddress address, int port) {
        boolean ip4 = address.getAddress().length == 4;
        String host = NetUtil.toAddressString(address);
        return new Multiaddr(ip4 ? Protocol.IP4 : Protocol.IP6, host, port, Optional.empty());
    }

    /**
     * Reads an address; the peer id may be missing.
     *
     * @throws IllegalArgumentException with one line that says what is wrong, for any text that is none
     */
    public static Multiaddr parse(String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("an address of " + text.length() + " characters is too long");
        }
        try {
            return parseParts(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("address \"" + shown(text) + "\": " + e.getMessage(), e);
        }
    }

    private static Multiaddr parseParts(String text) {
        String[] parts = text.split("/", -1);
        if ((parts.length != 5 && parts.length != 7) || !parts[0].isEmpty()) {
            throw new IllegalArgumentException(SHAPE);
        }
        if (!parts[3].equals("tcp")) {
            throw new IllegalArgumentException("\"" + shown(parts[3]) + "\" where \"tcp\" belongs; " + SHAPE);
        }
        if (parts.length == 7 && !parts[5].equals("p2p")) {
            throw new IllegalArgumentException("\"" + shown(parts[5]) + "\" where \"p2p\" belongs; " + SHAPE);
        }
        Optional<PeerId> peer = parts.length == 7 ? Optional.of(PeerIds.parse(parts[6])) : Optional.empty();
        return new Multiaddr(protocol(parts[1]), parts[2], port(parts[4]), peer);
    }

    private static Protocol protocol(String word) {
        for (Protocol protocol : Protocol.values()) {
            if (protocol.word().equals(word)) {
                return protocol;
            }
        }
        throw new IllegalArgumentException("\"" + shown(word) + "\" is not one of ip4, ip6, dns4, dns6");
    }

    private static int port(String digits) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("\"" + shown(digits) + "\" is not a port");
        }
        return Integer.parseInt(digits);
    }

    /** Text of unknown origin, made fit for one line of a log. */
    private static String shown(String text) {
        return Text.printable(text, 128);
    }

    /** The same address, as that of a peer. */
    public Multiaddr withPeer(PeerId owner) {
        return new Multiaddr(protocol, host, port, Optional.of(owner));
    }

    boolean isName() {
        return protocol == Protocol.DNS4 || protocol == Protocol.DNS6;
    }

    /**
     * The socket address. Looks names up, so it may block: never call it on an event loop.
     *
     * @throws UnknownHostException if a name has no address of the right family
     */
    InetSocketAddress resolve() throws UnknownHostException {
        if (!isName()) {
            return new InetSocketAddress(
                    InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(host)), port);
        }
        int wanted = protocol == Protocol.DNS4 ? 4 : 16;
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (address.getAddress().length == wanted) {
                return new InetSocketAddress(address, port);
            }
        }
        throw new UnknownHostException(host + " has no " + (wanted == 4 ? "IPv4" : "IPv6") + " address");
    }

    @Override
    public String toString() {
        String address = "/" + protocol.word() + "/" + host + "/tcp/" + port;
        return peer.map(id -> address + "/p2p/" + id).orElse(address);
    }
}
