package io.quorate.simulator.explore;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.simulator.check.Checker;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.time.Chance;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tries out what can happen to three honest replicas of four in the first views: each message that was sent arrives at any
 * time after, or never; each view's timers fire at any time, or never; the fourth validator, which leads the first view,
 * says any of its lies to anybody at any time; and one replica dies once, with or without what its last step sent.
 *
 * <p>A state is what can be told apart: what was sent, and of each replica what arrived, what it signed, what it holds on
 * disk, its view and which of its timers fired. A replica cannot be copied: a state is reached by playing its way again.
 */
final class Explorer {
    private static final int VALIDATORS = 4;
    private static final double ELSEWHERE = 0.2;
    private static final Table TABLE = new Table(Duration.ofHours(1), 1, 1, 1, 1);

    private final int views;
    private final boolean crash;
    private final long mostStates;
    private final Chance chance = Chance.of(1, "explorer");
    private final TreeSet<Hash> seen = new TreeSet<>();
    private final int liar = TABLE.leader(1);
    private final List<Message> lies;
    private long plays;

    /** What was tried out. */
    record Explored(long states, long plays, boolean whole) {}

    Explorer(int views, boolean crash, long mostStates) {
        this.views = views;
        this.crash = crash;
        this.mostStates = mostStates;
        this.lies = lies();
    }

    /** One thing that happens. */
    private sealed interface Act {
        /** A message that was sent arrives. */
        record Arrive(int to, String message) implements Act {}

        /** The timers of a replica's view fire. */
        record TimeOut(int seat) implements Act {}

        /** A replica dies between two steps and starts again. */
        record Die(int seat) implements Act {}

        /** A message arrives, and the replica dies after it made durable what that changed, before it sent a thing. */
        record ArriveAndDie(int to, String message) implements Act {}
    }

    /** Until all is seen or enough is. */
    Explored explore() {
        List<List<Act>> open = new ArrayList<>();
        open.add(List.of());
        while (!open.isEmpty() && seen.size() < mostStates) {
            // Mostly on from where it is; now and then from elsewhere, so that a part of it all is no mere corner.
            int last = open.size() - 1;
            int next = chance.happens(ELSEWHERE) ? chance.below(open.size()) : last;
            List<Act> way = open.set(next, open.get(last));
            open.remove(last);
            Play play = new Play();
            plays++;
            try {
                way.forEach(play::act);
            } catch (Violation | IllegalStateException e) {
                throw new AssertionError("after " + way + ": " + e.getMessage(), e);
            }
            if (seen.add(play.state())) {
                for (Act act : play.possible()) {
                    List<Act> further = new ArrayList<>(way);
                    further.add(act);
                    open.add(further);
                }
            }
        }
        return new Explored(seen.size(), plays, open.isEmpty());
    }

    // ---- the fourth

    private Vote lie(Subject subject) {
        return new Vote(
                subject,
                new ValidatorIndex(liar),
                TABLE.signer(liar).sign(SigningBytes.of(TABLE.genesis.chain(), subject)));
    }

    private Block block(long millis) {
        BlockHeader root = TABLE.root.header();
        return Block.of(
                new BlockHeader(
                        BlockHeader.VERSION,
                        TABLE.genesis.chain(),
                        new Epoch(1),
                        root.height().next(),
                        TABLE.root.id(),
                        new ValidatorIndex(liar),
                        new BlockTime(millis),
                        0,
                        0,
                        root.transactionsRoot(),
                        root.receiptsRoot(),
                        root.stateRoot(),
                        TABLE.set.hash(),
                        TABLE.set.hash()),
                List.of());
    }

    /** All that it ever says: two blocks, both finalized, and every view nullified. */
    private List<Message> lies() {
        List<Message> all = new ArrayList<>();
        for (Block block : List.of(block(10), block(11))) {
            Subject notarize = Subject.notarize(Round.of(1, 1), View.ZERO, block.id());
            all.add(new Message.Propose(new Proposal(block, lie(notarize)), Optional.empty()));
            all.add(new Message.CastVote(lie(notarize.as(VoteKind.FINALIZE))));
        }
        for (long view = 1; view <= views; view++) {
            all.add(new Message.CastVote(lie(Subject.nullify(Round.of(1, view)))));
        }
        return all;
    }

    // ---- one way

    private final class Play {
        private final Checker checker = new Checker(
                TABLE.genesis, VALIDATORS, validator -> validator != liar, transaction -> true, transaction -> false);
        private final List<Seat> seats = new ArrayList<>();
        /** What was sent, by what it says: the same twice is the same. */
        private final SortedMap<String, Letter> sent = new TreeMap<>();

