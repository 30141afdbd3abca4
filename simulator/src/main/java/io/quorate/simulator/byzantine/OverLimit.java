package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Message;
import java.util.function.Consumer;

/** Proposes blocks over a limit of genesis, by their count or by their size: header and vote prove it. */
final class OverLimit implements Adversary {
    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        if (message instanceof Message.Propose propose
                && self.ownProposal(message).isPresent()) {
            boolean bySize = propose.proposal().round().view().number() % 2 == 0;
            out.accept(Forgery.proposal(
                    self, propose, Forgery.overLimit(propose.proposal().block(), bySize)));
        } else {
            out.accept(message);
        }
    }
}
