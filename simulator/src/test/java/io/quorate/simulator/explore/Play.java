package io.quorate.simulator.explore;

import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.VoteKind;
import io.quorate.simulator.check.Checker;
import io.quorate.simulator.disk.Killed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** One way of one real replica, from its start: one input after the other. */
final class Play {
    private final Table table;
    private final Bounds bounds;
    private final Said said;
    private final int number;
    private final List<Input> way;
    private final Checker checker;
    private final Seat seat;
    private final TreeSet<Integer> votes = new TreeSet<>();
    private final TreeSet<Integer> proposals = new TreeSet<>();
    private final List<Integer> seen = new ArrayList<>();
    private final List<Input> heard = new ArrayList<>();
    private final TreeSet<BlockId> wanted = new TreeSet<>();
    private long known;
    private boolean died;
    private boolean possible = true;
    private boolean mute = true;

    Play(Said said, int number, List<Input> way) {
        this.said = said;
        this.table = said.table;
        this.bounds = said.bounds;
        this.number = number;
        this.way = way;
        this.checker = new Checker(
                table.genesis,
                Table.VALIDATORS,
                validator -> validator != said.liar,
                transaction -> true,
                transaction -> false);
        List<PeerId> peers =
                IntStream.range(0, Table.VALIDATORS).mapToObj(Seat::peer).toList();
        // That certificates do not exclude each other is asked of the world, whether they are formed or not.
        seat = new Seat(table, checker, number, number, true, peers, this::send, certificate -> {});
        connect();
        mute = false;
        way.forEach(this::happen);
    }

    private void connect() {
        for (int other = 0; other < Table.VALIDATORS; other++) {
            if (other != number) {
                seat.connect(other, other);
            }
        }
    }

    private void send(int from, Optional<PeerId> to, Message message) {
        if (message instanceof Message.BlockRequest request) {
            wanted.add(request.block());
        }
        boolean own = message.carriedVote()
                .filter(vote -> vote.validator().number() == number)
                .isPresent();
        if (!mute && own) {
            said.say(message).ifPresent(subject -> {
                votes.add(subject);
                if (message instanceof Message.Propose) {
                    proposals.add(subject);
                }
            });
        }
    }

    private void happen(Input input) {
        if (input instanceof Input.Proposed proposed) {
            if (receive(said.proposer(proposed.subject()), said.proposal(proposed.subject()))) {
                seen.add(proposed.subject());
                know(proposed.subject());
            }
        } else if (input instanceof Input.Voted voted) {
            if (vote(voted.validator(), voted.subject())) {
                heard.add(voted);
            }
        } else if (input instanceof Input.Certified certified) {
            certify(certified);
        } else if (input instanceof Input.Idle) {
            seat.fire(Timer.Idle.class);
        } else if (input instanceof Input.TimeOut) {
            seat.fire(Timer.Leader.class);
            seat.fire(Timer.ViewEnd.class);
        } else if (input instanceof Input.Die) {
            die(true);
        } else if (input instanceof Input.ThenDie then) {
            mute = true;
            happen(then.first());
            mute = false;
            die(true);
        } else if (input instanceof Input.DieWithin within) {
            dieWithin(within);
        }
    }

    /**
     * The leader's vote comes last: if it came before, the replica might follow it with its own, and that is what the
     * leader's vote or proposal does by itself.
     */
    private void certify(Input.Certified certified) {
        int leader = said.leader(said.subject(certified.subject()).round());
        for (int validator = 0; validator < Table.VALIDATORS; validator++) {
            if (validator != leader && validator != number && certified.isSignedBy(validator)) {
                vote(validator, certified.subject());
            }
        }
        if (leader != number && certified.isSignedBy(leader)) {
            vote(leader, certified.subject());
        }
    }

    private boolean vote(int validator, int subject) {
        boolean received = receive(validator, new Message.CastVote(said.vote(validator, subject)));
        if (received && said.leads(validator, subject)) {
            know(subject);
        }
        return received;
    }

    private void know(int subject) {
        known |= Said.bit(subject);
    }

    /** False if it is of an epoch that has not begun here: such a message is dropped and may come again. */
    private boolean receive(int from, Message message) {
        return seat.receive(Seat.peer(from), message);
    }

    private void dieWithin(Input.DieWithin within) {
        seat.killBefore(within.call());
        mute = true;
        try {
            happen(within.first());
            possible = false;
        } catch (Killed killed) {
            // As it was meant to be.
        }
        mute = false;
        die(within.kept());
    }

    private void die(boolean kept) {
        died = true;
        // What it forgot may come again.
        seen.clear();
        heard.clear();
        known = 0;
        seat.restart(kept);
        connect();
    }

    /** What became of it; nothing, if there was no such call to the disk at which it should have died. */
    Optional<Life> life() {
        if (!possible) {
            return Optional.empty();
        }
        Round round = seat.round();
        boolean within = bounds.admits(round);
        boolean timer = within && seat.awaits(Timer.ViewEnd.class);
        boolean idle = within && seat.awaits(Timer.Idle.class);
        seen.removeIf(this::isOver);
        // A block that was asked for is taken in whoever sends it: what it would ask for now is what it awaits.
        wanted.clear();
        seat.fire(Timer.Fetch.class);
        Life.Shown shown = new Life.Shown(bits(votes), bits(proposals), died);
        Likeness likeness = new Likeness(said, bounds, seat);
        return Optional.of(new Life(
                way,
                likeness.text(shown, timer + " " + idle, seen, wanted, heard, known),
                likeness.isDone(),
                likeness.isSettled(),
                shown.votes(),
                shown.proposals(),
                held(),
                known,
                List.copyOf(seen),
                List.copyOf(heard),
                died,
                round,
                seat.replica().snapshot().leader().number(),
                timer,
                idle));
    }

    private long held() {
        long held = 0;
        for (Subject subject : seat.journal.certificates()) {
            if (bounds.admits(subject.round())) {
                held |= Said.bit(said.number(subject));
            }
        }
        return held;
    }

    /** Whether no notarize can follow a proposal any more: it nullified or notarized there, or is beyond that view. */
    private boolean isOver(int proposal) {
        Round round = said.subject(proposal).round();
        return seat.round().isAfter(round)
                || !round.isAfter(seat.replica().snapshot().finalizedRound())
                || seat.journal.votes().stream()
                        .anyMatch(subject -> subject.round().equals(round)
                                && (subject.kind() == VoteKind.NOTARIZE || subject.kind() == VoteKind.NULLIFY));
    }

    private static long bits(Set<Integer> numbers) {
        return numbers.stream().mapToLong(Said::bit).reduce(0, (one, other) -> one | other);
    }
}
