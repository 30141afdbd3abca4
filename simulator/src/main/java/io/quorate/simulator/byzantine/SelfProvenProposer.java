package io.quorate.simulator.byzantine;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.VoteKind;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Proposes another block in place of its replica's own, and keeps that one's vote to itself: who is asked for votes and
 * tells it would contradict himself, which is another fault.
 */
abstract class SelfProvenProposer implements Adversary {
    /** Rounds it led lately; the oldest is forgotten first. */
    private static final int ROUNDS = 1_024;

    private final TreeSet<Round> led = new TreeSet<>();

    /** The block that it proposes; the same whenever it is asked. */
    abstract Block instead(Block block, Round round);

    @Override
    public void onSend(Liar self, int to, Message message, Consumer<Message> out) {
        if (message instanceof Message.Propose propose
                && self.ownProposal(message).isPresent()) {
            Round round = propose.proposal().round();
            led.add(round);
            if (led.size() > ROUNDS) {
                led.pollFirst();
            }
            out.accept(
                    Forgery.proposal(self, propose, instead(propose.proposal().block(), round)));
            return;
        }
        boolean contradicts = self.own(message)
                .filter(said -> said.kind() == VoteKind.NOTARIZE && led.contains(said.round()))
                .isPresent();
        if (!contradicts) {
            out.accept(message);
        }
    }
}
