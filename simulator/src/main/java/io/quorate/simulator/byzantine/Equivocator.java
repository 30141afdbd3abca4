package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import java.util.function.Consumer;

/** Proposes one block to one half and another to the other, and votes for both. */
final class Equivocator implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        if (message instanceof Message.Propose propose
                && self.ownProposal(message).isPresent()
                && to % 2 == 0) {
            out.accept(Forgery.proposal(
                    self, propose, Forgery.twin(propose.proposal().block())));
        } else {
            out.accept(message);
        }
    }
}
