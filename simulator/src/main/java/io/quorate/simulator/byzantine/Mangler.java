package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import java.util.function.Consumer;

/** Hands out bodies that are not what their headers say. */
final class Mangler implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        if (message instanceof Message.Deliver deliver) {
            out.accept(new Message.Deliver(Forgery.mangled(deliver.block()), deliver.finalization()));
        } else if (message instanceof Message.Propose propose
                && self.ownProposal(message).isEmpty()) {
            out.accept(new Message.Propose(
                    new Proposal(
                            Forgery.mangled(propose.proposal().block()),
                            propose.proposal().vote()),
                    propose.entry()));
        } else {
            out.accept(message);
        }
    }
}
