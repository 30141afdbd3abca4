package io.quorate.node.rpc.methods;

import static io.quorate.node.rpc.Shape.FLAG;
import static io.quorate.node.rpc.Shape.INTEGER;
import static io.quorate.node.rpc.Shape.STRING;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.node.rpc.Arguments;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.Parameter;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Shape;
import io.quorate.node.runtime.NodeService;
import io.quorate.node.runtime.NodeService.PeerSummary;
import io.quorate.protocol.consensus.TimeoutPolicy;
import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** {@code consensus.quorum} and {@code consensus.health}: how many it takes, and whether they are there. */
final class QuorumMethods {
    private static final int MOST_NODES = 10_000;

    private final NodeService node;
    private final Members names;
    private final InstantSource clock;

    QuorumMethods(NodeService node, Members names, InstantSource clock) {
        this.node = node;
        this.names = names;
        this.clock = clock;
    }

    List<RpcMethod> all() {
        return List.of(quorum(), health());
    }

    private RpcMethod quorum() {
        return new RpcMethod(
                "consensus.quorum",
                "The quorum calculator: how many of so many nodes of equal power it takes, and how many may fail.",
                List.of(Parameter.withDefault(
                        "activeNodes",
                        Shape.whole(1, MOST_NODES),
                        "the size of the current validator set",
                        "how many nodes")),
                List.of(
                        ResultField.of("activeNodes", INTEGER, "how many nodes, n"),
                        ResultField.of("minimum", INTEGER, "votes that decide by majority: floor(n/2) + 1"),
                        ResultField.of("optimal", INTEGER, "floor(3n/4) + 1"),
                        ResultField.of("finality", INTEGER, "votes that make a block final: ceil(2n/3)"),
                        ResultField.of("toleratedCrashes", INTEGER, "how many may be silent and blocks become final"),
                        ResultField.of("toleratedByzantine", INTEGER, "how many may lie: the largest f with 3f < n"),
                        ResultField.of(
                                "expectedTimeoutMillis",
                                INTEGER,
                                "how long the view entered now waits before it is given up")),
                this::quorum);
    }

    private CompletableFuture<RpcAnswer> quorum(Arguments arguments) {
        ReplicaSnapshot now = node.consensus();
        long nodes = arguments.integer("activeNodes", now.epoch().set().size());
        VotingPower total = new VotingPower(nodes);
        TimeoutPolicy.Waits waits = new TimeoutPolicy(node.genesis().delta())
                .waits(now.round().view(), now.finalizedRound().view());
        // ledger.md, Weights: the calculator's questions
        return RpcAnswer.now(Json.object()
                .put("activeNodes", nodes)
                .put("minimum", nodes / 2 + 1)
                .put("optimal", 3 * nodes / 4 + 1)
                .put("finality", total.leastQuorum().units())
                .put("toleratedCrashes", nodes - total.leastQuorum().units())
                .put("toleratedByzantine", total.toleratedByzantine().units())
                .put("expectedTimeoutMillis", waits.view().toMillis()));
    }

    private RpcMethod health() {
        return new RpcMethod(
                "consensus.health",
                "Whether blocks become final; if not, what is waited for and which validators are not connected.",
                List.of(),
                List.of(
                        ResultField.of("healthy", FLAG, "whether the node follows the chain"),
                        ResultField.maybe("reason", STRING, "why not, if it does not"),
                        ResultField.of("ready", FLAG, "healthy, and not catching up"),
                        ResultField.of("phase", STRING, "IDLE, PROPOSING, VOTING, COMMITTING or FINALIZED"),
                        ResultField.of("waitingFor", STRING, "what keeps the view from going on, in words"),
                        ResultField.of("finalizedHeight", INTEGER, "the highest final block's height"),
                        ResultField.of("finalizedTimeMillis", INTEGER, "its block time"),
                        ResultField.of("sinceFinalizedMillis", INTEGER, "by this machine's clock, at least 0"),
                        ResultField.of("viewsSinceFinality", INTEGER, "views entered since the last finality"),
                        ResultField.of("peers", INTEGER, "connected peers"),
                        ResultField.of("totalPower", INTEGER, "the power of the set, W"),
                        ResultField.of("connectedPower", INTEGER, "the power connected, this node's own included"),
                        ResultField.of("quorumPower", INTEGER, "the least power that is a quorum"),
                        ResultField.of("quorumConnected", FLAG, "whether the connected are a quorum"),
                        ResultField.of("notConnected", Members.LIST, "validators that are not connected"),
                        ResultField.maybe("syncTarget", INTEGER, "the height that it is catching up to")),
                arguments -> RpcAnswer.now(health(node.consensus())));
    }

    private ObjectNode health(ReplicaSnapshot now) {
        ValidatorSet set = now.epoch().set();
        List<PeerSummary> peers = node.peers();
        Set<PublicKey> connected =
                peers.stream().flatMap(peer -> peer.key().stream()).collect(Collectors.toUnmodifiableSet());
        VotingPower power = VotingPower.NONE;
        ArrayNode absent = Json.array();
        for (ValidatorIndex index : set.indexes()) {
            boolean self = now.self().filter(index::equals).isPresent();
            boolean here = self || connected.contains(set.get(index).key());
            if (here) {
                power = power.plus(set.get(index).power());
            } else {
                absent.add(names.one(set, index));
            }
        }
        Optional<String> reason = node.unhealthy();
        ObjectNode result = Json.object().put("healthy", reason.isEmpty());
        reason.ifPresent(why -> result.put("reason", why));
        long views = now.round().epoch().equals(now.finalizedRound().epoch())
                ? now.round().view().number() - now.finalizedRound().view().number()
                : now.round().view().number();
        result.put("ready", reason.isEmpty() && now.syncTarget().isEmpty())
                .put("phase", now.phase().name())
                .put("waitingFor", now.waitingFor().text(index -> names.called(set, index)))
                .put("finalizedHeight", now.head().height().number())
                .put("finalizedTimeMillis", now.head().time().millis())
                .put(
                        "sinceFinalizedMillis",
                        Math.max(0, clock.millis() - now.head().time().millis()))
                .put("viewsSinceFinality", Math.max(0, views))
                .put("peers", peers.size())
                .put("totalPower", set.total().units())
                .put("connectedPower", power.units())
                .put("quorumPower", set.total().leastQuorum().units())
                .put("quorumConnected", power.isQuorumOf(set.total()));
        result.set("notConnected", absent);
        now.syncTarget().ifPresent(target -> result.put("syncTarget", target));
        return result;
    }
}
