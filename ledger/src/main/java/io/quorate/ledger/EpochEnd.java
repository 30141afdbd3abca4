package io.quorate.ledger;

import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.validators.ConsensusKeys;
import io.quorate.ledger.validators.Line;
import io.quorate.ledger.validators.PastSets;
import io.quorate.ledger.validators.Production;
import io.quorate.ledger.validators.Standing;
import io.quorate.ledger.validators.ValidatorAccount;
import io.quorate.ledger.validators.ValidatorAccount.Keys;
import io.quorate.ledger.validators.ValidatorStatus;
import io.quorate.protocol.port.Application.BlockContext;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.types.Staking;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the last block of an epoch does after its transactions: standings follow from who proposed the epoch's blocks, and
 * the next set is made. See validators.md, Power and Change. Used for one block.
 */
final class EpochEnd {
    /** A validator is in the next set and was not in this one: {@code account}, {@code name}, {@code power}, ... */
    static final String JOINED = "validator.joined";

    /** A validator of this set is not in the next: {@code account}, {@code name}, {@code power}, {@code reason}. */
    static final String LEFT = "validator.left";

    /** A validator's power follows its stake: {@code account}, {@code name}, {@code power}. */
    static final String CHANGED = "validator.changed";

    private final Overlay state;
    private final BlockContext block;
    private final Staking staking;
    private final List<Event> events;
    /** The next set as it comes about: who stays in the order of this one, then those who join. */
    private final List<Seat> seats = new ArrayList<>();

    private long blocks;
    private int joined;
    private int left;

    /** A place in the next set. The account is as it is stored. */
    private static final class Seat {
        private ValidatorAccount account;
        private long power;

        Seat(ValidatorAccount account, long power) {
            this.account = account;
            this.power = power;
        }
    }

    EpochEnd(Overlay state, BlockContext block, Staking staking, List<Event> events) {
        this.state = state;
        this.block = block;
        this.staking = staking;
        this.events = events;
    }

    /** Ends the epoch; the set of the next one. */
    ValidatorSet run() {
        takeSeats();
        // validators.md, Change: jailings come first and all at once
        Optional<Seat> kept = jail();
        moveTheLine();
        kept.ifPresent(this::settle);
        ValidatorSet next = next();
        PastSets.next(state, block.time(), next);
        reportEnd(next);
        return next;
    }

    /** Everybody keeps its place at first, and its standing follows from its blocks. */
    private void takeSeats() {
        ValidatorSet set = block.validators();
        BigInteger totalWeight = BigInteger.ZERO;
        for (ValidatorIndex index : set.indexes()) {
            blocks += Production.of(state, block.epoch(), index);
            totalWeight = totalWeight.add(BigInteger.valueOf(set.get(index).leaderWeight()));
        }
        for (ValidatorIndex index : set.indexes()) {
            Validator validator = set.get(index);
            ValidatorAccount account = ConsensusKeys.validator(state, validator.key());
            long due = Standing.due(blocks, validator.leaderWeight(), totalWeight);
            Standing standing = account.standing().after(Production.of(state, block.epoch(), index), due, staking);
            seats.add(new Seat(store(account.with(standing)), validator.power().units()));
        }
    }

    /** Who is jailed goes; one is kept for now if nobody else would be left. */
    private Optional<Seat> jail() {
        Optional<Seat> last = Optional.empty();
        List<Seat> jailed =
                seats.stream().filter(seat -> seat.account.status().isJailed()).toList();
        if (jailed.size() == seats.size()) {
            // validators.md, Faults and penalties: no jailing leaves the set empty
            Seat kept =
                    jailed.stream().max(Comparator.comparing(EpochEnd::rank)).orElseThrow();
            kept.power = Math.max(1, Math.min(kept.power, kept.account.stake().units()));
            last = Optional.of(kept);
            jailed = jailed.stream().filter(seat -> seat != kept).toList();
        }
        for (Seat seat : jailed) {
            seats.remove(seat);
            left++;
            report(LEFT, seat, seat.account.status().label());
        }
        return last;
    }

    /** Who was kept goes after all if others came, or if it is let in again stays by right. */
    private void settle(Seat kept) {
        if (!kept.account.status().isJailed()) {
            return;
        }
        if (seats.size() == 1) {
            report(Ledger.VALIDATOR_KEPT, kept, kept.account.status().label());
            return;
        }
        seats.remove(kept);
        left++;
        report(LEFT, kept, kept.account.status().label());
    }

    /** Who stays if all are jailed: not for good before for good, then the one with most stake, then the first. */
    private static BigInteger rank(Seat seat) {
        BigInteger stake = BigInteger.valueOf(seat.account.stake().units());
        return seat.account.status() == ValidatorStatus.BANNED ? stake : stake.setBit(63);
    }

