package io.quorate.node.rpc;

import io.quorate.node.runtime.NodeService;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** All the methods there are. */
final class Methods {
    private Methods() {}

    static List<RpcMethod> of(NodeService node, InstanceKeys keys, Workers workers, RpcConfig config, Clocks clocks) {
        Duration patience = config.calls().finality();
        Submissions submissions =
                new Submissions(node, workers, clocks.wall(), config.calls().waiting());
        SignedCalls calls = new SignedCalls(submissions, patience);
        CircuitBreaker breaker = new CircuitBreaker(clocks.nanos());
        VoteRates rates = new VoteRates(config.votesAMinute(), clocks.nanos());
        return Stream.of(
                        new SystemMethods(node, keys, calls, breaker, rates).all(),
                        new StateMethods(node).all(),
                        new ValueMethods(node, keys, calls, breaker).all(),
                        new TransactionMethods(node, submissions, patience).all(),
                        new ChainMethods(node).all(),
                        new ConsensusMethods(node).all())
                .flatMap(List::stream)
                .toList();
    }
}
