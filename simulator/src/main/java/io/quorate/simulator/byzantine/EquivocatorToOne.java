package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import java.util.function.Consumer;

/** Proposes another block to one validator only: the next one after itself. */
final class EquivocatorToOne implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        boolean chosen = to == (self.self() + 1) % self.nodes();
        if (message instanceof Message.Propose propose
                && self.ownProposal(message).isPresent()
                && chosen) {
            out.accept(Forgery.proposal(
                    self, propose, Forgery.twin(propose.proposal().block())));
        } else {
            out.accept(message);
        }
    }
}
