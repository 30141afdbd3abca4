package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.View;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Proposes on a block that others have built on already: with that block's own view, as if all views since had been
 * nullified, or with its parent's view, so that view and header name two blocks.
 */
final class StaleParent implements Adversary {
    private static final int KEPT = 16;

    private final TreeMap<Round, BlockHeader> seen = new TreeMap<>();
    private Optional<Message.Propose> made = Optional.empty();

    @Override
    public void onReceive(Liar self, Message message) {
        if (message instanceof Message.Propose propose) {
            note(propose.proposal());
        }
    }

    private void note(Proposal proposal) {
        seen.put(proposal.round(), proposal.block().header());
        if (seen.size() > KEPT) {
            seen.pollFirstEntry();
        }
    }

    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        if (message instanceof Message.Propose propose
                && self.ownProposal(message).isPresent()) {
            out.accept(stale(self, propose).orElse(propose));
        } else {
            out.accept(message);
        }
    }

    private Optional<Message.Propose> stale(Liar self, Message.Propose propose) {
        Subject said = propose.proposal().vote().subject();
        if (made.filter(last -> last.proposal().round().equals(said.round())).isPresent()) {
            return made;
        }
        made = Optional.empty();
        Round parent = new Round(said.round().epoch(), said.parentView());
        Map.Entry<Round, BlockHeader> grandparent = seen.lowerEntry(parent);
        if (said.parentView().number() > 0
                && grandparent != null
                && grandparent.getKey().epoch().equals(parent.epoch())) {
            Block block = Forgery.empty(self, propose.proposal().block(), grandparent.getValue());
            View claimed = self.chance().below(2) == 0 ? grandparent.getKey().view() : parent.view();
            Subject subject = Subject.notarize(said.round(), claimed, block.id());
            made = Optional.of(new Message.Propose(new Proposal(block, self.sign(subject)), propose.entry()));
        }
        note(propose.proposal());
        return made;
    }
}
