package io.quorate.node.cli;

import io.quorate.node.config.OperatorException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds ports for several nodes on one machine: the default ones and those after them, without what is taken. */
final class FreePorts {
    private int peers = 30_333;
    private int rpc = 9_944;
    private int metrics = 9_615;

    /** The ports of one node. */
    record Three(int peers, int rpc, int metrics) {}

    Three next() {
        peers = free(peers);
        rpc = free(rpc);
        metrics = free(metrics);
        return new Three(peers++, rpc++, metrics++);
    }

    private static int free(int first) {
        for (int port = first; port < first + 1_000 && port <= 65_535; port++) {
            if (isFree(port)) {
                return port;
            }
        }
        throw OperatorException.failure("no port from " + first + " on is free: end what uses them");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
