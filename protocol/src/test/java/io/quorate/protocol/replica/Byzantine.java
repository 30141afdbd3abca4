package io.quorate.protocol.replica;

import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a Byzantine validator distorts what its replica says; signatures stay its own. */
enum Byzantine {
    /** Says nothing. */
    SILENT {
        @Override
        List<Message> distort(Cluster cluster, int self, int to, Message message) {
            return List.of();
        }
    },
    /** Proposes one block to one half and another to the other, and votes for both. */
    EQUIVOCATING_LEADER {
        @Override
        List<Message> distort(Cluster cluster, int self, int to, Message message) {
            if (message instanceof Message.Propose propose
                    && propose.proposal().vote().validator().number() == self
                    && to % 2 == 0) {
                Block other = later(propose.proposal().block());
                Subject said = propose.proposal().vote().subject();
                Subject subject = Subject.notarize(said.round(), said.parentView(), other.id());
                return List.of(new Message.Propose(new Proposal(other, sign(cluster, self, subject)), propose.entry()));
            }
            return List.of(message);
        }
    },
    /** Notarizes and finalizes a second block beside each. */
    DOUBLE_VOTER {
        @Override
        List<Message> distort(Cluster cluster, int self, int to, Message message) {
            return own(message, self)
                    .filter(subject -> subject.kind() != VoteKind.NULLIFY)
                    .map(subject ->
                            new Subject(subject.kind(), subject.round(), subject.parentView(), other(subject.block())))
                    .map(subject -> List.of(message, (Message) new Message.CastVote(sign(cluster, self, subject))))
                    .orElse(List.of(message));
        }
    },
    /** Nullifies what it finalizes, at once. */
    NULLIFY_AND_FINALIZE {
        @Override
        List<Message> distort(Cluster cluster, int self, int to, Message message) {
            return own(message, self)
                    .filter(subject -> subject.kind() != VoteKind.NULLIFY)
                    .map(subject -> List.of(
                            new Message.CastVote(sign(cluster, self, Subject.nullify(subject.round()))),
                            message,
                            (Message) new Message.CastVote(sign(cluster, self, subject.as(VoteKind.FINALIZE)))))
                    .orElse(List.of(message));
        }
    },
    /** Lets only the first few hear it: too few for a quorum. */
    WITHHOLDER {
        @Override
        List<Message> distort(Cluster cluster, int self, int to, Message message) {
            return to < cluster.nodes.size() / 3 ? List.of(message) : List.of();
        }
    },
    /** Sends everything to one half only. */
    TO_ONE_HALF {
        @Override
        List<Message> distort(Cluster cluster, int self, int to, Message message) {
            return to % 2 == 0 ? List.of(message) : List.of();
        }
    },
    /** Hands out junk under true headers, and answers questions with it. */
    MANGLER {
        @Override
        List<Message> distort(Cluster cluster, int self, int to, Message message) {
            if (message instanceof Message.Deliver deliver) {
                Block block = deliver.block();
                return List.of(new Message.Deliver(
                        Block.of(block.header(), List.of(cluster.transaction(999))), deliver.finalization()));
            }
            if (message instanceof Message.Propose propose) {
                Block block = propose.proposal().block();
                return List.of(new Message.Propose(
                        new Proposal(
                                Block.of(block.header(), List.of(cluster.transaction(999))),
                                propose.proposal().vote()),
                        propose.entry()));
            }
            return List.of(message);
        }
    };

    /** What a peer gets instead of a message. */
    abstract List<Message> distort(Cluster cluster, int self, int to, Message message);

    private static Vote sign(Cluster cluster, int self, Subject subject) {
        return new Vote(
                subject,
                new ValidatorIndex(self),
                TestChain.signer(self).sign(SigningBytes.of(cluster.genesis.chain(), subject)));
    }

    private static Optional<Subject> own(Message message, int self) {
        return message.carriedVote()
                .filter(one -> one.validator().number() == self)
                .map(Vote::subject);
    }

    private static BlockId other(BlockId id) {
        return new BlockId(io.quorate.crypto.hash.Sha256.hash(id.hash().toBytes()));
    }

    private static Block later(Block block) {
        BlockHeader header = block.header();
        return Block.of(
                new BlockHeader(
                        header.version(),
                        header.chain(),
                        header.epoch(),
                        header.height(),
                        header.parent(),
                        header.proposer(),
                        header.time().plus(Duration.ofMillis(1)),
                        header.transactionCount(),
                        header.bodySize(),
                        header.transactionsRoot(),
                        header.receiptsRoot(),
                        header.stateRoot(),
                        header.validators(),
                        header.nextValidators()),
                block.transactions());
    }
}
