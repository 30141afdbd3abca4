package io.quorate.simulator.byzantine;

import io.quorate.crypto.merkle.MerkleProof;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.Signature;
import io.quorate.ledger.Operation;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Accuses others, by message and by transaction: of votes that they never cast, of headers that are within the limits, of
 * transactions that are well signed. What they did say is true, and proves nothing.
 */
final class EvidenceForger implements Adversary {
    private static final int LIES = 5;
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    private Optional<Proposal> proposed = Optional.empty();
    private Optional<Vote> voted = Optional.empty();
    private long salt;

    @Override
    public void onReceive(Liar self, Message message) {
        if (message.carriedVote().filter(self::isOwn).isPresent()) {
            return;
        }
        message.carriedVote()
                .filter(vote -> vote.subject().kind() != VoteKind.NULLIFY)
                .ifPresent(vote -> voted = Optional.of(vote));
        if (message instanceof Message.Propose propose) {
            proposed = Optional.of(propose.proposal());
        }
    }

    @Override
    public void onTick(Liar self) {
        proposed.ifPresent(proposal -> voted.flatMap(
                        vote -> forge(self, proposal, vote, self.chance().below(LIES)))
                .ifPresent(evidence -> accuse(self, proposal, evidence)));
    }

    private void accuse(Liar self, Proposal newest, Evidence evidence) {
        self.sendToAll(new Message.Accuse(evidence));
        if (self.chance().below(4) == 0) {
            Transaction accusation = self.transaction(
                    salt++,
                    newest.block().header().time().plus(LIFETIME),
                    new Operation.SubmitEvidence(evidence).encode());
            self.sendToAll(new Message.Pass(Optional.empty(), List.of(accusation)));
        }
    }

    private static Optional<? extends Evidence> forge(Liar self, Proposal proposal, Vote vote, int lie) {
        Block block = proposal.block();
        BlockHeader header = block.header();
        Subject said = vote.subject();
        Subject other = said.kind() == VoteKind.FINALIZE
                ? Subject.nullify(said.round())
                : Subject.notarize(said.round(), said.parentView(), Forgery.nothing(said.block()));
        return switch (lie) {
            case 0 -> Evidence.of(in(vote, said, self.sign(said).signature()), in(vote, other, own(self, other)));
            case 1 -> Evidence.of(vote, in(vote, other, self.scrawl()));
            case 2 -> Evidence.of(vote, in(vote, other, own(self, other)));
            case 3 ->
                isOfProposer(proposal)
                        ? Optional.of(new Evidence.InvalidHeader(proposal.vote(), header))
                        : Optional.empty();
            default ->
                isOfProposer(proposal) && !block.transactions().isEmpty()
                        ? Optional.of(new Evidence.InvalidTransaction(
                                proposal.vote(),
                                header,
                                path(block),
                                block.transactions().get(0)))
                        : Optional.empty();
        };
    }

    private static MerkleProof path(Block block) {
        return MerkleTree.prove(
                block.transactions().stream().map(Transaction::bytes).toList(), 0);
    }

    /** A block that is proposed again keeps its first proposer: then the vote is not that one's. */
    private static boolean isOfProposer(Proposal proposal) {
        BlockHeader header = proposal.block().header();
        return proposal.vote().validator().equals(header.proposer())
                && proposal.vote().subject().block().equals(header.id())
                && proposal.block().bodyMatchesHeader()
                && header.epoch().equals(proposal.round().epoch());
    }

    /** What a subject looks like in the name of a vote's author. */
    private static Vote in(Vote author, Subject subject, Signature signature) {
        return new Vote(subject, author.validator(), signature);
    }

    private static Signature own(Liar self, Subject subject) {
        return self.sign(subject).signature();
    }
}
