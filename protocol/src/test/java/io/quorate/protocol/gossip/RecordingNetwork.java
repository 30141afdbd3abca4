package io.quorate.protocol.gossip;

import io.quorate.protocol.port.Network;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was sent to whom. */
final class RecordingNetwork implements Network {
    final List<Sent> sent = new ArrayList<>();

    record Sent(PeerId to, Message message) {}

    List<Message> messages() {
        return sent.stream().map(Sent::message).toList();
    }

    @Override
    public void send(PeerId peer, Message message) {
        sent.add(new Sent(peer, message));
    }

    @Override
    public void broadcast(Message message) {
        throw new IllegalStateException("nothing here is for all");
    }

    @Override
    public void penalize(PeerId peer, Fault fault, String reason) {
        throw new IllegalStateException("nothing here is a fault");
    }
}
