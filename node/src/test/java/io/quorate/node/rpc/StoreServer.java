package io.quorate.node.rpc;

import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.types.Genesis;
import java.nio.file.Path;

/** The RPC of a node that has a store and does nothing. */
public final class StoreServer implements AutoCloseable {
    private final RpcHarness rpc;

    private StoreServer(RpcHarness rpc) {
        this.rpc = rpc;
    }

    /** Serves on a free port; keeps its own files in the directory. */
    public static StoreServer of(Path directory, Genesis genesis, BlockStore store) {
        return new StoreServer(new RpcHarness(directory, RpcHarness.defaults(), FakeNode.of(genesis, store)));
    }

    /** Where it serves. */
    public String url() {
        return "http://127.0.0.1:" + rpc.server.address().getPort();
    }

    @Override
    public void close() {
        rpc.close();
    }
}
