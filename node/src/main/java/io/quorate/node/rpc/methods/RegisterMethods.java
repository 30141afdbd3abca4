package io.quorate.node.rpc.methods;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.FailureCode;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.LedgerQueries.InstanceView;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.node.rpc.Arguments;
import io.quorate.node.rpc.Checks;
import io.quorate.node.rpc.ErrorCode;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcError;
import io.quorate.node.rpc.RpcException;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Shape;
import io.quorate.node.runtime.NodeService;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code system.register}: instances whose keys this node makes and keeps. */
final class RegisterMethods {
    private final NodeService node;
    private final InstanceKeys keys;
    private final SignedCalls calls;
    private final CircuitBreaker breaker;

    RegisterMethods(NodeService node, InstanceKeys keys, SignedCalls calls, CircuitBreaker breaker) {
        this.node = node;
        this.keys = keys;
        this.calls = calls;
        this.breaker = breaker;
    }

    List<RpcMethod> all() {
        return List.of(register()
                .failing(
                        ErrorCode.TRANSACTION_FAILED,
                        ErrorCode.TRANSACTION_REFUSED,
                        ErrorCode.NOT_FINAL_IN_TIME,
                        ErrorCode.OVERLOADED)
                .asUnsafe());
    }

    private RpcMethod register() {
        return new RpcMethod(
                "system.register",
                "Registers an instance under a key that this node creates for it; again, it changes nothing.",
                List.of(Words.INSTANCE),
                List.of(
                        ResultField.of("registered", Shape.FLAG, "true"),
                        ResultField.of("publicKey", Shape.HEX, "the key that votes for the instance"),
                        Words.HEIGHT,
                        Words.TX_ID),
                this::register);
    }

    private CompletableFuture<RpcAnswer> register(Arguments arguments) throws RpcException {
        String instance = arguments.text("instanceId");
        Operation operation = Checks.of("instanceId", () -> new Operation.RegisterInstance(instance));
        Optional<InstanceView> existing = new LedgerQueries(node.blocks().state()).instance(instance);
        Optional<Signer> key = existing.isPresent() ? keys.find(instance) : keys.findOrCreate(instance);
        if (existing.isPresent()) {
            InstanceView known = existing.get();
            if (key.isEmpty() || !key.get().publicKey().equals(known.publicKey())) {
                throw RpcError.of(
                                ErrorCode.TRANSACTION_FAILED,
                                "instance \"" + instance + "\" is registered by a key that this node does not have")
                        .with("code", FailureCode.INSTANCE_TAKEN.name())
                        .asException();
            }
            return RpcAnswer.now(registered(known.publicKey().toHex())
                    .put("height", known.height().number())
                    .put("txId", known.transaction().toString()));
        }
        Signer signer = key.orElseThrow(
                () -> RpcError.of(ErrorCode.TRANSACTION_REFUSED, "this node holds as many instance keys as it may")
                        .with("code", FailureCode.TOO_MANY_INSTANCES.name())
                        .asException());
        return calls.send(
                signer,
                operation,
                breaker.always(),
                result -> registered(((Result.Registered) result).publicKey().toHex()));
    }

    private static ObjectNode registered(String publicKey) {
        return Json.object().put("registered", true).put("publicKey", publicKey);
    }
}
