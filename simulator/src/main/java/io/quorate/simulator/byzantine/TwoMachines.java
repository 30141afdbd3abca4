package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import java.util.function.Consumer;

/** Says what its replica says: there are two of those, see the cluster. */
final class TwoMachines implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        out.accept(message);
    }
}
