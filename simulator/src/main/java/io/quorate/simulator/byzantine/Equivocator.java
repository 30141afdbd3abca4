package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.VoteKind;
import java.util.function.Consumer;

/** Proposes one block to one half and another to the other; where another leads, votes for its block and for a second. */
final class Equivocator implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        if (message instanceof Message.Propose propose
                && self.ownProposal(message).isPresent()) {
            out.accept(
                    to % 2 == 0
                            ? Forgery.proposal(
                                    self,
                                    propose,
                                    Forgery.twin(propose.proposal().block()))
                            : message);
            return;
        }
        out.accept(message);
        self.own(message).filter(subject -> subject.kind() == VoteKind.NOTARIZE).ifPresent(subject -> {
            Subject second = Subject.notarize(subject.round(), subject.parentView(), Forgery.nothing(subject.block()));
            out.accept(new Message.CastVote(self.sign(second)));
        });
    }
}
