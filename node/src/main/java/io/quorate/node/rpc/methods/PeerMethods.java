package io.quorate.node.rpc.methods;

import static io.quorate.node.rpc.Shape.INTEGER;
import static io.quorate.node.rpc.Shape.STRING;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.node.p2p.Multiaddr;
import io.quorate.node.p2p.PeerIds;
import io.quorate.node.rpc.Arguments;
import io.quorate.node.rpc.Checks;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.Parameter;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcException;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Shape;
import io.quorate.node.rpc.Workers;
import io.quorate.node.runtime.NodeService;
import io.quorate.node.runtime.NodeService.PeerSummary;
import io.quorate.protocol.types.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code net.*}: who is connected, and what the operator wants of that. */
final class PeerMethods {
    private static final Duration LONGEST_BAN = Duration.ofDays(30);
    private static final Duration BAN = Duration.ofHours(1);

    private final NodeService node;
    private final Workers workers;

    PeerMethods(NodeService node, Workers workers) {
        this.node = node;
        this.workers = workers;
    }

    List<RpcMethod> all() {
        return List.of(peers(), addPeer().asUnsafe(), ban().asUnsafe());
    }

    private RpcMethod addPeer() {
        return new RpcMethod(
                "net.addPeer",
                "Dials one more peer, now and whenever it is not connected, until this node stops.",
                List.of(Parameter.required(
                        "address", Shape.text(1, 512), "where it is, like /ip4/127.0.0.1/tcp/30333/p2p/PEER_ID")),
                List.of(
                        ResultField.of(
                                "added",
                                Shape.FLAG,
                                "whether it is dialled, and net.peers tells whether it answers; false if it is this node"
                                        + " itself, the address is known already, or there are too many"),
                        ResultField.of("id", STRING, "its peer id")),
                this::addPeer);
    }

    private CompletableFuture<RpcAnswer> addPeer(Arguments arguments) throws RpcException {
        Multiaddr address = Checks.of("address", () -> Multiaddr.parse(arguments.text("address")));
        PeerId peer = address.peer()
                .orElseThrow(() -> Arguments.invalid("address", "lacks its peer id: add /p2p/PEER_ID at the end"));
        CompletableFuture<RpcAnswer> answer = new CompletableFuture<>();
        var unused = node.addPeer(address).whenComplete((added, failure) -> {
            Runnable rest = () -> {
                if (failure == null) {
                    answer.complete(new RpcAnswer.Result(
                            Json.object().put("added", added.booleanValue()).put("id", peer.text())));
                } else {
                    answer.completeExceptionally(failure);
                }
            };
            // Not on the network's thread, which told us.
            if (!workers.finish(rest)) {
                rest.run();
            }
        });
        return answer;
    }

    private RpcMethod ban() {
        return new RpcMethod(
                "net.ban",
                "Disconnects a peer and takes no connection of it for a time; reserved peers are never banned.",
                List.of(
                        Parameter.required("peer", Shape.text(1, 64), "its peer id"),
                        Parameter.withDefault(
                                "seconds",
                                Shape.whole(1, LONGEST_BAN.toSeconds()),
                                "" + BAN.toSeconds(),
                                "for how long")),
                List.of(
                        ResultField.of("banned", Shape.FLAG, "false if it is reserved"),
                        ResultField.of("id", STRING, "its peer id")),
                this::ban);
    }

    private CompletableFuture<RpcAnswer> ban(Arguments arguments) throws RpcException {
        PeerId peer = Checks.of("peer", () -> PeerIds.parse(arguments.text("peer")));
        Duration time = Duration.ofSeconds(arguments.integer("seconds", BAN.toSeconds()));
        return RpcAnswer.now(Json.object().put("banned", node.ban(peer, time)).put("id", peer.text()));
    }

    private RpcMethod peers() {
        return new RpcMethod(
                "net.peers",
                "The connected peers.",
                List.of(),
                List.of(
                        ResultField.of("count", INTEGER, "how many there are"),
                        ResultField.of(
                                "peers",
                                Shape.listOf(
                                        ResultField.of("id", STRING, "its peer id"),
                                        ResultField.of("address", STRING, "where it is"),
                                        ResultField.of("direction", Shape.choice("inbound", "outbound"), "who dialled"),
                                        ResultField.maybe("validator", STRING, "its name, if it is a validator"),
                                        ResultField.maybe("validatorKey", Shape.HEX, "the key of its votes"),
                                        ResultField.of("finalizedHeight", INTEGER, "the highest it told of"),
                                        ResultField.of("bytesIn", INTEGER, "what came from it"),
                                        ResultField.of("bytesOut", INTEGER, "what went to it"),
                                        ResultField.of(
                                                "faultPoints",
                                                INTEGER,
                                                "for its faults: they halve every ten minutes, and 100 ban it")),
                                "who is connected")),
                arguments -> RpcAnswer.now(peers(node.peers())));
    }

    private static ObjectNode peers(List<PeerSummary> connected) {
        ObjectNode result = Json.object().put("count", connected.size());
        ArrayNode peers = result.putArray("peers");
        for (PeerSummary peer : connected) {
            ObjectNode one = peers.addObject()
                    .put("id", peer.id().text())
                    .put("address", peer.address())
                    .put("direction", peer.inbound() ? "inbound" : "outbound");
            peer.validator().ifPresent(name -> one.put("validator", name));
            peer.key().ifPresent(key -> one.put("validatorKey", key.toHex()));
            one.put("finalizedHeight", peer.finalizedHeight())
                    .put("bytesIn", peer.bytesIn())
                    .put("bytesOut", peer.bytesOut())
                    .put("faultPoints", peer.faultPoints());
        }
        return result;
    }
}
