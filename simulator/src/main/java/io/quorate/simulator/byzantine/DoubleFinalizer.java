package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.VoteKind;
import java.util.function.Consumer;

/** Finalizes a second block beside each, and the one it notarized before it saw a quorum. */
final class DoubleFinalizer implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        out.accept(message);
        self.own(message).filter(subject -> subject.kind() != VoteKind.NULLIFY).ifPresent(subject -> {
            out.accept(new Message.CastVote(self.sign(subject.as(VoteKind.FINALIZE))));
            out.accept(new Message.CastVote(self.sign(
                    Subject.finalize(subject.round(), subject.parentView(), Forgery.nothing(subject.block())))));
        });
    }
}
