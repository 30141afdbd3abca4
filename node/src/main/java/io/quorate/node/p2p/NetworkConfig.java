package io.quorate.node.p2p;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an operator decides about the network.
 *
 * @param listen where connections are taken; port 0 takes any free one
 * @param bootnodes the first peers to ask for others; each with its peer id
 * @param reserved peers that are always connected and never banned; each with its peer id
 * @param reservedOnly whether all others are refused
 * @param publicAddresses what peers are told to dial; if empty, the listen address, or with a wildcard address those
 *     of this machine that connections have used
 * @param name the operator's name for the node
 * @param software name and version of the program
 * @param directory where known peers and bans are kept; nothing is kept if empty
 * @param limits of peers and memory
 * @param times time-outs and intervals
 */
public record NetworkConfig(
        InetSocketAddress listen,
        List<Multiaddr> bootnodes,
        List<Multiaddr> reserved,
        boolean reservedOnly,
        List<Multiaddr> publicAddresses,
        String name,
        String software,
        Optional<Path> directory,
        Limits limits,
        Times times) {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if a bootnode or reserved node lacks its peer id
     */
    public NetworkConfig {
        bootnodes = List.copyOf(bootnodes);
        reserved = List.copyOf(reserved);
        publicAddresses = List.copyOf(publicAddresses);
        requirePeer("bootnode", bootnodes);
        requirePeer("reserved node", reserved);
    }

    private static void requirePeer(String what, List<Multiaddr> addresses) {
        for (Multiaddr address : addresses) {
            if (address.peer().isEmpty()) {
                throw new IllegalArgumentException(
                        what + " " + address + " lacks its peer id: add /p2p/PEER_ID at the end");
            }
        }
    }

    /** The defaults. */
    public static NetworkConfig listeningOn(InetSocketAddress listen) {
        return new NetworkConfig(
                listen,
                List.of(),
                List.of(),
                false,
                List.of(),
                "",
                "quorate",
                Optional.empty(),
                Limits.defaults(),
                Times.defaults());
    }

    /** With other bootnodes. */
    public NetworkConfig withBootnodes(List<Multiaddr> addresses) {
        return new NetworkConfig(
                listen, addresses, reserved, reservedOnly, publicAddresses, name, software, directory, limits, times);
    }

    /** With other reserved nodes, and whether no others are wanted. */
    public NetworkConfig withReserved(List<Multiaddr> addresses, boolean only) {
        return new NetworkConfig(
                listen, bootnodes, addresses, only, publicAddresses, name, software, directory, limits, times);
    }

    /** With other addresses for peers to dial. */
    public NetworkConfig withPublicAddresses(List<Multiaddr> addresses) {
        return new NetworkConfig(
                listen, bootnodes, reserved, reservedOnly, addresses, name, software, directory, limits, times);
    }

    /** With another name for the node, and for the program with its version. */
    public NetworkConfig withNames(String node, String program) {
        return new NetworkConfig(
                listen, bootnodes, reserved, reservedOnly, publicAddresses, node, program, directory, limits, times);
    }

    /** With a directory of its own, made if it is not there. */
    public NetworkConfig withDirectory(Path kept) {
        return new NetworkConfig(
                listen,
                bootnodes,
                reserved,
                reservedOnly,
                publicAddresses,
                name,
                software,
                Optional.of(kept),
                limits,
                times);
    }

    /** With other limits. */
    public NetworkConfig withLimits(Limits others) {
        return new NetworkConfig(
                listen, bootnodes, reserved, reservedOnly, publicAddresses, name, software, directory, others, times);
    }

    /** With other times. */
    public NetworkConfig withTimes(Times others) {
        return new NetworkConfig(
                listen, bootnodes, reserved, reservedOnly, publicAddresses, name, software, directory, limits, others);
    }

    /**
     * Bounds, each at least 1.
     *
     * @param inbound peers that dialled this node; reserved ones not counted
     * @param outbound peers that this node dialled; reserved ones not counted
     * @param greeting connections that have not proven who they are, or not been accepted yet
     * @param votesBytes waiting for one peer in the lane of votes; over it the peer is cut off
     * @param proposalsBytes waiting for one peer in the lane of proposals; over it the oldest are dropped
     * @param bulkBytes waiting for one peer in the lane of blocks and transactions; over it the newest are dropped
     * @param queuedMessages waiting for one peer in each lane
     * @param eventLoops threads that serve the connections
     */
    public record Limits(
            int inbound,
            int outbound,
            int greeting,
            int votesBytes,
            int proposalsBytes,
            int bulkBytes,
            int queuedMessages,
            int eventLoops) {
        /** Checks them. */
        public Limits {
            int least = Math.min(
                    Math.min(Math.min(inbound, outbound), Math.min(greeting, eventLoops)),
                    Math.min(Math.min(votesBytes, proposalsBytes), Math.min(bulkBytes, queuedMessages)));
            if (least < 1) {
                throw new IllegalArgumentException("a network limit of " + least + " is less than 1");
            }
        }

        /** network.md, Discovery: 25 and 25. */
        public static Limits defaults() {
            int megabyte = 1024 * 1024;
            // Half of the cores: more would only take turns with the replica and the verifiers.
            int eventLoops = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
            return new Limits(25, 25, 64, 8 * megabyte, 24 * megabyte, 16 * megabyte, 8_192, eventLoops);
        }
    }

    /**
     * Time-outs and intervals, all positive.
     *
     * @param connect for a TCP connection to be made
     * @param greeting from then until the peer is accepted
     * @param keepAlive after this long without a frame to a peer, one is sent that says nothing
     * @param idle after this long without a frame from a peer, it is cut off
     * @param redialFirst before a first new attempt; it doubles, with jitter
     * @param redialLongest what it grows to
     * @param redialRefused after a refusal that only an operator can mend, such as another genesis
     * @param look between two looks whether a peer is missing, while none is; a loss is noticed at once all the same
     * @param exchange between two exchanges of peer records
     * @param banFirst how long a first ban lasts; it doubles
     * @param banLongest what it grows to
     */
    public record Times(
            Duration connect,
            Duration greeting,
            Duration keepAlive,
            Duration idle,
            Duration redialFirst,
            Duration redialLongest,
            Duration redialRefused,
            Duration look,
            Duration exchange,
            Duration banFirst,
            Duration banLongest) {
        /** Checks them. */
        public Times {
            for (Duration each : List.of(
                    connect,
                    greeting,
                    keepAlive,
                    idle,
                    redialFirst,
                    redialLongest,
                    redialRefused,
                    look,
                    exchange,
                    banFirst,
                    banLongest)) {
                if (each.toMillis() < 1) {
                    throw new IllegalArgumentException("a network time of " + each + " is too short");
                }
            }
        }

        /** What suits both one machine and the wide world. */
        public static Times defaults() {
            return new Times(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(20),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ofHours(24));
        }
    }
}
