package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Message;
import java.util.function.Consumer;

/** Proposes blocks that break a rule, another one each time. */
final class InvalidProposer implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        if (message instanceof Message.Propose propose
                && self.ownProposal(message).isPresent()) {
            Block block = propose.proposal().block();
            long view = propose.proposal().round().view().number();
            Block bad = view % 3 == 0
                    ? Forgery.wrongProposer(block, self.nodes())
                    : view % 3 == 1 ? Forgery.early(block) : Forgery.wrongSet(block);
            out.accept(Forgery.proposal(self, propose, bad));
        } else {
            out.accept(message);
        }
    }
}
