package io.quorate.node.cli;

import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.simulator.cluster.Spectator;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells every ten seconds how far a long run is. It alone looks at a clock: the run has none. */
final class SimulationProgress implements Spectator {
    private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();
    /** So many messages go by between two looks at the clock. */
    private static final int LOOK = 256;

    private final LongSupplier nanos;
    private final Consumer<String> lines;
    private Round latest = Round.GENESIS;
    private long views;
    private long messages;
    private long next;

    SimulationProgress(LongSupplier nanos, Consumer<String> lines) {
        this.nanos = nanos;
        this.lines = lines;
        this.next = nanos.getAsLong() + LINE_NANOS;
    }

    @Override
    public void entered(long now, int machine, Round round, int leader) {
        if (round.isAfter(latest)) {
            views += round.epoch().equals(latest.epoch())
                    ? round.view().number() - latest.view().number()
                    : round.view().number();
            latest = round;
        }
    }

    @Override
    public void delivered(long now, int from, int to, Message message) {
        messages++;
        if (messages % LOOK == 0 && nanos.getAsLong() - next >= 0) {
            next = nanos.getAsLong() + LINE_NANOS;
            lines.accept(String.format(
                    Locale.ROOT, "%10.1f s virtual   %d views   %d messages", now / 1e6, views, messages));
        }
    }
}
