package io.quorate.ledger.validators;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.VotingPower;
import java.util.Optional;

/**
 * An account with stake. Immutable.
 *
 * @param account the key that acts for it in transactions
 * @param name what people call it; empty if it never joined
 * @param keys the keys of its votes; empty if it never joined
 * @param stake what it has at stake; the power of the current set follows at the epoch's end
 * @param standing what its stake counts for in leading
 * @param status what the stake is doing
 * @param jailed the epoch of its latest jailing, the first if it never was
 * @param place where it stands in line for a change of its place, if it does
 * @param raise where it stands in line for a change of its power, if it does
 */
public record ValidatorAccount(
        PublicKey account,
        String name,
        Optional<Keys> keys,
        VotingPower stake,
        Standing standing,
        ValidatorStatus status,
        Epoch jailed,
        Optional<Long> place,
        Optional<Long> raise) {
    private static final int FORMAT = 2;

    /**
     * The keys of a validator's votes.
     *
     * @param current the one that is in the set, if the validator is
     * @param next the one that takes its place with the next set, if it rotates
     */
    public record Keys(PublicKey current, Optional<PublicKey> next) {
        /** The key of the next set. */
        public PublicKey coming() {
            return next.orElse(current);
        }
    }

    /** An account with stake that has not joined. */
    public static ValidatorAccount outside(PublicKey account, VotingPower stake) {
        return new ValidatorAccount(
                account,
                "",
                Optional.empty(),
                stake,
                Standing.NEW,
                ValidatorStatus.OUT,
                Epoch.ZERO,
                Optional.empty(),
                Optional.empty());
    }

    /** Where the account of a key lies. */
    public static StateKey keyOf(PublicKey account) {
        return Space.VALIDATOR.key(account.toBytes());
    }

    /** The account of a key. */
    public static Optional<ValidatorAccount> find(ReadableState state, PublicKey account) {
        return state.get(keyOf(account)).map(bytes -> fromBytes(account, bytes));
    }

    /** The account, which is known to be there. */
    public static ValidatorAccount get(ReadableState state, PublicKey account) {
        return find(state, account)
                .orElseThrow(() -> new IllegalStateException("the account " + account + " of a validator is missing"));
    }

    /** The same with another name and first keys. */
    public ValidatorAccount named(String newName, PublicKey key) {
        return new ValidatorAccount(
                account,
                newName,
                Optional.of(new Keys(key, Optional.empty())),
                stake,
                standing,
                status,
                jailed,
                place,
                raise);
    }

    /** The same with other keys. */
    public ValidatorAccount with(Keys newKeys) {
        return new ValidatorAccount(account, name, Optional.of(newKeys), stake, standing, status, jailed, place, raise);
    }

    /** The same with another stake. */
    public ValidatorAccount with(VotingPower newStake) {
        return new ValidatorAccount(account, name, keys, newStake, standing, status, jailed, place, raise);
    }

    /** The same with another standing. */
    public ValidatorAccount with(Standing newStanding) {
        return new ValidatorAccount(account, name, keys, stake, newStanding, status, jailed, place, raise);
    }

    /** The same in another status, out of the line for a change of its place. */
    public ValidatorAccount with(ValidatorStatus newStatus) {
        return new ValidatorAccount(account, name, keys, stake, standing, newStatus, jailed, Optional.empty(), raise);
    }

    /** The same, waiting in line for a change of its place. */
    public ValidatorAccount waiting(ValidatorStatus newStatus, long number) {
        return new ValidatorAccount(
                account, name, keys, stake, standing, newStatus, jailed, Optional.of(number), raise);
    }

    /** The same, waiting in line for a change of its power, or not. */
    public ValidatorAccount raising(Optional<Long> number) {
        return new ValidatorAccount(account, name, keys, stake, standing, status, jailed, place, number);
    }

    /** The same, jailed in an epoch: until it asks to be let in again, or for good. */
    public ValidatorAccount jailedIn(Epoch epoch, boolean forGood) {
        ValidatorStatus to =
                forGood || status == ValidatorStatus.BANNED ? ValidatorStatus.BANNED : ValidatorStatus.JAILED;
        return new ValidatorAccount(account, name, keys, stake, standing, to, epoch, Optional.empty(), raise);
    }

    /** Stores it. */
    public void store(Overlay overlay) {
        overlay.put(keyOf(account), toBytes());
    }

    /** The form that is stored, and proven by the state root. */
    public byte[] toBytes() {
        RecordWriter out = new RecordWriter().octet(FORMAT).text(name).flag(keys.isPresent());
        keys.ifPresent(pair -> {
            out.key(pair.current()).flag(pair.next().isPresent());
            pair.next().ifPresent(out::key);
        });
        out.number(stake.units())
                .integer(standing.reputation())
                .integer(standing.age())
                .octet(status.code())
                .number(jailed.number());
        out.flag(place.isPresent());
        place.ifPresent(out::number);
        out.flag(raise.isPresent());
        raise.ifPresent(out::number);
        return out.toBytes();
    }

    private static ValidatorAccount fromBytes(PublicKey account, byte[] bytes) {
        RecordReader in = new RecordReader(bytes).format(FORMAT);
        ValidatorAccount validator = new ValidatorAccount(
                account,
                in.text(),
                in.flag()
                        ? Optional.of(new Keys(in.key(), in.flag() ? Optional.of(in.key()) : Optional.empty()))
                        : Optional.empty(),
                new VotingPower(in.number()),
                new Standing(in.integer(), in.integer()),
                ValidatorStatus.of(in.octet()),
                new Epoch(in.number()),
                in.flag() ? Optional.of(in.number()) : Optional.empty(),
                in.flag() ? Optional.of(in.number()) : Optional.empty());
        in.end();
        return validator;
    }
}
