package io.quorate.simulator.explore;

import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.VoteKind;
import io.quorate.simulator.check.Checker;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.disk.Killed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * All that can become of one honest replica. A replica cannot be copied: what an input makes of it is found by playing its
 * way again, once, and kept.
 *
 * <p>Two ways are one life if the replica said the same, holds the same on disk, is in the same view with the same timers,
 * and saw the same proposals in the same order. Whether that is so is tried out: of every few lives a second way is kept,
 * and every input must make the same of both.
 */
final class Lives {
    private static final int AUDITED = 8;
    private static final int VALIDATORS = 4;

    private final Table table;
    private final Bounds bounds;
    private final Said said;
    private final int number;
    private final List<Life> lives = new ArrayList<>();
    private final Map<String, Integer> known = new TreeMap<>();
    private final List<List<Edge>> possible = new ArrayList<>();
    private final List<Integer> offered = new ArrayList<>();
    private final Map<Integer, List<Input>> otherWays = new TreeMap<>();
    private final Map<World, Reached> reached = new HashMap<>();
    private long plays;
    private long audits;

    Lives(Table table, Bounds bounds, Said said, int number) {
        this.table = table;
        this.bounds = bounds;
        this.said = said;
        this.number = number;
        enter(play(List.of()).orElseThrow());
    }

    int number() {
        return number;
    }

    Life life(int id) {
        return lives.get(id);
    }

    int count() {
        return lives.size();
    }

    long plays() {
        return plays;
    }

    long audits() {
        return audits;
    }

    private int enter(Life life) {
        Integer before = known.get(life.text());
        if (before != null) {
            if (before % AUDITED == 0) {
                otherWays.putIfAbsent(before, life.way());
            }
            return before;
        }
        known.put(life.text(), lives.size());
        lives.add(life);
        possible.add(new ArrayList<>());
        offered.add(0);
        return lives.size() - 1;
    }

    private int after(int id, Input input) {
        Optional<Life> life = play(with(lives.get(id).way(), input));
        List<Input> other = otherWays.get(id);
        if (other != null) {
            audits++;
            Optional<Life> twin = play(with(other, input));
            if (!twin.map(Life::text).equals(life.map(Life::text))) {
                throw new IllegalStateException("two ways that look the same are not, after " + told(input) + ":\n"
                        + life.map(Life::text) + "\n" + told(lives.get(id).way()) + "\n" + twin.map(Life::text) + "\n"
                        + told(other));
            }
        }
        return life.map(this::enter).orElse(Edge.IMPOSSIBLE);
    }

    private static List<Input> with(List<Input> way, Input input) {
        List<Input> longer = new ArrayList<>(way);
        longer.add(input);
        return longer;
    }

    private Optional<Life> play(List<Input> way) {
        plays++;
        try {
            Play play = new Play(way);
            return play.possible ? Optional.of(play.life()) : Optional.empty();
        } catch (Violation | IllegalStateException e) {
            throw new AssertionError("replica " + number + " after " + told(way) + ": " + e.getMessage(), e);
        }
    }

    /** A way in words. */
    String told(List<Input> way) {
        return way.stream().map(this::told).toList().toString();
    }

    private String told(Input input) {
        if (input instanceof Input.Proposed proposed) {
            return "proposal " + said.subject(proposed.subject());
        } else if (input instanceof Input.Voted voted) {
            return said.subject(voted.subject()) + " by " + voted.validator();
        } else if (input instanceof Input.Certified certified) {
            return said.subject(certified.subject()) + " by bitmap " + Integer.toBinaryString(certified.signers());
        } else if (input instanceof Input.ThenDie then) {
            return told(then.first()) + ", then a crash";
        } else if (input instanceof Input.DieWithin within) {
            return told(within.first()) + ", a crash before call " + within.call()
                    + (within.kept() ? "" : ", unsynced lost");
        }
        return input.toString();
    }

    // ---- what can happen

    /**
     * The lives to which a life comes with the next thing that it says, whatever happens to it before that says nothing,
     * in a world where the two other honest ones became what is given. Of two that said the same, where one becomes the
     * other without a word, the one is enough.
     */
    int[] nextSaying(int id, Life first, Life second) {
        int[] all = reached(id, first, second).sayings();
        List<Integer> kept = new ArrayList<>();
        for (int one : all) {
            boolean covered = false;
            for (int other : all) {
                covered |= other != one
                        && lives.get(one).saysNoMoreThan(lives.get(other))
                        && reached(other, first, second).becomes(one)
                        && (other < one || !reached(one, first, second).becomes(other));
            }
            if (!covered) {
                kept.add(one);
            }
        }
        return kept.stream().mapToInt(one -> one).toArray();
    }

    /** A life, and all of the two others that matters to it. */
    private record World(int id, Life.Shown first, Life.Shown second) {}

