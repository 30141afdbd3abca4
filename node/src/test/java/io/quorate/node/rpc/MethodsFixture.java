package io.quorate.node.rpc;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.node.rpc.methods.InstanceKeys;
import io.quorate.node.rpc.methods.Methods;
import io.quorate.node.runtime.NodeService;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The methods, outside a server. */
final class MethodsFixture {
    private MethodsFixture() {}

    static List<RpcMethod> of(NodeService node, Path directory, Workers workers) {
        InstanceKeys keys = new InstanceKeys(
                Keystore.open(directory.resolve("fixture")),
                Optional.empty(),
                DevelopmentKeys.ALICE.account().signer(),
                10);
        return Methods.of(node, keys, workers, RpcHarness.defaults(), Clocks.system());
    }
}
