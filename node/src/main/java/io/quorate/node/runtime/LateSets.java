package io.quorate.node.runtime;

import io.quorate.protocol.verify.EpochSets;
import java.util.function.Supplier;

/** The published sets, for those who are made before the replica that publishes them. */
final class LateSets implements Supplier<EpochSets> {
    private volatile Supplier<EpochSets> sets = () -> {
        throw new IllegalStateException("asked for validator sets before the replica was made");
    };

    void attach(Supplier<EpochSets> published) {
        sets = published;
    }

    @Override
    public EpochSets get() {
        return sets.get();
    }
}
