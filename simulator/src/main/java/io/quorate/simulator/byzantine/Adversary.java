package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import java.util.function.Consumer;

/** A way to lie. It stands between a validator's replica, which is honest, and the network. May keep what it needs. */
public interface Adversary {
    /** The replica is about to send a message to a node: lets out what is sent instead. */
    default void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        out.accept(message);
    }

    /** A message came for the replica, which gets it too. */
    default void onReceive(Liar self, Message message) {}

    /** A tenth of a second went by. */
    default void onTick(Liar self) {}
}
