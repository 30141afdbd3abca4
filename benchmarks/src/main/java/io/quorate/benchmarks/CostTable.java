package io.quorate.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What an operation of each kind costs, and how much of that the state tree takes. */
final class CostTable {
    private static final String ROW = "%-24s %12s %12s %8s%n";

    private final Map<String, Cost> costs = new TreeMap<>();

    /**
     * What is known of a kind, in microseconds per operation.
     *
     * @param all of executing it
     * @param tree of the state tree, in it
     */
    private record Cost(OptionalDouble all, OptionalDouble tree) {
        private static final Cost UNKNOWN = new Cost(OptionalDouble.empty(), OptionalDouble.empty());
    }

    /** What executing costs, in microseconds per operation. */
    CostTable executing(String kind, double micros) {
        Cost known = costs.getOrDefault(kind, Cost.UNKNOWN);
        costs.put(kind, new Cost(OptionalDouble.of(micros), known.tree));
        return this;
    }

    /** What the state tree takes of it, in microseconds per operation. */
    CostTable tree(String kind, double micros) {
        Cost known = costs.getOrDefault(kind, Cost.UNKNOWN);
        costs.put(kind, new Cost(known.all, OptionalDouble.of(micros)));
        return this;
    }

    /** Whether nothing was measured that belongs in it. */
    boolean isEmpty() {
        return costs.isEmpty();
    }

    /** The kinds in the order of these, then all others; what was not measured is a dash. */
    String text(List<String> order) {
        StringBuilder out = new StringBuilder(String.format(Locale.ROOT, ROW, "kind", "us/op", "of it tree", "share"));
        order.forEach(kind -> append(out, kind));
        costs.keySet().stream().filter(kind -> !order.contains(kind)).forEach(kind -> append(out, kind));
        return out.toString();
    }

    private void append(StringBuilder out, String kind) {
        Cost cost = costs.get(kind);
        if (cost == null) {
            return;
        }
        OptionalDouble share = cost.all.isPresent() && cost.tree.isPresent()
                ? OptionalDouble.of(100 * cost.tree.getAsDouble() / cost.all.getAsDouble())
                : OptionalDouble.empty();
        out.append(String.format(
                Locale.ROOT, ROW, kind, number(cost.all, "%.2f"), number(cost.tree, "%.2f"), number(share, "%.0f %%")));
    }

    private static String number(OptionalDouble value, String format) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "-";
    }
}