        private final List<TreeSet<String>> arrived = new ArrayList<>();
        private final List<Integer> timedOut = new ArrayList<>();
        private boolean died;
        private boolean mute = true;

        private record Letter(int from, Message message) {}

        Play() {
            List<PeerId> peers = new ArrayList<>();
            for (int i = 0; i < VALIDATORS; i++) {
                peers.add(Seat.peer(i));
            }
            for (int i = 0; i < VALIDATORS; i++) {
                arrived.add(new TreeSet<>());
                timedOut.add(0);
                if (i != liar) {
                    seats.add(new Seat(TABLE, checker, i, i, true, peers, this::send));
                }
            }
            for (Seat seat : seats) {
                connect(seat);
            }
            mute = false;
            lies.forEach(message -> send(liar, Optional.empty(), message));
        }

        private void connect(Seat seat) {
            for (int other = 0; other < VALIDATORS; other++) {
                if (other != seat.number) {
                    seat.connect(other, other);
                }
            }
        }

        private void send(int from, Optional<PeerId> to, Message message) {
            boolean ofConsensus = message instanceof Message.CastVote || message instanceof Message.Propose;
            if (mute || !ofConsensus) {
                return;
            }
            sent.putIfAbsent(from + " " + text(message), new Letter(from, message));
            if (message instanceof Message.Propose propose) {
                propose.entry()
                        .ifPresent(entry -> sent.putIfAbsent(
                                from + " " + entry.subject() + entry.signers(),
                                new Letter(from, new Message.Certify(entry))));
            }
            // The liar, who hears all, votes for whatever is proposed.
            if (message instanceof Message.Propose propose && from != liar) {
                Subject subject = propose.proposal().vote().subject();
                for (Subject more : List.of(subject, subject.as(VoteKind.FINALIZE))) {
                    Message vote = new Message.CastVote(lie(more));
                    sent.putIfAbsent(liar + " " + text(vote), new Letter(liar, vote));
                }
            }
        }

        private String text(Message message) {
            return message instanceof Message.CastVote cast
                    ? cast.vote().validator() + " " + cast.vote().subject()
                    : message instanceof Message.Propose propose
                            ? "proposal " + propose.proposal().vote().subject()
                            : message.toString();
        }

        private Seat seat(int number) {
            return seats.stream()
                    .filter(one -> one.number == number)
                    .findFirst()
                    .orElseThrow();
        }

        List<Act> possible() {
            List<Act> acts = new ArrayList<>();
            for (Seat seat : seats) {
                if (seat.round().view().number() > views) {
                    continue;
                }
                if (seat.awaits(Timer.ViewEnd.class)) {
                    acts.add(new Act.TimeOut(seat.number));
                }
                if (crash && !died) {
                    acts.add(new Act.Die(seat.number));
                }
                sent.forEach((text, letter) -> {
                    if (letter.from() != seat.number
                            && !arrived.get(seat.number).contains(text)) {
                        acts.add(new Act.Arrive(seat.number, text));
                        if (crash && !died) {
                            acts.add(new Act.ArriveAndDie(seat.number, text));
                        }
                    }
                });
            }
            return acts;
        }

        void act(Act act) {
            if (act instanceof Act.Arrive arrive) {
                arrive(arrive.to(), arrive.message());
            } else if (act instanceof Act.TimeOut timeOut) {
                Seat seat = seat(timeOut.seat());
                timedOut.set(seat.number, (int) seat.round().view().number());
                seat.fire(Timer.Leader.class);
                seat.fire(Timer.ViewEnd.class);
            } else if (act instanceof Act.ArriveAndDie both) {
                mute = true;
                arrive(both.to(), both.message());
                mute = false;
                die(both.to());
            } else if (act instanceof Act.Die die) {
                die(die.seat());
            }
            // Leaders wait for nothing.
            seats.forEach(seat -> seat.fire(Timer.Idle.class));
        }

        private void arrive(int to, String text) {
            Letter letter = sent.get(text);
            if (letter == null) {
                throw new IllegalStateException("the way is no way: " + text + " was not sent");
            }
            arrived.get(to).add(text);
            seat(to).receive(Seat.peer(letter.from()), letter.message());
        }

        private void die(int number) {
            died = true;
            // What it forgot may come again.
            arrived.get(number).clear();
            timedOut.set(number, 0);
            seat(number).restart();
            connect(seat(number));
        }

        Hash state() {
            StringBuilder text = new StringBuilder();
            text.append(sent.keySet()).append(died);
            for (Seat seat : seats) {
                text.append('|')
                        .append(seat.round())
                        .append(timedOut.get(seat.number))
                        .append(seat.store.height())
                        .append(arrived.get(seat.number))
                        .append(seat.journal.votes())
                        .append(seat.journal.certificates());
            }
            return Sha256.hash(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
