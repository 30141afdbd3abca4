package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import java.util.function.Consumer;

/** Proposes blocks with a badly signed transaction: header, vote and the path to it prove it. */
final class BadTransaction implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        if (message instanceof Message.Propose propose
                && self.ownProposal(message).isPresent()) {
            long salt = propose.proposal().round().view().number();
            out.accept(Forgery.proposal(
                    self, propose, Forgery.withBadTransaction(propose.proposal().block(), salt)));
        } else {
            out.accept(message);
        }
    }
}