    // validators.md, Change: in ledger order while the power joined plus left is within W/3; the first always goes
    private void moveTheLine() {
        Line line = Line.of(state);
        long budget = block.validators().total().units() / 3;
        long moved = 0;
        boolean first = true;
        for (long number = line.first(); number < line.next(); number++) {
            Optional<Line.Waiting> waiting = Line.at(state, number);
            if (waiting.isEmpty()) {
                continue;
            }
            ValidatorAccount account = ValidatorAccount.get(state, waiting.get().account());
            Optional<Seat> seat = seatOf(account);
            boolean forPlace = waiting.get().purpose() == Line.Purpose.PLACE;
            boolean leaves = forPlace && account.status() == ValidatorStatus.LEAVING;
            if (leaves && seats.size() == 1) {
                report(Ledger.VALIDATOR_KEPT, seat.orElseThrow(), "leaving");
                continue;
            }
            if (forPlace && seat.isEmpty() && seats.size() >= ValidatorSet.LIMIT) {
                continue;
            }
            long power = leaves ? seat.orElseThrow().power : forPlace || seat.isPresent() ? distance(account, seat) : 0;
            if (!first && power > budget - moved) {
                break;
            }
            // What moves no power is not the one that always goes.
            first &= power == 0;
            moved = Math.addExact(moved, power);
            Line.leave(state, number);
            if (leaves) {
                leave(seat.orElseThrow());
            } else if (forPlace) {
                join(account, seat);
            } else {
                follow(account, seat);
            }
        }
        Line.close(state);
    }

    /** How much power moves when a seat, or none, follows the stake. */
    private static long distance(ValidatorAccount account, Optional<Seat> seat) {
        return Math.abs(account.stake().units() - seat.map(taken -> taken.power).orElse(0L));
    }

    private void leave(Seat seat) {
        seats.remove(seat);
        seat.account = store(seat.account.with(ValidatorStatus.OUT));
        left++;
        report(LEFT, seat, "left");
    }

    private void join(ValidatorAccount account, Optional<Seat> seat) {
        ValidatorAccount active = store(account.with(ValidatorStatus.ACTIVE));
        if (seat.isPresent()) {
            // It was jailed, and stayed as nobody else was left.
            seat.get().account = active;
            seat.get().power = active.stake().units();
            return;
        }
        Seat taken = new Seat(active, active.stake().units());
        seats.add(taken);
        joined++;
        report(JOINED, taken, account.status() == ValidatorStatus.UNJAILING ? "unjailed" : "joined");
    }

    private void follow(ValidatorAccount account, Optional<Seat> seat) {
        ValidatorAccount done = store(account.raising(Optional.empty()));
        if (seat.isPresent()) {
            seat.get().account = done;
            seat.get().power = Math.max(1, done.stake().units());
            report(CHANGED, seat.get(), "stake");
        }
    }

    private Optional<Seat> seatOf(ValidatorAccount account) {
        return seats.stream()
                .filter(seat -> seat.account.account().equals(account.account()))
                .findFirst();
    }

    private ValidatorSet next() {
        List<Validator> validators = new ArrayList<>(seats.size());
        for (Seat seat : seats) {
            Keys keys = seat.account.keys().orElseThrow();
            if (keys.next().isPresent()) {
                seat.account = store(seat.account.with(new Keys(keys.coming(), Optional.empty())));
            }
            VotingPower power = new VotingPower(seat.power);
            validators.add(
                    new Validator(keys.coming(), power, seat.account.standing().weight(power, staking)));
        }
        return ValidatorSet.of(validators);
    }

    private ValidatorAccount store(ValidatorAccount account) {
        account.store(state);
        return account;
    }

    private void report(String event, Seat seat, String reason) {
        TreeMap<String, String> fields = new TreeMap<>();
        fields.put("account", seat.account.account().toHex());
        fields.put("name", seat.account.name());
        fields.put("power", Long.toString(seat.power));
        fields.put("reason", reason);
        events.add(new Event(event, fields));
    }

    private void reportEnd(ValidatorSet next) {
        TreeMap<String, String> fields = new TreeMap<>();
        fields.put("epoch", block.epoch().toString());
        fields.put("blocks", Long.toString(blocks));
        fields.put("validators", Integer.toString(next.size()));
        fields.put("power", next.total().toString());
        fields.put("joined", Integer.toString(joined));
        fields.put("left", Integer.toString(left));
        events.add(new Event(Ledger.EPOCH_ENDED, fields));
    }
}
