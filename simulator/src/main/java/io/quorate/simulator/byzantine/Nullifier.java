package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.VoteKind;
import java.util.function.Consumer;

/** Nullifies every view as soon as it says anything in it, and finalizes none. */
final class Nullifier implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        self.own(message)
                .ifPresentOrElse(
                        subject -> {
                            out.accept(new Message.CastVote(self.sign(Subject.nullify(subject.round()))));
                            if (subject.kind() == VoteKind.NOTARIZE) {
                                out.accept(message);
                            }
                        },
                        () -> out.accept(message));
    }
}
