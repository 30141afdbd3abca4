package io.quorate.node.runtime;

import io.quorate.protocol.port.Network;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;

/** The network, for the replica that is made before it is joined. The replica's thread starts only afterwards. */
final class LateNetwork implements Network {
    private volatile Network network = new Network() {
        @Override
        public void send(PeerId peer, Message message) {}

        @Override
        public void broadcast(Message message) {}

        @Override
        public void penalize(PeerId peer, Fault fault, String reason) {}
    };

    void attach(Network joined) {
        network = joined;
    }

    @Override
    public void send(PeerId peer, Message message) {
        network.send(peer, message);
    }

    @Override
    public void broadcast(Message message) {
        network.broadcast(message);
    }

    @Override
    public void penalize(PeerId peer, Fault fault, String reason) {
        network.penalize(peer, fault, reason);
    }
}
