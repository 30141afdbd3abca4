package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.VoteKind;
import java.util.function.Consumer;

/**
 * Proposes another block in place of its replica's own, and keeps that one's vote to itself, and what its replica finds
 * out about itself: told, it would be another fault.
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
        // Its replica hears of the other block and proves that its own key signed both: that would tell, too.
        boolean tellsOnItself = message instanceof Message.Accuse accuse
                && self.isOwn(accuse.evidence().vote());
        if (!contradicts && !tellsOnItself) {
            out.accept(message);
        }
    }
}
