package io.quorate.node.rpc.methods;

import io.quorate.crypto.hash.Hash;
import io.quorate.ledger.Commitment;
import io.quorate.ledger.Operation;
import io.quorate.ledger.state.Bytes;
import io.quorate.node.rpc.Arguments;
import io.quorate.node.rpc.Checks;
import io.quorate.node.rpc.ErrorCode;
import io.quorate.node.rpc.Parameter;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcException;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Shape;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * {@code system.quorum.commit} and {@code system.quorum.reveal}: secret ballots that the node signs for its instances. A
 * commitment is made where the vote is: the value and the nonce come to a node only to be revealed.
 */
final class SecretMethods {
    private final InstanceCalls calls;
    private final DecisionAnswers answers;
    private final RevealGate gate;

    SecretMethods(InstanceCalls calls, DecisionAnswers answers, RevealGate gate) {
        this.calls = calls;
        this.answers = answers;
        this.gate = gate;
    }

    List<RpcMethod> all() {
        return List.of(commit().asUnsafe(), reveal().asUnsafe());
    }

    private RpcMethod commit() {
        return new RpcMethod(
                        "system.quorum.commit",
                        "Takes an instance's commitment in a secret ballot, signed with the key that this node created"
                                + " for it; answers with the decision. Make the commitment yourself, and keep the value"
                                + " and the nonce until the commit deadline has passed.",
                        List.of(
                                Words.INSTANCE,
                                Words.DECISION,
                                Parameter.required(
                                        "commitment",
                                        Shape.HASH,
                                        "BLAKE3 over the vote and a nonce, as ledger.md says")),
                        DecisionAnswers.RESULT,
                        this::commit)
                .failing(Words.SIGNED);
    }

    private CompletableFuture<RpcAnswer> commit(Arguments arguments) throws RpcException {
        String instance = arguments.text("instanceId");
        String decision = arguments.text("decision");
        Hash commitment = arguments.hash("commitment");
        var unused = Checks.of("instanceId", () -> new Operation.RegisterInstance(instance));
        Operation operation = Checks.of("decision", () -> new Operation.CommitBallot(instance, decision, commitment));
        return calls.send(instance, operation, result -> answers.of(decision));
    }

    private RpcMethod reveal() {
        return new RpcMethod(
                        "system.quorum.reveal",
                        "Reveals what an instance committed itself to, signed with the key that this node created for it;"
                                + " refused until a block at or after the commit deadline is final.",
                        List.of(
                                Words.INSTANCE,
                                Words.DECISION,
                                Words.VALUE,
                                Parameter.required(
                                        "nonce",
                                        Shape.hex(Commitment.NONCE_BYTES, Commitment.NONCE_BYTES),
                                        "the nonce of the commitment")),
                        DecisionAnswers.RESULT,
                        this::reveal)
                .failing(
                        ErrorCode.TRANSACTION_FAILED,
                        ErrorCode.TRANSACTION_REFUSED,
                        ErrorCode.NOT_FINAL_IN_TIME,
                        ErrorCode.RATE_LIMITED,
                        ErrorCode.OVERLOADED,
                        ErrorCode.NO_INSTANCE_KEY,
                        ErrorCode.NOT_FOUND,
                        ErrorCode.TOO_EARLY);
    }

    private CompletableFuture<RpcAnswer> reveal(Arguments arguments) throws RpcException {
        String instance = arguments.text("instanceId");
        String decision = arguments.text("decision");
        String value = arguments.text("value");
        Bytes nonce = Bytes.of(arguments.bytes("nonce"));
        var unused = Checks.of("instanceId", () -> new Operation.RegisterInstance(instance));
        var unusedToo = Checks.of("decision", () -> new Operation.PruneDecision(decision));
        Operation operation = Checks.of("value", () -> new Operation.RevealBallot(instance, decision, value, nonce));
        gate.check(decision);
        return calls.send(instance, operation, result -> answers.of(decision));
    }
}
