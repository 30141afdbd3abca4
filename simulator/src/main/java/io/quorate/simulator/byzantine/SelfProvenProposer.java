package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.VoteKind;
import java.util.function.Consumer;

/**
 * Proposes another block in place of its replica's own, and keeps that one's vote to itself: who is asked for votes and
 * tells it would contradict himself, which is another fault.
 */
abstract class SelfProvenProposer implements Adversary {
    /** The block that it proposes; the same whenever it is asked. */
    abstract Block instead(Block block, Round round);

    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        if (message instanceof Message.Propose propose
                && self.ownProposal(message).isPresent()) {
            Proposal honest = propose.proposal();
            out.accept(Forgery.proposal(self, propose, instead(honest.block(), honest.round())));
            return;
        }
        boolean contradicts = self.own(message)
                .filter(said -> said.kind() == VoteKind.NOTARIZE && self.hasProposed(said.round()))
                .isPresent();
        if (!contradicts) {
            out.accept(message);
        }
    }
}
