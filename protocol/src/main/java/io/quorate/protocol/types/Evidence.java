package io.quorate.protocol.types;

import io.quorate.crypto.merkle.MerkleProof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Signed messages of one validator that prove its misbehaviour offline. See consensus.md, Evidence.
 *
 * <p>What proves nothing cannot be built, as far as that shows without keys and genesis; signatures and limits are
 * checked by the verifier. A certificate's signature is a vote of its signer, so evidence holds votes only.
 */
public sealed interface Evidence {
    /** For so much block time after a round, what was signed in it can still be proven against its signers. */
    Duration WINDOW = Duration.ofHours(24);

    /** So many whole epochs after its own it can be proven, at least. */
    long WINDOW_EPOCHS = 2;

    /** The vote of the accused that the rest is held against; in the round of the fault. */
    Vote vote();

    /** What it proves. */
    Misbehaviour misbehaviour();

    /** Who misbehaved: an index in the set of the round's epoch. */
    default ValidatorIndex validator() {
        return vote().validator();
    }

    /** Where. */
    default Round round() {
        return vote().subject().round();
    }

    /** What two votes prove together, in whatever order they came: nothing, or that their signer equivocated. */
    static Optional<Evidence> of(Vote one, Vote other) {
        if (!one.validator().equals(other.validator()) || !one.subject().contradicts(other.subject())) {
            return Optional.empty();
        }
        return Optional.of(
                one.subject().compareTo(other.subject()) < 0
                        ? new ConflictingVotes(one, other)
                        : new ConflictingVotes(other, one));
    }

    /**
     * What two certificates of one set prove together: nothing, or that those that both count equivocated, in the order
     * of validators.
     */
    static List<Evidence> of(Certificate one, Certificate other) {
        if (!one.subject().contradicts(other.subject())) {
            return List.of();
        }
        TreeMap<ValidatorIndex, Vote> earlier = new TreeMap<>();
        one.votes().forEach(vote -> earlier.put(vote.validator(), vote));
        List<Evidence> proven = new ArrayList<>();
        for (Vote vote : other.votes()) {
            Optional.ofNullable(earlier.get(vote.validator()))
                    .flatMap(held -> of(held, vote))
                    .ifPresent(proven::add);
        }
        return proven;
    }

    /** Two votes of one validator that are a pair of the evidence table, the lesser subject first. */
    record ConflictingVotes(Vote first, Vote second) implements Evidence {
        /**
         * Checks the pair.
         *
         * @throws IllegalArgumentException if it proves nothing, or is in the other order
         */
        public ConflictingVotes {
            if (!first.validator().equals(second.validator())) {
                throw new IllegalArgumentException("votes of two validators do not conflict");
            }
            if (!first.subject().contradicts(second.subject())) {
                throw new IllegalArgumentException(first.subject() + " does not contradict " + second.subject());
            }
            if (first.subject().compareTo(second.subject()) > 0) {
                throw new IllegalArgumentException("conflicting votes are in the order of their subjects");
            }
        }

        @Override
        public Vote vote() {
            return first;
        }

        @Override
        public Misbehaviour misbehaviour() {
            return Misbehaviour.EQUIVOCATION;
        }
    }

    /** A leader's notarize for a header that is over a limit of genesis. */
    record InvalidHeader(Vote vote, BlockHeader header) implements Evidence {
        /**
         * Checks that the two belong together.
         *
         * @throws IllegalArgumentException if the vote is not the proposer's for this header
         */
        public InvalidHeader {
            requireProposers(vote, header);
        }

        @Override
        public Misbehaviour misbehaviour() {
            return Misbehaviour.INVALID_PROPOSAL;
        }
    }

    /** A leader's notarize for a block with a badly signed transaction in it, and the path from that one to the header. */
    record InvalidTransaction(Vote vote, BlockHeader header, MerkleProof path, Transaction transaction)
            implements Evidence {
        /**
         * Checks that the four belong together.
         *
         * @throws IllegalArgumentException if the vote is not the proposer's for this header, the path does not lead
         *     from the transaction to it, or that is itself over the limit of ordinary ones: no transaction has room for it
         */
        public InvalidTransaction {
            requireProposers(vote, header);
            if (transaction.size() > Transaction.MAX_BYTES) {
                throw new IllegalArgumentException("a transaction of " + transaction.size() + " bytes is no evidence");
            }
            if (path.leafCount() != header.transactionCount()
                    || !path.proves(header.transactionsRoot(), transaction.bytes())) {
                throw new IllegalArgumentException("the path does not lead from the transaction to the header");
            }
        }

        @Override
        public Misbehaviour misbehaviour() {
            return Misbehaviour.INVALID_PROPOSAL;
        }
    }

    private static void requireProposers(Vote vote, BlockHeader header) {
        Subject subject = vote.subject();
        if (subject.kind() != VoteKind.NOTARIZE
                || !vote.validator().equals(header.proposer())
                || !subject.round().epoch().equals(header.epoch())
                || !subject.block().equals(header.id())) {
            throw new IllegalArgumentException("the vote is not that of the header's proposer for it");
        }
    }
}
