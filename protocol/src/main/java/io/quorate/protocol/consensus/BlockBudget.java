package io.quorate.protocol.consensus;

import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.VoteKind;
import java.time.Duration;
import java.util.Optional;

/**
 * How much this replica puts into a block that it proposes: as much of what a block may hold as the others were seen to
 * notarize within Delta. Halved after a full one that took half as long again or was nullified, raised by half after a full one that
 * was quick: so a load beyond what the validators can carry makes blocks wait, not views fail. A choice of the leader's
 * own, which no other validator checks.
 */
final class BlockBudget {
    private static final int WHOLE = 1 << 10;
    private static final int LEAST = WHOLE / 16;
    private static final int FIRST = WHOLE / 8;

    private final ConsensusConfig config;
    private final Duration slow;
    private final Duration quick;
    private int share = FIRST;
    private Optional<Proposed> awaited = Optional.empty();

    private record Proposed(Round round, BlockTime at, boolean full) {}

    BlockBudget(ConsensusConfig config) {
        this.config = config;
        this.quick = config.delta();
        this.slow = config.delta().multipliedBy(3).dividedBy(2);
    }

    /** The most transactions. */
    int transactions() {
        return Math.max(1, (int) ((long) config.limits().transactions() * share / WHOLE));
    }

    /** The most bytes; a first transaction that is larger still has room. */
    int bytes() {
        return (int) ((long) config.limits().bytes() * share / WHOLE);
    }

    /** A block was proposed; {@code full} if more was waiting than it holds. */
    void proposed(Round round, BlockTime now, boolean full) {
        awaited = Optional.of(new Proposed(round, now, full));
    }

    /** A certificate came: perhaps that of the block proposed last. */
    void certified(Certificate certificate, BlockTime now) {
        Optional<Proposed> own = awaited.filter(proposed -> proposed.round().equals(certificate.round()));
        if (own.isEmpty()) {
            return;
        }
        awaited = Optional.empty();
        if (!own.get().full()) {
            return; // it says nothing of a larger one, nor would a smaller one have been quicker
        }
        long took = now.millis() - own.get().at().millis();
        if (certificate.kind() == VoteKind.NULLIFY || took > slow.toMillis()) {
            share = Math.max(LEAST, share / 2);
        } else if (took <= quick.toMillis()) {
            share = Math.min(WHOLE, share + share / 2);
        }
    }
}
