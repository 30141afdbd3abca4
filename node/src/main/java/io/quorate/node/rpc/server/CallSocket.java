package io.quorate.node.rpc.server;

import io.quorate.node.http.ByteBudget;
import io.quorate.node.http.SocketLimits;
import io.quorate.node.http.SocketPeer;
import io.quorate.node.http.SocketService;
import io.quorate.node.rpc.JsonRpc;
import io.quorate.node.rpc.Workers;
import io.quorate.node.rpc.feed.Feed;
import io.quorate.node.rpc.feed.Subscriber;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** JSON-RPC over one WebSocket: each message is a body, as over HTTP; answers come as they are ready. */
record CallSocket(
        JsonRpc rpc,
        Workers workers,
        Feed feed,
        Supplier<ByteBudget.Share> shares,
        boolean trusted,
        SocketLimits limits)
        implements SocketService {
    private static final String PROTOCOL = "quorate";
    private static final int INTERNAL_ERROR = 1011;

    @Override
    public Optional<String> protocol() {
        return Optional.of(PROTOCOL);
    }

    @Override
    public Listener opened(SocketPeer peer) {
        // Half the queue, so that one answer alone does not cut off its caller.
        Subscriber subscriber = feed.connect(peer, trusted, limits.queueBytes() / 2);
        return new Listener() {
            @Override
            public void received(byte[] message) {
                Subscriber.Message caller = subscriber.message(shares.get());
                int length = message.length;
                boolean taken = workers.run(() -> answer(peer, caller, length, rpc.answer(message, caller)));
                if (!taken) {
                    answer(peer, caller, length, RpcServer.busy(rpc, message));
                }
            }

            @Override
            public void drained() {
                feed.wake();
            }

            @Override
            public void closed() {
                subscriber.close();
            }
        };
    }

    private static void answer(
            SocketPeer peer, Subscriber.Message caller, int length, CompletableFuture<Optional<byte[]>> answer) {
        var unused = answer.whenComplete((document, failure) -> {
            if (failure != null) {
                peer.close(INTERNAL_ERROR, "a fault of the node");
            } else {
                document.ifPresent(peer::send);
            }
            caller.answered();
            peer.done(length);
        });
    }
}
