package io.quorate.simulator.explore;

import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.simulator.check.Checker;
import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.check.Violation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Four validators, one of which runs twice: who leads a view is fixed, so that every placement is a choice of the one that
 * runs twice and, for each view, of who hears whom in it.
 */
final class Twins {
    static final int VIEWS = 4;
    static final int MACHINES = 5;
    /** The ways to part five machines in two, all together among them. */
    static final int PARTITIONS = 1 << (MACHINES - 1);

    private static final Table TABLE = new Table(Duration.ofHours(1), List.of(1L, 1L, 1L, 1L));
    private static final int TWIN = 4;
    private static final int MOST_STEPS = 20_000;
    private static final long FURTHER = 3;

    private final int twice;
    private final int[] partitions;
    private final Checker checker;
    private final List<Seat> seats = new ArrayList<>();
    private final Deque<Sent> queue = new ArrayDeque<>();
    private boolean healed;
    private boolean deaf = true;
    private long target;

    private record Sent(int from, int to, Message message) {}

    private Twins(int twice, int[] partitions) {
        this.twice = twice;
        this.partitions = partitions;
        this.checker = new Checker(
                TABLE.genesis, 4, validator -> validator != twice, transaction -> true, transaction -> false);
        List<PeerId> peers = List.of(Seat.peer(0), Seat.peer(1), Seat.peer(2), Seat.peer(3));
        for (int number = 0; number < MACHINES; number++) {
            int validator = validator(number);
            seats.add(new Seat(
                    TABLE,
                    checker,
                    number,
                    validator,
                    validator != twice,
                    peers,
                    this::enqueue,
                    certificate -> checker.certified(validator, certificate)));
        }
        for (Seat seat : seats) {
            for (Seat other : seats) {
                if (seat.validator != other.validator) {
                    seat.connect(other.number, other.validator);
                }
            }
        }
        deaf = false;
    }

    /** Plays one placement: four views as it says, then all hear all; throws a {@link Violation} if something is lost. */
    static void play(int twice, int... partitions) {
        new Twins(twice, partitions).play();
    }

    private int validator(int number) {
        return number == TWIN ? twice : number;
    }

    private void enqueue(int from, Optional<PeerId> to, Message message) {
        if (deaf) {
            return;
        }
        for (Seat seat : seats) {
            boolean meant = to.isEmpty() || to.get().equals(Seat.peer(seat.number));
            if (meant && seat.validator != validator(from) && hears(from, seat.number, message)) {
                queue.addLast(new Sent(from, seat.number, message));
            }
        }
    }

    private boolean hears(int from, int to, Message message) {
        if (healed) {
            return true;
        }
        long view;
        if (message instanceof Message.CastVote cast) {
            view = cast.vote().subject().view().number();
        } else if (message instanceof Message.Propose propose) {
            view = propose.proposal().round().view().number();
        } else if (message instanceof Message.Certify certify) {
            view = certify.certificate().view().number();
        } else {
            return false;
        }
        return view > VIEWS || side(view, from) == side(view, to);
    }

    /** The last machine stands on side 0 in each view: which side is which says nothing. */
    private int side(long view, int machine) {
        return partitions[(int) view - 1] >> machine & 1;
    }

    private void play() {
        // Each view by its messages, then by its timers; a view that nobody can leave is left when all hear all.
        for (int turn = 0; turn < 2 * VIEWS && !isBeyond(); turn++) {
            deliver();
            List.of(Timer.Leader.class, Timer.ViewEnd.class).forEach(kind -> {
                seats.forEach(seat -> seat.fire(kind));
                deliver();
            });
        }
        healed = true;
        target = checker.height() + FURTHER;
        for (int turn = 0; leastHeight() < target; turn++) {
            if (turn > 100) {
                throw new Violation(Invariant.LIVENESS, "nothing becomes final after all hear all again");
            }
            for (Seat seat : seats) {
                seat.wait(Duration.ofMillis(250));
                seat.fire(Timer.Tick.class);
                seat.fire(Timer.Relay.class);
                seat.fire(Timer.Fetch.class);
            }
            deliver();
            if (turn % 4 == 3) {
                seats.forEach(seat -> seat.fire(Timer.Leader.class));
                deliver();
                seats.forEach(seat -> seat.fire(Timer.ViewEnd.class));
                seats.forEach(seat -> seat.fire(Timer.Repeat.class));
                deliver();
            }
        }
    }

    private boolean isBeyond() {
        return seats.stream().allMatch(seat -> seat.round().view().number() > VIEWS);
    }

    private long leastHeight() {
        return seats.stream()
                .filter(seat -> seat.validator != twice)
                .mapToLong(seat -> seat.store.height().number())
                .min()
                .orElseThrow();
    }

    private void deliver() {
        int steps = 0;
        do {
            while (!queue.isEmpty()) {
                Sent sent = queue.removeFirst();
                seats.get(sent.to()).receive(Seat.peer(sent.from()), sent.message());
                if (++steps > MOST_STEPS) {
                    throw new Violation(Invariant.BOUNDED, "messages without end");
                }
            }
            // Leaders wait for nothing, until all is done.
            if (healed ? leastHeight() < target : !isBeyond()) {
                seats.forEach(seat -> seat.fire(Timer.Idle.class));
            }
        } while (!queue.isEmpty());
    }
}
