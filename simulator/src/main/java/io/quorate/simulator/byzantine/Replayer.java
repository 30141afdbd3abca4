package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps what it hears and says, and sends it again later, to anybody. */
final class Replayer implements Adversary {
    private static final int KEPT = 256;
    private static final int A_TICK = 6;

    private final List<Message> kept = new ArrayList<>();

    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        keep(self, message);
        out.accept(message);
    }

    @Override
    public void onReceive(Liar self, Message message) {
        keep(self, message);
    }

    private void keep(Liar self, Message message) {
        if (kept.size() < KEPT) {
            kept.add(message);
        } else if (self.chance().below(8) == 0) {
            kept.set(self.chance().below(KEPT), message);
        }
    }

    @Override
    public void onTick(Liar self) {
        for (int i = 0; i < A_TICK && !kept.isEmpty(); i++) {
            self.send(
                    (self.self() + 1 + self.chance().below(self.nodes())) % self.nodes(),
                    self.chance().pick(kept));
        }
    }
}
