package io.quorate.protocol.replica;

import io.quorate.protocol.port.Network;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;
import java.util.ArrayList;
import java.util.List;

/** Holds back what a step sends until what it persists is durable: persist before send, by construction. */
final class Outbox implements Network {
    private final Network network;
    private final List<Runnable> held = new ArrayList<>();

    Outbox(Network network) {
        this.network = network;
    }

    @Override
    public void send(PeerId peer, Message message) {
        held.add(() -> network.send(peer, message));
    }

    @Override
    public void broadcast(Message message) {
        held.add(() -> network.broadcast(message));
    }

    @Override
    public void penalize(PeerId peer, Fault fault, String reason) {
        held.add(() -> network.penalize(peer, fault, reason));
    }

    /** Something that may be told to the outside once all is durable. */
    void afterwards(Runnable action) {
        held.add(action);
    }

    /** All is durable: lets everything out, in order. */
    void release() {
        List<Runnable> now = List.copyOf(held);
        held.clear();
        now.forEach(Runnable::run);
    }
}
