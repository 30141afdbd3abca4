package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import java.util.function.Consumer;

/** Votes to one half only. */
final class HalfTalker implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        if (to % 2 == 0 || self.own(message).isEmpty()) {
            out.accept(message);
        }
    }
}
