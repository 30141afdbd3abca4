package io.quorate.ledger.validators;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.VotingPower;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Sums over all accounts with stake.
 *
 * @param stake all stake, in the set or not: it stays within the limit of a power, so no set can exceed it
 * @param accounts how many accounts have, or had, stake
 */
public record StakeTotals(VotingPower stake, long accounts) {
    private static final int FORMAT = 1;
    private static final StateKey KEY = Space.STAKE_TOTALS.key();

    /** Those of a state. */
    public static StakeTotals of(ReadableState state) {
        return state.get(KEY).map(StakeTotals::fromBytes).orElse(new StakeTotals(VotingPower.NONE, 0));
    }

    /** Takes in an account that has none yet, and stores it. */
    public static void open(Overlay overlay, ValidatorAccount account) {
        StakeTotals now = of(overlay);
        overlay.put(orderKey(now.accounts), account.account().toBytes());
        new StakeTotals(now.stake.plus(account.stake()), now.accounts + 1).store(overlay);
        account.store(overlay);
    }

    /** Adds to all stake, or takes from it. */
    public static void add(Overlay overlay, long difference) {
        StakeTotals now = of(overlay);
        new StakeTotals(new VotingPower(Math.addExact(now.stake.units(), difference)), now.accounts).store(overlay);
    }

    /** Whether so much more stake is within the limit of all. */
    public boolean hasRoomFor(VotingPower more) {
        // The total is checked against overflow
        return more.units() <= VotingPower.LIMIT - stake.units();
    }

    /** The account that came at a place in the order of all. */
    public static Optional<ValidatorAccount> accountAt(ReadableState state, long number) {
        return state.get(orderKey(number)).map(key -> ValidatorAccount.get(state, PublicKey.of(key)));
    }

    private void store(Overlay overlay) {
        overlay.put(
                KEY,
                new RecordWriter()
                        .octet(FORMAT)
                        .number(stake.units())
                        .number(accounts)
                        .toBytes());
    }

    private static StakeTotals fromBytes(byte[] bytes) {
        RecordReader in = new RecordReader(bytes).format(FORMAT);
        StakeTotals totals = new StakeTotals(new VotingPower(in.number()), in.number());
        in.end();
        return totals;
    }

    private static StateKey orderKey(long number) {
        return Space.STAKE_ORDER.key(
                ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}
