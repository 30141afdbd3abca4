package io.quorate.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rpc.discover}: an OpenRPC document of what is dispatched to (ledger.md, JSON-RPC). */
class DiscoveryTest {
    @TempDir
    Path directory;

    private JsonNode document(RpcHarness rpc) {
        return rpc.result("rpc.discover", "[]");
    }

    @Test
    void theDocumentIsOpenRpc() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            assertThat(OpenRpcSchemas.problems(document(rpc))).isEmpty();
        }
    }

    /** That the check above can fail at all. */
    @Test
    void aDocumentWithoutParametersIsNotOpenRpc() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            JsonNode broken = document(rpc).deepCopy();
            ((ObjectNode) broken.at("/methods/0")).remove("params");
            assertThat(OpenRpcSchemas.problems(broken)).isNotEmpty();
        }
    }

    /** ledger.md, JSON-RPC: the table. */
    @Test
    void everyMethodOfTheTableIsThere() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            assertThat(new OpenRpcSchemas(document(rpc)).names())
                    .contains(
                            "system.register",
                            "system.quorum.vote",
                            "system.quorum.open",
                            "system.quorum.commit",
                            "system.quorum.reveal",
                            "subscribe",
                            "unsubscribe",
                            "system.get_state",
                            "system.batch.process",
                            "tx.submit",
                            "tx.wait",
                            "tx.get",
                            "kv.get",
                            "kv.put",
                            "kv.prove",
                            "chain.head",
                            "chain.block",
                            "chain.certificate",
                            "chain.epoch",
                            "consensus.certificates",
                            "chain.receipt",
                            "consensus.state",
                            "consensus.validators",
                            "consensus.quorum",
                            "consensus.evidence",
                            "consensus.health",
                            "consensus.recent",
                            "net.peers",
                            "net.addPeer",
                            "net.ban",
                            "node.snapshot",
                            "node.prune",
                            "rpc.discover");
        }
    }

    @Test
    void whatIsDescribedIsDispatchedAndWhatIsNotIsUnknown() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            Set<String> names = new OpenRpcSchemas(document(rpc)).names();
            for (String name : names) {
                // A parameter that no method has: each is found, and says what it takes.
                assertThat(rpc.error(name, "{'noSuchParameter':1}").get("code").intValue())
                        .as(name)
                        .isEqualTo(-32602);
            }
            assertThat(rpc.error("no.such", "[]").get("code").intValue()).isEqualTo(-32601);
        }
    }

    @Test
    void aRequiredParameterIsDemandedAndItsBoundsAreChecked() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            List<String> checked = new ArrayList<>();
            for (JsonNode method : document(rpc).get("methods")) {
                String name = method.get("name").textValue();
                JsonNode params = method.get("params");
                for (int i = 0; i < params.size(); i++) {
                    if (params.get(i).get("required").booleanValue()) {
                        assertThat(rpc.error(name, "[]").get("code").intValue())
                                .as(name)
                                .isEqualTo(-32602);
                    }
                    JsonNode schema = params.get(i).get("schema");
                    if (schema.has("maximum")) {
                        ObjectNode over = RpcHarness.JSON.createObjectNode();
                        for (JsonNode other : params) {
                            fill(over, other);
                        }
                        over.put(
                                params.get(i).get("name").textValue(),
                                schema.get("maximum").longValue() + 1);
                        JsonNode error = rpc.error(name, over.toString());
                        assertThat(error.at("/data/parameter"))
                                .as(name + " " + error)
                                .isEqualTo(params.get(i).get("name"));
                        checked.add(name);
                    }
                }
            }
            assertThat(new TreeSet<>(checked))
                    .contains("chain.block", "tx.wait", "system.quorum.vote", "consensus.quorum", "net.ban");
        }
    }

    /** A value that the schema allows, for a parameter that must be given. */
    private static void fill(ObjectNode arguments, JsonNode parameter) {
        if (!parameter.get("required").booleanValue()) {
            return;
        }
        String name = parameter.get("name").textValue();
        JsonNode schema = parameter.get("schema");
        if (schema.path("type").textValue().equals("integer")) {
            arguments.put(name, schema.path("minimum").longValue());
        } else if (schema.has("enum")) {
            arguments.set(name, schema.get("enum").get(0));
        } else {
            arguments.put(name, "00".repeat(Math.max(1, schema.path("minLength").intValue() / 2)));
        }
    }

    @Test
    void everyErrorThatIsReferredToIsDescribed() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            JsonNode document = document(rpc);
            for (JsonNode method : document.get("methods")) {
                for (JsonNode error : method.get("errors")) {
                    String pointer = error.get("$ref").textValue().substring(1);
                    assertThat(document.at(pointer).path("code").isInt())
                            .as(pointer)
                            .isTrue();
                }
            }
        }
    }
}
