package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import java.util.function.Consumer;

/** Proposes blocks with a wrong state root. */
final class WrongRoot implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        if (message instanceof Message.Propose propose
                && self.ownProposal(message).isPresent()) {
            out.accept(Forgery.proposal(
                    self, propose, Forgery.wrongRoot(propose.proposal().block())));
        } else {
            out.accept(message);
        }
    }
}
