package io.quorate.node.rpc.methods;

import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.FailureCode;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.Operation;
import io.quorate.node.rpc.ErrorCode;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcError;
import io.quorate.node.rpc.RpcException;
import io.quorate.node.runtime.NodeService;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What the node signs with an instance's key: within the instance's rate, and while the circuit lets it through. */
final class InstanceCalls {
    static final String OPEN_CIRCUIT = "the node could not carry the last calls: try again within 30 s";

    private final NodeService node;
    private final InstanceKeys keys;
    private final SignedCalls calls;
    private final CircuitBreaker breaker;
    private final VoteRates rates;

    InstanceCalls(NodeService node, InstanceKeys keys, SignedCalls calls, CircuitBreaker breaker, VoteRates rates) {
        this.node = node;
        this.keys = keys;
        this.calls = calls;
        this.breaker = breaker;
        this.rates = rates;
    }

    /** An instance whose key is here: a caller may sign for it without reading anything more. */
    record Voter(String instance, Signer signer) {}

    /**
     * An instance and its key, which may have to be read and decrypted first: that takes long.
     *
     * @throws RpcException if the node has no such key
     */
    Voter voter(String instance) throws RpcException {
        return new Voter(instance, keyOf(instance));
    }

    /** What lets the parts of one call through. */
    CircuitBreaker.Batch batch() {
        return breaker.new Batch();
    }

    /**
     * Signs, submits and waits; the time runs from here.
     *
     * @param admission lets it through, or not
     * @param outlet where the transaction goes
     * @param open what is answered at once while the circuit is open
     * @throws RpcException if the instance has voted too often
     */
    CompletableFuture<RpcAnswer> send(
            Voter voter,
            Operation operation,
            Supplier<Optional<CircuitBreaker.Attempt>> admission,
            Outlet outlet,
            Supplier<RpcAnswer> open,
            SignedCalls.Answer answer)
            throws RpcException {
        Optional<CircuitBreaker.Attempt> attempt = admission.get();
        if (attempt.isEmpty()) {
            // ledger.md, JSON-RPC: votes are answered at once, and what is not cast is not counted
            return CompletableFuture.completedFuture(open.get());
        }
        OptionalLong wait = rates.count(voter.instance());
        if (wait.isPresent()) {
            attempt.get().notMade();
            long millis = wait.getAsLong() / 1_000_000 + 1;
            throw RpcError.of(
                            ErrorCode.RATE_LIMITED,
                            "instance \"" + voter.instance() + "\" has cast its votes of this minute: again in "
                                    + millis + " ms")
                    .with("retryAfterMillis", millis)
                    .asException();
        }
        return calls.send(voter.signer(), operation, attempt.get(), outlet, answer);
    }

    /** The same of one alone. */
    CompletableFuture<RpcAnswer> send(
            Voter voter, Operation operation, Supplier<RpcAnswer> open, SignedCalls.Answer answer) throws RpcException {
        return send(voter, operation, breaker::admit, node::submit, open, answer);
    }

    /** The same with an error while the circuit is open. */
    CompletableFuture<RpcAnswer> send(String instance, Operation operation, SignedCalls.Answer answer)
            throws RpcException {
        return send(
                voter(instance),
                operation,
                () -> new RpcAnswer.Failure(RpcError.of(ErrorCode.OVERLOADED, OPEN_CIRCUIT)),
                answer);
    }

    private Signer keyOf(String instance) throws RpcException {
        Optional<Signer> key = keys.find(instance);
        if (key.isPresent()) {
            return key.get();
        }
        boolean elsewhere =
                new LedgerQueries(node.blocks().state()).instance(instance).isPresent();
        throw RpcError.of(
                        ErrorCode.NO_INSTANCE_KEY,
                        elsewhere
                                ? "instance \"" + instance + "\" is registered, but its key is not on this node: vote"
                                        + " where it was registered, or sign the transaction yourself"
                                : "instance \"" + instance + "\" is not registered: call system.register first")
                .with("code", (elsewhere ? FailureCode.NOT_OWNER : FailureCode.NOT_REGISTERED).name())
                .asException();
    }
}
