package io.quorate.ledger.decisions;

import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * An instance of a list that may vote.
 *
 * @param weight what its vote weighs: read when the decision opened; may be 0
 */
public record Elector(String instance, long weight) {
    private static final int FORMAT = 1;

    /** The stored form of a list, proven by the state root: format 1, count 4, and for each its id and its weight 8. */
    public static byte[] toBytes(List<Elector> electors) {
        RecordWriter out = new RecordWriter(64 * electors.size()).octet(FORMAT).integer(electors.size());
        electors.forEach(elector -> out.text(elector.instance).number(elector.weight));
        return out.toBytes();
    }

    /**
     * Reads the stored form of a list.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public static List<Elector> listFromBytes(byte[] bytes) {
        RecordReader in = new RecordReader(bytes).format(FORMAT);
        int count = in.integer();
        if (!Electorate.isSize(count)) {
            throw new IllegalArgumentException("no electorate has " + count + " instances");
        }
        List<Elector> electors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            electors.add(new Elector(in.text(), in.number()));
        }
        in.end();
        return electors;
    }
}
