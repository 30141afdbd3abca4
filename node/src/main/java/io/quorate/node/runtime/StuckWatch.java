package io.quorate.node.runtime;

import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether the chain moves; says why not, in the log and for {@code /health}. A node that catches up and
 * gets on is well: that it is not ready yet is for {@code /ready} to say.
 */
final class StuckWatch {
    private static final Logger LOG = LoggerFactory.getLogger("quorate.consensus");
    private static final long UNHEALTHY_NANOS = 10_000_000_000L;
    private static final long WARN_EVERY_NANOS = 10_000_000_000L;

    private final ValidatorNames names;
    private final LongSupplier nanoClock;
    private long height = -1;
    private long movedNanos;
    private long warnedNanos;
    private volatile Optional<String> reason = Optional.of("it has just started");

    StuckWatch(ValidatorNames names, LongSupplier nanoClock) {
        this.names = names;
        this.nanoClock = nanoClock;
        this.movedNanos = nanoClock.getAsLong();
        this.warnedNanos = movedNanos;
    }

    /** Why the node does not follow the chain, if so. */
    Optional<String> reason() {
        return reason;
    }

    /** Looks; from one thread. */
    void look(ReplicaSnapshot snapshot, List<NodeService.PeerSummary> peers) {
        long now = nanoClock.getAsLong();
        long current = snapshot.head().height().number();
        if (current != height) {
            boolean first = height < 0;
            height = current;
            movedNanos = now;
            if (!first) {
                reason = Optional.empty();
            }
            return;
        }
        if (now - movedNanos > UNHEALTHY_NANOS) {
            String why = explain(snapshot, peers, (now - movedNanos) / 1_000_000_000);
            reason = Optional.of(why);
            if (now - warnedNanos > WARN_EVERY_NANOS) {
                warnedNanos = now;
                LOG.warn("{}", why);
            }
        }
    }

    private String explain(ReplicaSnapshot snapshot, List<NodeService.PeerSummary> peers, long seconds) {
        TreeSet<String> connected = new TreeSet<>();
        peers.forEach(peer -> peer.validator().ifPresent(connected::add));
        List<String> absent = new ArrayList<>();
        ValidatorSet set = snapshot.epoch().set();
        for (ValidatorIndex index : set.indexes()) {
            boolean self = snapshot.self().filter(index::equals).isPresent();
            String name = names.of(set.get(index).key());
            if (!self && !connected.contains(name)) {
                absent.add(name);
            }
        }
        return "no block became final for " + seconds + " s at height " + height + ": view " + snapshot.round()
                + " waits for "
                + snapshot.waitingFor().text(index -> names.of(set.get(index).key()))
                + (absent.isEmpty() ? "" : "; not connected: " + String.join(", ", absent))
                + snapshot.syncTarget()
                        .map(target ->
                                "; peers say that they are at height " + target + ", but none sends what is next")
                        .orElse("");
    }
}
