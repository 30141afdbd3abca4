package io.quorate.node.daemon;

import io.netty.util.NetUtil;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.node.config.NodeConfig;
import io.quorate.node.config.NodeKeys;
import io.quorate.node.config.OperatorException;
import io.quorate.node.config.TokenFile;
import io.quorate.node.http.HttpLimits;
import io.quorate.node.http.PortTakenException;
import io.quorate.node.metrics.MetricsServer;
import io.quorate.node.rpc.Clocks;
import io.quorate.node.rpc.RpcConfig;
import io.quorate.node.rpc.methods.InstanceKeys;
import io.quorate.node.rpc.server.RpcServer;
import io.quorate.node.runtime.Node;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node with the servers that let the outside in. */
final class Servers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("quorate.node");

    private final Node node;
    private final RpcServer rpc;
    private final MetricsServer metrics;

    private Servers(Node node, RpcServer rpc, MetricsServer metrics) {
        this.node = node;
        this.rpc = rpc;
        this.metrics = metrics;
    }

    static Servers start(NodeConfig config, Supplier<NodeKeys> keys) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            Node node = Node.start(config, keys);
            opened.push(node);
            RpcConfig settings = settings(config.rpc());
            RpcServer rpc = rpc(settings, node, config);
            opened.push(rpc);
            LOG.info("serving RPC on {}", url(rpc.address()));
            MetricsServer metrics = metrics(config.metrics(), node);
            opened.push(metrics);
            LOG.info("serving metrics on {}/metrics", url(metrics.address()));
            return new Servers(node, rpc, metrics);
        } catch (RuntimeException e) {
            opened.forEach(Servers::closeQuietly);
            throw e;
        }
    }

    private static RpcConfig settings(NodeConfig.Rpc rpc) {
        RpcConfig.Access access = new RpcConfig.Access(
                Set.copyOf(rpc.hosts()),
                Set.copyOf(rpc.origins()),
                rpc.tokenFile().map(TokenFile::readOrCreate),
                rpc.methods() == NodeConfig.RpcMethods.UNSAFE);
        return RpcConfig.at(rpc.listen())
                .withVotesAMinute(rpc.votesPerMinute())
                .withAccess(access)
                .withHttp(HttpLimits.DEFAULT.withConnections(rpc.connections()));
    }

    private static RpcServer rpc(RpcConfig settings, Node node, NodeConfig config) {
        try {
            Keystore instances = Keystore.open(
                    NodeKeys.directory(config.storage().basePath()).resolve("instances"));
            InstanceKeys instanceKeys = new InstanceKeys(
                    instances,
                    node.keys().passphrase(),
                    node.keys().account().signer(),
                    settings.calls().instanceKeys());
            return RpcServer.start(settings, node, instanceKeys, Clocks.system());
        } catch (PortTakenException e) {
            throw OperatorException.failure(
                    "RPC port " + settings.bind().getPort() + " is taken: choose another with --rpc-port", e);
        }
    }

    private static MetricsServer metrics(NodeConfig.Metrics config, Node node) {
        try {
            return config.fixed()
                    ? MetricsServer.start(config.listen(), node::scrape)
                    : MetricsServer.startFrom(config.listen(), node::scrape);
        } catch (PortTakenException e) {
            throw OperatorException.failure(
                    "metrics port " + config.listen().getPort() + " is taken: choose another with --prometheus-port",
                    e);
        }
    }

    /** An IPv6 address is in brackets there. */
    static String url(InetSocketAddress address) {
        return "http://" + NetUtil.toSocketAddressString(address);
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.warn("while stopping: {}", e.toString());
        }
    }

    Node node() {
        return node;
    }

    @Override
    public void close() {
        metrics.close();
        rpc.close();
        node.close();
    }
}
