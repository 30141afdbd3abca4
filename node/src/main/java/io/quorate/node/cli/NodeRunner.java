package io.quorate.node.cli;

import io.quorate.node.config.NodeConfig;
import io.quorate.node.config.NodeKeys;
import java.util.function.Supplier;

/** Runs a node until it is told to stop. */
@FunctionalInterface
public interface NodeRunner {
    /**
     * Returns when the node has stopped cleanly.
     *
     * @param keys reads the keys, or makes them: only who has locked the base path may ask
     * @param again reads the settings once more, and sets the log levels as they say
     * @throws io.quorate.node.config.OperatorException if it can't start
     */
    void run(NodeConfig config, Supplier<NodeKeys> keys, Supplier<NodeConfig> again) throws InterruptedException;
}
