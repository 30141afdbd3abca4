package io.quorate.simulator.report;

import io.quorate.simulator.scenario.Scenario;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What happened in one round, told for people: who led, what was proposed, who voted how, and what came of it. */
public record Lesson(
        long number,
        long epoch,
        long view,
        int leader,
        List<String> proposals,
        List<Ballot> ballots,
        Result result,
        List<Suspect> detected) {
    /** Copies the lists. */
    public Lesson {
        proposals = List.copyOf(proposals);
        ballots = List.copyOf(ballots);
        detected = List.copyOf(detected);
    }

    /**
     * What one validator said.
     *
     * @param yes for how many blocks it voted
     * @param skip whether it voted to skip the view
     */
    public record Ballot(int node, boolean leader, boolean faulty, int yes, boolean skip, int proposed) {
        /** In words. */
        public String words(List<String> proposals) {
            String value = proposals.isEmpty() ? "a block" : proposals.get(0);
            String said;
            if (leader && proposed > 1) {
                said = "proposed two different blocks for " + value;
            } else if (leader && proposed == 1) {
                said = "proposed " + value + (yes > 1 ? ", voted YES for two values" : "");
            } else if (yes > 1) {
                said = "voted YES for two values";
            } else if (yes == 1) {
                said = "voted YES";
            } else if (skip) {
                return "voted to skip";
            } else {
                return "said nothing";
            }
            return skip ? said + ", then to skip" : said;
        }
    }

    /** What came of a round. */
    public sealed interface Result {
        /**
         * A value was decided.
         *
         * @param votes how many voted for it
         * @param power their power
         * @param delays message delays from proposal to finality
         * @param micros virtual time from proposal to finality
         */
        record Decided(String value, int votes, long power, int delays, long micros) implements Result {}

        /** The value was decided with a later one, which rests on it. */
        record DecidedLater(String value, int votes, long power) implements Result {}

        /** A quorum voted to skip it. */
        record Skipped(int votes, long power) implements Result {}

        /** Nothing came of it before the run went on to heal. */
        record Open() implements Result {}
    }

    /**
     * Somebody faulty, as the others see it.
     *
     * @param proven whether two signed messages prove it to anybody
     */
    public record Suspect(int node, String reason, boolean proven) implements Comparable<Suspect> {
        @Override
        public int compareTo(Suspect other) {
            int byNode = Integer.compare(node, other.node);
            int byReason = byNode != 0 ? byNode : reason.compareTo(other.reason);
            return byReason != 0 ? byReason : Boolean.compare(proven, other.proven);
        }

        @Override
        public String toString() {
            return "node " + node + ": " + reason + (proven ? ", proven" : ", suspected");
        }
    }

    /** How the detected are told in a line. */
    public String detectedText() {
        if (detected.isEmpty()) {
            return "faulty nodes detected: 0";
        }
        TreeSet<Integer> nodes = new TreeSet<>();
        detected.forEach(suspect -> nodes.add(suspect.node()));
        return "faulty nodes detected: " + nodes.size() + " ("
                + String.join("; ", detected.stream().map(Suspect::toString).toList()) + ")";
    }

    /** The result in a line. */
    public String resultText(Scenario scenario) {
        if (result instanceof Result.Decided decided) {
            return "CONSENSUS REACHED: " + decided.value() + ", " + share(scenario, decided.votes(), decided.power())
                    + ", final after " + decided.delays() + " message delays (" + millis(decided.micros())
                    + " ms virtual); " + detectedText();
        }
        if (result instanceof Result.DecidedLater later) {
            return "CONSENSUS REACHED: " + later.value() + ", " + share(scenario, later.votes(), later.power())
                    + ", final with a later round; " + detectedText();
        }
        if (result instanceof Result.Skipped skipped) {
            return "SKIPPED: " + share(scenario, skipped.votes(), skipped.power())
                    + " to skip, the next leader takes over; " + detectedText();
        }
        return "NO DECISION yet; " + detectedText();
    }

    private static String share(Scenario scenario, int votes, long power) {
        boolean weighted = scenario.powers().stream().distinct().count() > 1;
        String text = votes + "/" + scenario.nodes() + " votes (" + percent(votes, scenario.nodes()) + "%)";
        return weighted
                ? text + ", power " + power + "/" + scenario.totalPower() + " (" + percent(power, scenario.totalPower())
                        + "%)"
                : text;
    }

    private static long percent(long part, long whole) {
        return Math.round(100.0 * part / whole);
    }

    private static String millis(long micros) {
        return micros < 10_000
                ? java.math.BigDecimal.valueOf(Math.round(micros / 100.0), 1).toPlainString()
                : Long.toString(Math.round(micros / 1_000.0));
    }

    /** The value decided, if one was. */
    public Optional<String> value() {
        if (result instanceof Result.Decided decided) {
            return Optional.of(decided.value());
        }
        return result instanceof Result.DecidedLater later ? Optional.of(later.value()) : Optional.empty();
    }
}
