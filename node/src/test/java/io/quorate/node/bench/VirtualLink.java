package io.quorate.node.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** A node that makes every batch final, or not, some virtual time after it came. */
final class VirtualLink implements Link {
    private final Timeline timeline;
    private final int connections;
    private final LongUnaryOperator finalAt;
    private final List<List<Signed>> batches = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private Outcome outcome = new Outcome.Final();
    private int busy;

    /** Transactions that come at a time are final at {@code finalAt} of it. */
    VirtualLink(Timeline timeline, int connections, LongUnaryOperator finalAt) {
        this.timeline = timeline;
        this.connections = connections;
        this.finalAt = finalAt;
    }

    VirtualLink ending(Outcome other) {
        outcome = other;
        return this;
    }

    @Override
    public int batchLimit() {
        return 50;
    }

    @Override
    public boolean free() {
        return busy < connections;
    }

    @Override
    public void send(List<Signed> batch, Ending ending) {
        busy++;
        batches.add(batch);
        times.add(timeline.nanos());
        timeline.at(finalAt.applyAsLong(timeline.nanos()), () -> {
            busy--;
            for (int i = 0; i < batch.size(); i++) {
                ending.ended(i, outcome);
            }
        });
    }

    List<List<Signed>> batches() {
        return batches;
    }

    List<Long> times() {
        return times;
    }

    int transactions() {
        return batches.stream().mapToInt(List::size).sum();
    }
}