    /** What a life becomes without a word, itself among it, and with the next one. Both in order. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Reached(int[] silent, int[] sayings) {
        boolean becomes(int id) {
            return Arrays.binarySearch(silent, id) >= 0;
        }
    }

    private Reached reached(int id, Life first, Life second) {
        World world = new World(id, first.shown(), second.shown());
        Reached known = reached.get(world);
        if (known == null) {
            known = reach(id, first, second);
            reached.put(world, known);
        }
        return known;
    }

    private Reached reach(int from, Life first, Life second) {
        boolean calm = !first.died() && !second.died();
        long proposals = first.proposals() | second.proposals();
        BitSet silent = new BitSet();
        BitSet saying = new BitSet();
        Deque<Integer> open = new ArrayDeque<>();
        open.add(from);
        silent.set(from);
        while (!open.isEmpty()) {
            int id = open.removeLast();
            Life life = lives.get(id);
            List<Edge> edges = edges(id);
            for (int i = 0; i < edges.size(); i++) {
                Edge edge = edges.get(i);
                if (edge.isOpen(calm, first.votes(), second.votes(), proposals)) {
                    int next = follow(id, edge);
                    if (next >= 0 && !lives.get(next).saysNoMoreThan(life)) {
                        saying.set(next);
                    } else if (next >= 0 && !silent.get(next)) {
                        silent.set(next);
                        open.add(next);
                    }
                }
            }
        }
        return new Reached(silent.stream().toArray(), saying.stream().toArray());
    }

    /** What can happen to a life; more may be added to the end while the list is gone through. */
    List<Edge> edges(int id) {
        List<Edge> edges = possible.get(id);
        Life life = lives.get(id);
        if (edges.isEmpty()) {
            alone(edges, life);
        }
        for (int subject = offered.get(id); subject < said.size(); subject++) {
            offer(edges, life, subject);
        }
        offered.set(id, said.size());
        return edges;
    }

    /** Follows an edge; the life that it leads to, or {@link Edge#IMPOSSIBLE}. */
    int follow(int id, Edge edge) {
        if (edge.next == Edge.UNKNOWN) {
            edge.next = after(id, edge.input);
            if (edge.next >= 0 && edge.input instanceof Input.DieWithin within) {
                possible.get(id).add(edge.dying(new Input.DieWithin(within.first(), within.call() + 1, within.kept())));
            }
        }
        return edge.next;
    }

    private void add(List<Edge> edges, Life life, Edge edge) {
        edges.add(edge);
        if (bounds.crash() && !life.died()) {
            edges.add(edge.dying(new Input.ThenDie(edge.input)));
            if (bounds.torn()) {
                edges.add(edge.dying(new Input.DieWithin(edge.input, 1, true)));
                edges.add(edge.dying(new Input.DieWithin(edge.input, 1, false)));
            }
        }
    }

    /** What needs nothing of the others. */
    private void alone(List<Edge> edges, Life life) {
        if (bounds.crash() && !life.died()) {
            edges.add(new Edge(new Input.Die(), 0, 0, 0, true));
        }
        if (bounds.admits(life.round()) && life.timer()) {
            add(edges, life, new Edge(new Input.TimeOut(), 0, 0, 0, false));
        }
        if (bounds.admits(life.round()) && life.idle()) {
            add(edges, life, new Edge(new Input.Idle(), 0, 0, 0, false));
        }
    }

    private void offer(List<Edge> edges, Life life, int subject) {
        Subject of = said.subject(subject);
        long bit = Said.bit(subject);
        boolean lied = (said.lies() & bit) != 0;
        if (said.isProposed(subject) && !life.seen().contains(subject) && (life.proposals() & bit) == 0) {
            add(edges, life, new Edge(new Input.Proposed(subject), 0, 0, lied ? 0 : bit, false));
        }
        if ((life.held() & bit) == 0) {
            // The liar signs whatever two others did.
            boolean self = (life.votes() & bit) != 0;
            if (self) {
                add(edges, life, quorum(subject, bit, 0, signers(true, true, false, true)));
                add(edges, life, quorum(subject, 0, bit, signers(true, false, true, true)));
            }
            if (self && said.mattersWhoSigned(subject)) {
                add(edges, life, quorum(subject, bit, bit, signers(true, true, true, false)));
            }
            add(edges, life, quorum(subject, bit, bit, signers(self, true, true, true)));
        }
        boolean leaders = of.kind() == VoteKind.NULLIFY && of.round().equals(life.round());
        for (int validator = 0; validator < VALIDATORS; validator++) {
            Input vote = new Input.Voted(subject, validator);
            if (validator != number
                    && (bounds.single() || (leaders && validator == life.leader()))
                    && !life.heard().contains(vote)) {
                offerVote(edges, life, subject, validator, lied || (life.votes() & bit) != 0);
            }
        }
    }

    private void offerVote(List<Edge> edges, Life life, int subject, int validator, boolean known) {
        Input vote = new Input.Voted(subject, validator);
        long bit = Said.bit(subject);
        if (validator == said.liar && known) {
            add(edges, life, new Edge(vote, 0, 0, 0, false));
        } else if (validator == said.liar) {
            // It signs what somebody else signed.
            add(edges, life, new Edge(vote, bit, 0, 0, false));
            add(edges, life, new Edge(vote, 0, bit, 0, false));
        } else {
            add(edges, life, new Edge(vote, validator == first() ? bit : 0, validator == second() ? bit : 0, 0, false));
        }
    }

