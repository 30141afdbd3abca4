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
 * liar leads one view, where it proposes what it likes to whom it likes, and signs whatever can be signed.
 */
final class Said {
    private static final int MOST = Long.SIZE;

    final Table table;
    final Bounds bounds;
    final int liar;
    private final List<Subject> subjects = new ArrayList<>();
    private final Map<Subject, Integer> numbers = new TreeMap<>();
    private final Map<Subject, Block> proposed = new TreeMap<>();
    private final Map<BlockId, Block> blocks = new TreeMap<>();
    /** Of a lie on somebody's block the proposal of that block. */
    private final Map<Integer, Integer> rests = new TreeMap<>();
    /** The proposals and votes that the liar says by itself. */
    private long lies;

    Said(Table table, Bounds bounds) {
        this.table = table;
        this.bounds = bounds;
        this.liar = table.leader(bounds.liars());
        blocks.put(table.root.id(), table.root);
        if (bounds.liars() == 1) {
            Block block = first(BlockTime.EPOCH);
            for (int i = 0;
                    i < bounds.blocks();
                    i++, block = first(block.header().time())) {
                lie(block, View.ZERO);
            }
        } else if (bounds.liars() <= bounds.views()) {
            lie(first(BlockTime.EPOCH), View.ZERO);
            if (bounds.blocks() > 2) {
                // Its header names the first block of all, its vote the view in which somebody proposed another.
                lie(first(BlockTime.EPOCH), View.ZERO.next());
            }
        }
        for (long view = 1; view <= bounds.views(); view++) {
            lies |= bit(number(Subject.nullify(Round.of(1, view))));
        }
        for (long view = 1; view <= bounds.viewsAfter(); view++) {
            lies |= bit(number(Subject.nullify(Round.of(2, view))));
        }
    }

    private int lie(Block block, View parentView) {
        Subject notarize = Subject.notarize(Round.of(1, bounds.liars()), parentView, block.id());
        int number = propose(block, notarize);
        lies |= bit(number) | bit(number(notarize.as(VoteKind.FINALIZE)));
        return number;
    }

    /** The liar leads a later view than the first, in which somebody honest proposed. */
    private void lieAfter(int first) {
        View view = subjects.get(first).view();
        Block parent = block(subjects.get(first));
        if (bounds.blocks() > 1) {
            rests.put(lie(table.makeOn(parent, parent.header().time(), liar).block(), view), first);
        }
    }

    static long bit(int number) {
        return 1L << number;
    }

    /** A block on the first one. If the epoch ends with it, somebody honest leads the first view of the next one. */
    private Block first(BlockTime after) {
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
                    ? Optional.of(sayProposed(propose.proposal().block(), subject))
                    : Optional.empty();
        }
        if (message instanceof Message.CastVote cast) {
            Subject subject = cast.vote().subject();
            return bounds.admits(subject.round()) ? Optional.of(number(subject)) : Optional.empty();
        }
        return Optional.empty();
    }

    private int sayProposed(Block block, Subject subject) {
        boolean isNew = !proposed.containsKey(subject);
        int number = propose(block, subject);
        if (isNew && subject.round().equals(Round.of(1, 1)) && bounds.liars() <= bounds.views()) {
            lieAfter(number);
        }
        return number;
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
        subjects.add(subject);
        numbers.put(subject, number);
        return number;
    }

    /** Whether a block was proposed in two views. */
    boolean isProposedAgain() {
        return proposed.keySet().stream()
                .anyMatch(one -> proposed.keySet().stream()
                        .anyMatch(other -> one.block().equals(other.block())
                                && !one.round().equals(other.round())));
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

    /** A block that somebody proposed, or the first of all. */
    Optional<Block> known(BlockId id) {
        return Optional.ofNullable(blocks.get(id));
    }

    /** Whether somebody proposes it, and not only votes for it. */
    boolean isProposed(int number) {
        return proposed.containsKey(subjects.get(number));
    }

    long lies() {
        return lies;
    }

    /** The proposals that must have been said before this one can arrive: itself, if it is honest. */
    long needs(int number) {
        if ((lies & bit(number)) == 0) {
            return bit(number);
        }
        Integer below = rests.get(number);
        return below == null ? 0 : bit(below);
    }

    /** The proposals of a round. */
    long proposedIn(Round round) {
        long all = 0;
        for (Subject subject : proposed.keySet()) {
            all |= subject.round().equals(round) ? bit(number(subject)) : 0;
        }
        return all;
    }

    /** Of some subjects of one epoch those of some views. */
    long ofViews(long some, List<Long> views) {
        long all = 0;
        for (long left = some; left != 0; left &= left - 1) {
            int number = Long.numberOfTrailingZeros(left);
            all |= views.contains(subjects.get(number).view().number()) ? bit(number) : 0;
        }
        return all;
    }

    /** Whether whose signature of a subject is known tells that the leader lies: then it matters who signed. */
    boolean mattersWhoSigned(int number) {
        Subject subject = subjects.get(number);
        return subject.kind() == VoteKind.NOTARIZE && subject.round().equals(Round.of(1, bounds.liars()));
    }

    /** Who leads a round; of the second epoch, which depends on the block that it began with, once somebody proposed. */
    int leader(Round round) {
        if (round.epoch().number() == 1) {
            return table.leader(round.view().number());
        }
        return proposed.keySet().stream()
                .filter(subject -> subject.round().equals(round))
                .map(subject -> block(subject).header().proposer().number())
                .findFirst()
                .orElse(liar);
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

    /** Who proposes it. In the first view of the second epoch nothing can be proposed again. */
    int proposer(int number) {
        Round round = subjects.get(number).round();
        return round.epoch().number() == 1
                ? table.leader(round.view().number())
                : block(subjects.get(number)).header().proposer().number();
    }
}
