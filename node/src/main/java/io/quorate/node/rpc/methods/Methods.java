package io.quorate.node.rpc.methods;

import io.quorate.node.rpc.Clocks;
import io.quorate.node.rpc.RpcConfig;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Workers;
import io.quorate.node.runtime.NodeService;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** All the methods that need no connection that stays. */
public final class Methods {
    private Methods() {}

    /**
     * The methods over a node.
     *
     * @param keys what the node signs with
     * @param workers where calls end that waited
     */
    public static List<RpcMethod> of(
            NodeService node, InstanceKeys keys, Workers workers, RpcConfig config, Clocks clocks) {
        Duration patience = config.calls().finality();
        Submissions submissions =
                new Submissions(node, workers, clocks.wall(), config.calls().waiting());
        SignedCalls calls = new SignedCalls(submissions, patience);
        CircuitBreaker breaker = new CircuitBreaker(clocks.nanos());
        VoteRates rates = new VoteRates(config.votesAMinute(), clocks.nanos());
        InstanceCalls instances = new InstanceCalls(node, keys, calls, breaker, rates);
        RevealGate gate = new RevealGate(node);
        DecisionAnswers decisions = new DecisionAnswers(node);
        Members names = new Members(node.genesis());
        return Stream.of(
                        new RegisterMethods(node, keys, calls, breaker).all(),
                        new VoteMethods(node, instances).all(),
                        new OpenMethods(calls, breaker, keys.account(), decisions).all(),
                        new SecretMethods(instances, decisions, gate).all(),
                        new StateMethods(node).all(),
                        new ValueMethods(node, keys, calls, breaker).all(),
                        new TransactionMethods(node, submissions, patience, gate).all(),
                        new ChainMethods(node).all(),
                        new ArchiveMethods(node).all(),
                        new ReceiptMethods(node, Math.max(1, config.calls().workers() - 1)).all(),
                        new ConsensusMethods(node, names).all(),
                        new RecentMethods(node, clocks.wall()).all(),
                        new QuorumMethods(node, names, clocks.wall()).all(),
                        new EvidenceMethods(node, names).all(),
                        new PeerMethods(node, workers).all(),
                        new StorageMethods(node, workers).all())
                .flatMap(List::stream)
                .toList();
    }
}
