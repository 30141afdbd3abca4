package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.VoteKind;
import java.util.function.Consumer;

/** Notarizes a second block beside each. */
final class DoubleNotarizer implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        out.accept(message);
        self.own(message)
                .filter(subject -> subject.kind() == VoteKind.NOTARIZE)
                .map(subject ->
                        Subject.notarize(subject.round(), subject.parentView(), Forgery.nothing(subject.block())))
                .ifPresent(subject -> out.accept(new Message.CastVote(self.sign(subject))));
    }
}
