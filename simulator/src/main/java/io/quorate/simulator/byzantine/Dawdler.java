package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import java.util.function.Consumer;

/** Sends everything late: so that it comes after the timers, or just before. */
final class Dawdler implements Adversary {
    private static final long LONGEST_MICROS = 900_000;

    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        self.sendLater(to, message, self.chance().below(LONGEST_MICROS));
    }
}
