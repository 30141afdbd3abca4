package io.quorate.protocol.consensus;

import io.quorate.protocol.types.BlockLimits;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import java.time.Duration;
import java.util.Optional;

/**
 * What consensus takes from genesis, and one thing that the operator may ask for.
 *
 * @param delta assumed bound on delivery
 * @param blockInterval how long a leader waits with nothing to propose
 * @param epochDuration block time that an epoch lasts
 * @param limits what a block may hold
 * @param haltHeight nothing is notarized above this height, if there is one
 */
public record ConsensusConfig(
        ChainId chain,
        Duration delta,
        Duration blockInterval,
        Duration epochDuration,
        BlockLimits limits,
        Optional<Height> haltHeight) {
    /** How far the views of admitted votes and proposals may lie from the current one. */
    public static final int WINDOW = 64;

    /** A leader whose parent has this many ancestors that are not final proposes an empty block. */
    public static final int MAX_UNFINAL = 64;

    /** How far a block's time may lie ahead of a validator's clock before it waits. */
    public static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    /** A leader that was silent for this many views is skipped at once. */
    public static final int SKIP_AFTER = 10;

    /** From a chain's specification. */
    public static ConsensusConfig of(Genesis genesis) {
        return new ConsensusConfig(
                genesis.chain(),
                genesis.delta(),
                genesis.blockInterval(),
                genesis.epochDuration(),
                BlockLimits.of(genesis),
                Optional.empty());
    }

    /** This with a height to halt at, or none. */
    public ConsensusConfig haltingAt(Optional<Height> height) {
        return new ConsensusConfig(chain, delta, blockInterval, epochDuration, limits, height);
    }

    /** Whether all that is to be decided is decided once a block of this height is final. */
    boolean haltsAt(Height height) {
        return haltHeight.filter(halt -> !height.isBefore(halt)).isPresent();
    }
}
