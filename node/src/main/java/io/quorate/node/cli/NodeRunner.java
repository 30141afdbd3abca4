package io.quorate.node.cli;

import io.quorate.node.config.NodeConfig;
import io.quorate.node.config.NodeKeys;

/** Runs a node until it is told to stop. */
@FunctionalInterface
public interface NodeRunner {
    /**
     * Returns when the node has stopped cleanly.
     *
     * @throws io.quorate.node.config.OperatorException if it can't start
     */
    void run(NodeConfig config, NodeKeys keys) throws InterruptedException;
}
