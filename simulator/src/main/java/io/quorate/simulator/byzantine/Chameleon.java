package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes another character, or none, with each view. */
final class Chameleon implements Adversary {
    private final List<Adversary> faces;
    private Optional<Adversary> face = Optional.empty();
    private Round since = Round.GENESIS;

    Chameleon(List<Adversary> faces) {
        this.faces = List.copyOf(faces);
    }

    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        turn(self);
        if (face.isPresent()) {
            face.get().onSend(self, to, message, out);
        } else {
            out.accept(message);
        }
    }

    @Override
    public void onReceive(Liar self, Message message) {
        face.ifPresent(one -> one.onReceive(self, message));
    }

    @Override
    public void onTick(Liar self) {
        face.ifPresent(one -> one.onTick(self));
    }

    private void turn(Liar self) {
        if (self.round().isAfter(since)) {
            since = self.round();
            int drawn = self.chance().below(faces.size() + 1);
            face = drawn == faces.size() ? Optional.empty() : Optional.of(faces.get(drawn));
        }
    }
}
