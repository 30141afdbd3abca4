package io.quorate.protocol.gossip;

import io.quorate.protocol.consensus.ConsensusState;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Status;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Status.VoteHoldings;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells peers where this replica is, and sends them what their own status shows that they lack. */
public final class Statuses {
    /** The most messages that one status is answered with; the next status asks for the rest. */
    private static final int ANSWERS = 64;

    private final Peers peers;
    private final Network network;

    /** Speaks to {@code peers} through {@code network}. */
    public Statuses(Peers peers, Network network) {
        this.peers = peers;
        this.network = network;
    }

    /** This replica's status. */
    public Status of(ConsensusState state) {
        return new Status(
                state.round(),
                state.head().height(),
                state.finalized(),
                state.holdings(Status.MAX_VIEWS),
                peers.connected(state.epoch().set(), state.self()));
    }

    /**
     * Answers a peer's status. {@code settled} says whether this replica has been in its view for a moment: before that,
     * what the peer lacks is most likely on its way.
     *
     * @param boundary the finalization of the block that the current epoch began with, if there is one
     * @param newest the highest finalization held
     */
    public void answer(
            PeerId peer,
            Status theirs,
            ConsensusState state,
            Supplier<Optional<Certificate>> boundary,
            Optional<Certificate> newest,
            boolean settled) {
        Round ours = state.round();
        if (theirs.round().epoch().isBefore(ours.epoch())) {
            boundary.get().ifPresent(certificate -> network.send(peer, new Message.Certify(certificate)));
            return;
        }
        if (!theirs.round().epoch().equals(ours.epoch()) || !settled) {
            return;
        }
        if (theirs.finalizedRound().compareTo(state.finalized()) < 0) {
            newest.ifPresent(certificate -> network.send(peer, new Message.Certify(certificate)));
        }
        int budget = ANSWERS;
        View from = max(theirs.finalizedRound(), state.finalized());
        for (ViewHoldings held : state.holdings(Status.MAX_VIEWS)) {
            if (held.view().isAfter(from)) {
                budget -= sendLacking(peer, theirs, state, held, budget);
            }
        }
    }

    private static View max(Round a, Round b) {
        return a.isAfter(b) ? a.view() : b.view();
    }

    private int sendLacking(PeerId peer, Status theirs, ConsensusState state, ViewHoldings held, int budget) {
        int sent = 0;
        Optional<ViewHoldings> their = theirs.views().stream()
                .filter(view -> view.view().equals(held.view()))
                .findFirst();
        for (Certificate certificate : state.certificates(held.view())) {
            boolean has = their.map(view -> Peers.has(view, certificate.kind())).orElse(false);
            if (!has && sent < budget) {
                network.send(peer, new Message.Certify(certificate));
                sent++;
            }
        }
        boolean decidedHere = held.notarized() || held.nullified();
        for (Vote vote : state.votes(held.view())) {
            // A certificate says what its votes do; finalize votes count beside a notarization.
            boolean useful = vote.subject().kind() == VoteKind.FINALIZE ? !held.finalized() : !decidedHere;
            // Only of subjects that a status has room for: of others the peer could not tell that it has them.
            boolean told =
                    held.votes().stream().anyMatch(holding -> holding.subject().equals(vote.subject()));
            if (useful && told && sent < budget && !hasVote(their, vote)) {
                network.send(peer, new Message.CastVote(vote));
                sent++;
            }
        }
        return sent;
    }

    private static boolean hasVote(Optional<ViewHoldings> their, Vote vote) {
        return their.stream()
                .flatMap(view -> view.votes().stream())
                .filter(holding -> holding.subject().equals(vote.subject()))
                .map(VoteHoldings::voters)
                .anyMatch(voters -> vote.validator().number() < voters.setSize() && voters.contains(vote.validator()));
    }
}
