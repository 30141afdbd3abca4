package io.quorate.protocol.gossip;

import io.quorate.protocol.consensus.ConsensusState;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** With no new finality for a while, says again what it knows and said, within a budget. See consensus.md, Standstill. */
public final class Standstill {
    /** Bytes a second to each peer. */
    private static final int BUDGET_BYTES = 16 * 1024;

    private static final int VOTE_BYTES = 200;

    private final Network network;
    private final int patienceTicks;
    private final int budgetBytes;
    private Round finalized = Round.GENESIS;
    private int stillTicks;
    private int rotation;

    /** Begins after {@code patienceTicks} ticks without finality; {@code ticksPerSecond} share the budget. */
    public Standstill(Network network, int patienceTicks, int ticksPerSecond) {
        this.network = network;
        this.patienceTicks = patienceTicks;
        this.budgetBytes = BUDGET_BYTES / ticksPerSecond;
    }

    /** One tick. */
    public void onTick(ConsensusState state, Optional<Certificate> newest) {
        if (!state.finalized().equals(finalized)) {
            finalized = state.finalized();
            stillTicks = 0;
            return;
        }
        stillTicks++;
        if (stillTicks < patienceTicks) {
            return;
        }
        int budget = budgetBytes;
        for (Message first : firsts(state, newest)) {
            network.broadcast(first);
            budget -= size(first);
        }
        List<Message> rest = rest(state);
        // One of the rest at least: where certificates are long, the first ones alone are over the budget.
        for (int i = 0; i < rest.size() && (budget > 0 || i == 0); i++) {
            rotation = (rotation + 1) % rest.size();
            network.broadcast(rest.get(rotation));
            budget -= size(rest.get(rotation));
        }
    }

    /** How many ticks nothing became final. */
    public int stillTicks() {
        return stillTicks;
    }

    private static List<Message> firsts(ConsensusState state, Optional<Certificate> newest) {
        List<Message> firsts = new ArrayList<>();
        newest.ifPresent(certificate -> firsts.add(new Message.Certify(certificate)));
        state.entry()
                .filter(certificate -> !newest.equals(Optional.of(certificate)))
                .ifPresent(certificate -> firsts.add(new Message.Certify(certificate)));
        return firsts;
    }

    private static List<Message> rest(ConsensusState state) {
        List<Message> rest = new ArrayList<>();
        for (Certificate certificate : state.certificates()) {
            rest.add(new Message.Certify(certificate));
        }
        for (Vote vote : state.ownVotes()) {
            rest.add(new Message.CastVote(vote));
        }
        return rest;
    }

    private static int size(Message message) {
        return message instanceof Message.Certify certify
                ? VOTE_BYTES
                        + certify.certificate().signatures().stream()
                                .mapToInt(signature -> signature.length() + 4)
                                .sum()
                : VOTE_BYTES;
    }
}