    private static Edge quorum(int subject, long first, long second, int signers) {
        return new Edge(new Input.Certified(subject, signers), first, second, 0, false);
    }

    private int signers(boolean self, boolean first, boolean second, boolean liar) {
        return (self ? 1 << number : 0)
                | (first ? 1 << first() : 0)
                | (second ? 1 << second() : 0)
                | (liar ? 1 << said.liar : 0);
    }

    /** The lower of the other two honest ones. */
    private int first() {
        return others().get(0);
    }

    /** The higher of the other two honest ones. */
    private int second() {
        return others().get(1);
    }

    private List<Integer> others() {
        return IntStream.range(0, VALIDATORS)
                .filter(one -> one != number && one != said.liar)
                .boxed()
                .toList();
    }

    // ---- one way

    private final class Play {
        private final List<Input> way;
        private final Checker checker = new Checker(
                table.genesis,
                VALIDATORS,
                validator -> validator != said.liar,
                transaction -> true,
                transaction -> false);
        private final Seat seat;
        private final TreeSet<Integer> votes = new TreeSet<>();
        private final TreeSet<Integer> proposals = new TreeSet<>();
        private final List<Integer> seen = new ArrayList<>();
        private final List<Input> heard = new ArrayList<>();
        private final TreeSet<BlockId> wanted = new TreeSet<>();
        private long ofLeaders;
        private boolean died;
        private boolean possible = true;
        private boolean mute = true;

        Play(List<Input> way) {
            this.way = way;
            List<PeerId> peers = new ArrayList<>();
            for (int i = 0; i < VALIDATORS; i++) {
                peers.add(Seat.peer(i));
            }
            seat = new Seat(table, checker, number, number, true, peers, this::send);
            connect();
            mute = false;
            way.forEach(this::happen);
        }

        private void connect() {
            for (int other = 0; other < VALIDATORS; other++) {
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
                for (int validator = 0; validator < VALIDATORS; validator++) {
                    if (validator != number && (certified.signers() >> validator & 1) == 1) {
                        vote(validator, certified.subject());
                    }
                }
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
        }

        private boolean vote(int validator, int subject) {
            boolean received = receive(validator, new Message.CastVote(said.vote(validator, subject)));
            if (received && said.leads(validator, subject)) {
                know(subject);
            }
            return received;
        }

        private void know(int subject) {
            ofLeaders |= Said.bit(subject);
        }

        /** False if it is of an epoch that has not begun here: such a message is dropped and may come again. */
        private boolean receive(int from, Message message) {
            return seat.receive(Seat.peer(from), message);
        }

        private void die(boolean kept) {
            died = true;
            // What it forgot may come again.
            seen.clear();
            heard.clear();
            ofLeaders = 0;
            seat.restart(kept);
            connect();
        }

        Life life() {
            Round round = seat.round();
            boolean within = bounds.admits(round);
            boolean timer = within && seat.awaits(Timer.ViewEnd.class);
            boolean idle = within && seat.awaits(Timer.Idle.class);
            long held = 0;
            for (Subject subject : seat.journal.certificates()) {
                if (bounds.admits(subject.round())) {
                    held |= Said.bit(said.number(subject));
                }
            }
            seen.removeIf(proposal -> isOver(said.subject(proposal).round(), VoteKind.NOTARIZE));
            // A block that was asked for is taken in whoever sends it: what it would ask for now is what it awaits.
            wanted.clear();
            seat.fire(Timer.Fetch.class);
            // What a leader signed first is what is taken in, and if it signed two nobody who knows finalizes.
            long watched = said.ofEpoch(round.epoch()) & ofLeaders;
            String text = round + " " + timer + idle + died + seat.store.height()
                    + seat.replica().snapshot().headId()
                    + seat.replica().snapshot().finalizedRound()
                    + "\nsaid " + votes + proposals + "\nsigned " + new TreeSet<>(seat.journal.votes()) + "\nheld "
                    + seat.journal.certificates() + "\nblocks " + new TreeSet<>(seat.journal.blocks()) + "\nsaw " + seen
                    + wanted + (bounds.single() ? heard : "") + watched;
            return new Life(
                    way,
                    text,
                    bits(votes),
                    bits(proposals),
                    held,
                    List.copyOf(seen),
                    List.copyOf(heard),
                    died,
                    round,
                    seat.replica().snapshot().leader().number(),
                    timer,
                    idle);
        }

        /** Whether no vote of a kind can follow any more in a round: it nullified, did so, or is beyond where it could. */
        private boolean isOver(Round round, VoteKind kind) {
            return (kind == VoteKind.NOTARIZE && seat.round().isAfter(round))
                    || !round.isAfter(seat.replica().snapshot().finalizedRound())
                    || seat.journal.votes().stream()
                            .anyMatch(subject -> subject.round().equals(round)
                                    && (subject.kind() == kind || subject.kind() == VoteKind.NULLIFY));
        }

        private static long bits(Set<Integer> numbers) {
            return numbers.stream().mapToLong(Said::bit).reduce(0, (one, other) -> one | other);
        }
    }
}
