package io.quorate.simulator.explore;

import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that anybody says within the bounds, in any of the ways: subjects by number, so that a set of them is a bitmap. The
 * liar leads the first view, where it proposes one block or two, and signs whatever can be signed.
 */
final class Said {
    private static final int MOST = Long.SIZE;

    private final Table table;
    private final Bounds bounds;
    final int liar;
    private final List<Subject> subjects = new ArrayList<>();
    private final Map<Subject, Integer> numbers = new TreeMap<>();
    private final Map<Subject, Block> proposed = new TreeMap<>();
    private final Map<BlockId, Block> blocks = new TreeMap<>();
    /** Of each subject those of which no quorum may exist beside a quorum of it. */
    private final List<Long> excluded = new ArrayList<>();
    /** The proposals and votes that the liar says by itself. */
    private long lies;

    Said(Table table, Bounds bounds) {
        this.table = table;
        this.bounds = bounds;
        this.liar = table.leader(1);
        blocks.put(table.root.id(), table.root);
        Block block = lie(BlockTime.EPOCH);
        for (int i = 0; i < bounds.blocks(); i++, block = lie(block.header().time())) {
            Subject notarize = Subject.notarize(Round.of(1, 1), View.ZERO, block.id());
            lies |= bit(propose(block, notarize)) | bit(number(notarize.as(VoteKind.FINALIZE)));
        }
        for (long view = 1; view <= bounds.views(); view++) {
            lies |= bit(number(Subject.nullify(Round.of(1, view))));
        }
        for (long view = 1; view <= bounds.viewsAfter(); view++) {
            lies |= bit(number(Subject.nullify(Round.of(2, view))));
        }
    }

    static long bit(int number) {
        return 1L << number;
    }

    /** One of the two blocks. If the epoch ends with it, somebody honest leads the first view of the next one. */
    private Block lie(BlockTime after) {
        Table.Made made;
        BlockTime time = after;
        do {
            time = new BlockTime(time.millis() + 1);
            made = table.make(time, liar);
        } while (bounds.endsAnEpoch() && made.leader(1) == liar);
        return made.block();
    }

    private int propose(Block block, Subject subject) {
        blocks.put(block.id(), block);
        proposed.put(subject, block);
        return number(subject);
    }

    /** Takes note of what somebody honest says; its number, unless it lies beyond the bounds. */
    Optional<Integer> say(Message message) {
        if (message instanceof Message.Propose propose) {
            Subject subject = propose.proposal().vote().subject();
            return bounds.admits(subject.round())
                    ? Optional.of(propose(propose.proposal().block(), subject))
                    : Optional.empty();
        }
        if (message instanceof Message.CastVote cast) {
            Subject subject = cast.vote().subject();
            return bounds.admits(subject.round()) ? Optional.of(number(subject)) : Optional.empty();
        }
        return Optional.empty();
    }

    int number(Subject subject) {
        Integer known = numbers.get(subject);
        if (known != null) {
            return known;
        }
        int number = subjects.size();
        if (number == MOST) {
            throw new IllegalStateException("more is said than fits a bitmap: " + subjects);
        }
        long against = 0;
        for (int other = 0; other < number; other++) {
            if (exclude(subject, subjects.get(other))) {
                against |= bit(other);
                excluded.set(other, excluded.get(other) | bit(number));
            }
        }
        subjects.add(subject);
        numbers.put(subject, number);
        excluded.add(against);
        return number;
    }

    /** Whether no quorums of both may exist. See consensus.md, Invariants. */
    private boolean exclude(Subject one, Subject other) {
        if (one.round().equals(other.round())) {
            boolean blocks = one.kind() != VoteKind.NULLIFY && other.kind() != VoteKind.NULLIFY;
            boolean finalized = one.kind() == VoteKind.FINALIZE || other.kind() == VoteKind.FINALIZE;
            return blocks ? !one.block().equals(other.block()) : finalized && one.kind() != other.kind();
        }
        return one.kind() == VoteKind.FINALIZE
                && other.kind() == VoteKind.FINALIZE
                && !isOnChainOf(one.block(), other.block())
                && !isOnChainOf(other.block(), one.block());
    }

    private boolean isOnChainOf(BlockId id, BlockId top) {
        Block at = blocks.get(top);
        while (at != null) {
            if (at.id().equals(id)) {
                return true;
            }
            at = blocks.get(at.header().parent());
        }
        return false;
    }

    /** Two subjects of both of which a quorum is in a bitmap, and must not be. */
    Optional<List<Subject>> contradiction(long certifiable) {
        for (long left = certifiable; left != 0; left &= left - 1) {
            int number = Long.numberOfTrailingZeros(left);
            long against = excluded.get(number) & certifiable;
            if (against != 0) {
                return Optional.of(List.of(subjects.get(number), subjects.get(Long.numberOfTrailingZeros(against))));
            }
        }
        return Optional.empty();
    }

    /** Whether a block was proposed in two views. */
    boolean isProposedAgain() {
        return proposed.values().stream().map(Block::id).distinct().count() < proposed.size();
    }

    /** Whether an epoch ended, and a block was proposed in the next one. */
    boolean isProposedAfter() {
        return proposed.keySet().stream()
                .anyMatch(subject -> subject.round().epoch().number() > 1);
    }

    Subject subject(int number) {
        return subjects.get(number);
    }

    int size() {
        return subjects.size();
    }

    /** Whether somebody proposes it, and not only votes for it. */
    boolean isProposed(int number) {
        return proposed.containsKey(subjects.get(number));
    }

    long lies() {
        return lies;
    }

    /** Whether whose signature of a subject is known tells that the leader lies: then it matters who signed. */
    boolean mattersWhoSigned(int number) {
        Subject subject = subjects.get(number);
        return subject.kind() == VoteKind.NOTARIZE && subject.round().equals(Round.of(1, 1));
    }

    /** Whether a subject is what a leader says of its own proposal. */
    boolean leads(int validator, int number) {
        return isProposed(number) && proposer(number) == validator;
    }

    /** The subjects of an epoch. */
    long ofEpoch(Epoch epoch) {
        long all = 0;
        for (int number = 0; number < subjects.size(); number++) {
            all |= subjects.get(number).round().epoch().equals(epoch) ? bit(number) : 0;
        }
        return all;
    }

    Vote vote(int validator, int number) {
        Subject subject = subjects.get(number);
        return new Vote(
                subject,
                new ValidatorIndex(validator),
                table.signer(validator).sign(SigningBytes.of(table.genesis.chain(), subject)));
    }

    /** A proposal as it arrives, and who sent it. The certificate that travels with it arrives by itself. */
    Message.Propose proposal(int number) {
        Subject subject = subjects.get(number);
        return new Message.Propose(new Proposal(block(subject), vote(proposer(number), number)), Optional.empty());
    }

    private Block block(Subject subject) {
        Block block = proposed.get(subject);
        if (block == null) {
            throw new IllegalStateException("nobody proposes " + subject);
        }
        return block;
    }

    int proposer(int number) {
        Round round = subjects.get(number).round();
        if (round.epoch().number() == 1) {
            return table.leader(round.view().number());
        }
        // The second epoch begins with the parent of the block that is proposed in its first view.
        return block(subjects.get(number)).header().proposer().number();
    }
}
