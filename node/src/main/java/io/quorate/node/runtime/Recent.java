package io.quorate.node.runtime;

import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.VoteKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node saw lately, for people who watch: nothing rests on it, and another node saw it otherwise. Immutable.
 *
 * @param blocks that became final, lowest first
 * @param rounds that were entered, oldest first
 * @param votes the last vote of each validator that was heard in the newest epoch
 */
public record Recent(List<Finalized> blocks, List<Entered> rounds, Map<ValidatorIndex, LastVote> votes) {
    /** Copies all. */
    public Recent {
        blocks = List.copyOf(blocks);
        rounds = List.copyOf(rounds);
        votes = Map.copyOf(votes);
    }

    /**
     * A block that became final.
     *
     * @param round of the finalization that made it so
     * @param finalMillis when it was final and on disk, by this machine's clock
     * @param latency since its proposal was first seen, if it was
     */
    public record Finalized(
            Height height, Round round, int transactions, long finalMillis, Optional<Duration> latency) {}

    /**
     * A round that was entered. Times count from that on, and are negative for what came before.
     *
     * @param proposed when its proposal was first seen, if it was
     * @param arrivals the votes that were counted and the certificates held, in their order
     */
    public record Entered(Round round, ValidatorIndex leader, Optional<Duration> proposed, List<Arrival> arrivals) {
        /** Copies the list. */
        public Entered {
            arrivals = List.copyOf(arrivals);
        }
    }

    /**
     * A vote that was counted, or a certificate that was formed or received.
     *
     * @param validator whose vote it is; empty of a certificate
     */
    public record Arrival(Optional<ValidatorIndex> validator, VoteKind kind, Duration after) {}

    /** A vote, and how long ago it was heard of: itself or by a certificate that it is in. */
    public record LastVote(Round round, VoteKind kind, Duration ago) {}
}
