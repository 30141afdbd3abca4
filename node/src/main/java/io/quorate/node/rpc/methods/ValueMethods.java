package io.quorate.node.rpc.methods;

import static io.quorate.node.rpc.Shape.STRING;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.Quoted;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.LedgerQueries.ValueView;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.ledger.state.Bytes;
import io.quorate.node.rpc.Arguments;
import io.quorate.node.rpc.Checks;
import io.quorate.node.rpc.ErrorCode;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.Parameter;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcError;
import io.quorate.node.rpc.RpcException;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Shape;
import io.quorate.node.runtime.NodeService;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code kv.get} and {@code kv.put}: the key-value store; what the node writes is signed by its account. */
final class ValueMethods {
    private static final Parameter KEY =
            Parameter.required("key", Shape.text(1, 256), "the key, up to 256 bytes of UTF-8");

    private final NodeService node;
    private final InstanceKeys keys;
    private final SignedCalls calls;
    private final CircuitBreaker breaker;

    ValueMethods(NodeService node, InstanceKeys keys, SignedCalls calls, CircuitBreaker breaker) {
        this.node = node;
        this.keys = keys;
        this.calls = calls;
        this.breaker = breaker;
    }

    List<RpcMethod> all() {
        return List.of(get(), put().asUnsafe());
    }

    private RpcMethod get() {
        return new RpcMethod(
                        "kv.get",
                        "The value of a key.",
                        List.of(KEY),
                        List.of(
                                ResultField.of("key", Shape.STRING, "the key"),
                                ResultField.maybe("value", Shape.STRING, "the value, if its bytes are UTF-8"),
                                ResultField.of("valueHex", Shape.HEX, "the value's bytes"),
                                ResultField.of("owner", Shape.HEX, "the key that may change it"),
                                ResultField.of("height", Shape.INTEGER, "the block that last wrote it")),
                        this::get)
                .failing(ErrorCode.NOT_FOUND);
    }

    private CompletableFuture<RpcAnswer> get(Arguments arguments) throws RpcException {
        String key = arguments.text("key");
        ValueView found = new LedgerQueries(node.blocks().state())
                .value(key)
                .orElseThrow(() -> RpcError.of(ErrorCode.NOT_FOUND, "the key " + Quoted.of(key) + " has no value")
                        .asException());
        ObjectNode result = Json.object().put("key", key);
        text(found.value().toBytes()).ifPresent(value -> result.put("value", value));
        return RpcAnswer.now(
                result.put("valueHex", HexFormat.of().formatHex(found.value().toBytes()))
                        .put("owner", found.owner().toHex())
                        .put("height", found.height().number()));
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private RpcMethod put() {
        return new RpcMethod(
                        "kv.put",
                        "Sets the value of a key, signed by this node's account; the first writer of a key owns it.",
                        List.of(KEY, Parameter.required("value", STRING, "the value, up to 32768 bytes of UTF-8")),
                        List.of(
                                ResultField.of("key", Shape.STRING, "the key"),
                                ResultField.of("created", Shape.FLAG, "whether it had no value before"),
                                ResultField.of("height", Shape.INTEGER, "the block that wrote it"),
                                ResultField.of("txId", Shape.HASH, "the transaction")),
                        this::put)
                .failing(
                        ErrorCode.TRANSACTION_FAILED,
                        ErrorCode.TRANSACTION_REFUSED,
                        ErrorCode.NOT_FINAL_IN_TIME,
                        ErrorCode.OVERLOADED);
    }

    private CompletableFuture<RpcAnswer> put(Arguments arguments) throws RpcException {
        String key = arguments.text("key");
        Bytes value = Bytes.of(arguments.text("value").getBytes(StandardCharsets.UTF_8));
        // One part at a time, so that the error names the parameter.
        var unused = Checks.of("key", () -> new Operation.DeleteValue(key, Optional.empty()));
        Operation operation = Checks.of("value", () -> new Operation.PutValue(key, value, Optional.empty()));
        return calls.send(keys.account(), operation, breaker.always(), result -> {
            Result.Put done = (Result.Put) result;
            return Json.object().put("key", done.key()).put("created", done.created());
        });
    }
}
