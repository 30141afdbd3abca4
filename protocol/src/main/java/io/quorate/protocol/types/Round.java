package io.quorate.protocol.types;

import java.util.Comparator;

/** The pair (epoch, view) that every vote is bound to; ordered by epoch, then view. */
public record Round(Epoch epoch, View view) implements Comparable<Round> {
    /** The round of the genesis block: below every vote. */
    public static final Round GENESIS = new Round(Epoch.ZERO, View.ZERO);

    private static final Comparator<Round> ORDER =
            Comparator.comparing(Round::epoch).thenComparing(Round::view);

    /** Names a round by its two numbers. */
    public static Round of(long epoch, long view) {
        return new Round(new Epoch(epoch), new View(view));
    }

    /** Whether this comes after {@code other}. */
    public boolean isAfter(Round other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Round other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return epoch + "/" + view;
    }
}
