package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.VoteKind;
import java.util.function.Consumer;

/** Nullifies and finalizes each view, the one to one half first, the other to the other. */
final class NullifyAndFinalizer implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        if (self.own(message)
                .filter(subject -> subject.kind() != VoteKind.NULLIFY)
                .isEmpty()) {
            out.accept(message);
            return;
        }
        Subject subject = self.own(message).orElseThrow();
        Message nullify = new Message.CastVote(self.sign(Subject.nullify(subject.round())));
        Message finalize = new Message.CastVote(self.sign(subject.as(VoteKind.FINALIZE)));
        out.accept(to % 2 == 0 ? nullify : finalize);
        out.accept(message);
        out.accept(to % 2 == 0 ? finalize : nullify);
    }
}
