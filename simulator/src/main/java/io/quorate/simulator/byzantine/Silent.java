package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import java.util.function.Consumer;

/** Says nothing. */
final class Silent implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {}
}
