package io.quorate.node.rpc;

import io.quorate.node.runtime.NodeService;
import java.util.ArrayList;
import java.util.List;

/** All the methods there are. */
final class Methods {
    private final NodeService node;

    Methods(NodeService node) {
        this.node = node;
    }

    List<RpcMethod> all() {
        List<RpcMethod> all = new ArrayList<>();
        all.addAll(new ChainMethods(node).all());
        return all;
    }
}
