package io.quorate.simulator.report;

import io.quorate.protocol.evidence.Forensics;
import io.quorate.protocol.types.VotingPower;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.cluster.Run;
import io.quorate.simulator.report.Lesson.Ballot;
import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A run as lines for people: wrapped to a width, coloured if wanted. */
public final class LessonText {
    private static final int MOST_LINES = 20;
    private static final String RESET = "\u001b[0m";

    private final Scenario scenario;
    private final int width;
    private final boolean colour;

    private enum Paint {
        GOOD("\u001b[32m"),
        BAD("\u001b[31m"),
        DIM("\u001b[33m"),
        STRONG("\u001b[1m");

        private final String code;

        Paint(String code) {
            this.code = code;
        }
    }

    /** Lines of at most so many columns. */
    public LessonText(Scenario scenario, int width, boolean colour) {
        this.scenario = scenario;
        this.width = Math.max(Wrapped.NARROWEST, width);
        this.colour = colour;
    }

    /** What is run, before it runs. */
    public List<String> head() {
        VotingPower total = new VotingPower(scenario.totalPower());
        boolean weighted = scenario.powers().stream().distinct().count() > 1;
        List<String> lines = new ArrayList<>();
        lines.add(paint(Paint.STRONG, "=== Quorate consensus simulation ==="));
        int faulty = scenario.faulty().size();
        long tolerated = total.toleratedByzantine().units();
        String kinds = scenario.faulty().stream()
                .flatMap(one -> one.characters().stream())
                .distinct()
                .map(CharacterKind::label)
                .collect(Collectors.joining(", "));
        String unit = weighted ? " power" : "";
        lines.addAll(wrap("Configuration: " + scenario.nodes() + " nodes, " + faulty + " faulty"
                + (faulty == 0 ? "" : " (" + kinds + ")") + ", quorum " + total.leastQuorum() + " of " + total + unit
                + ", tolerates " + tolerated + " Byzantine" + unit + " (3f+1 = " + (3 * tolerated + 1)
                + " at least), seed " + scenario.seed()));
        if (Run.isMany(scenario)) {
            lines.addAll(wrap("So many nodes send millions of messages a view: once the network has healed, "
                    + Run.further(scenario) + " more blocks must become final, not " + Run.FURTHER + "."));
        }
        if (!scenario.isTolerable()) {
            long bad = scenario.byzantinePower();
            lines.addAll(wrap(paint(
                    Paint.BAD,
                    "WARNING: " + bad + " Byzantine of " + total + unit + " is more than this set tolerates: it takes "
                            + (3 * bad + 1)
                            + " for that. Safety and liveness are not to be expected; it runs anyway.")));
        }
        return lines;
    }

    /** A round. */
    public List<String> round(Lesson lesson) {
        List<String> lines = new ArrayList<>();
        String proposes = lesson.proposals().isEmpty()
                ? "proposes nothing that anybody saw"
                : "proposes " + String.join(" and another block with ", lesson.proposals());
        lines.add("");
        lines.addAll(wrap(paint(Paint.STRONG, "Round " + lesson.number()) + "  leader node " + lesson.leader() + "  "
                + proposes));
        if (scenario.nodes() <= MOST_LINES) {
            lesson.ballots().forEach(ballot -> lines.addAll(wrap(line(ballot, lesson))));
        } else {
            lesson.ballots().stream()
                    .filter(ballot -> ballot.leader() || ballot.faulty())
                    .limit(MOST_LINES)
                    .forEach(ballot -> lines.addAll(wrap(line(ballot, lesson))));
            TreeMap<String, Integer> others = new TreeMap<>();
            lesson.ballots().stream()
                    .filter(ballot -> !ballot.leader() && !ballot.faulty())
                    .forEach(ballot -> others.merge(ballot.words(lesson.proposals()), 1, Integer::sum));
            others.forEach((words, count) -> lines.addAll(wrap("  " + count + " others: " + words)));
        }
        Paint paint = lesson.result() instanceof Lesson.Result.Skipped ? Paint.DIM : Paint.GOOD;
        paint = lesson.result() instanceof Lesson.Result.Open ? Paint.BAD : paint;
        for (String line : wrap(lesson.resultText(scenario))) {
            lines.add(paint(paint, line));
        }
        return lines;
    }

    private String line(Ballot ballot, Lesson lesson) {
        String role = ballot.leader() && ballot.faulty()
                ? "(leader, faulty)"
                : ballot.leader() ? "(leader)" : ballot.faulty() ? "(faulty)" : "";
        int digits = Integer.toString(scenario.nodes() - 1).length();
        boolean leadingLiar = ballot.leader() && ballot.faulty();
        String name = String.format(
                Locale.ROOT,
                "%-" + (leadingLiar ? 23 : 15) + "s",
                "node " + ballot.node()
                        + " ".repeat(digits - Integer.toString(ballot.node()).length()) + " " + role);
        String words = ballot.words(lesson.proposals());
        Paint paint = ballot.faulty() ? Paint.BAD : ballot.yes() > 0 && !ballot.skip() ? Paint.GOOD : Paint.DIM;
        return "  " + name + "   " + paint(paint, words);
    }

    /** What came of it all. */
    public List<String> foot(Outcome outcome, List<Lesson.Suspect> suspects) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        if (outcome.isGood()) {
            for (String line : wrap("ALL INVARIANTS HELD: " + outcome.height() + " blocks final in " + outcome.views()
                    + " views, " + outcome.messages() + " messages, " + seconds(outcome.virtualMicros())
                    + " s virtual; " + (outcome.height() - outcome.heightAtHeal())
                    + " blocks within " + outcome.viewsAfterHeal() + " views after the network healed")) {
                lines.add(paint(Paint.GOOD, line));
            }
        } else {
            outcome.violation().ifPresent(violation -> {
                String what = violation.invariant().isSafety() ? "SAFETY LOST: " : "LIVENESS LOST: ";
                for (String line : wrap(what + violation.invariant().text() + ": " + violation.getMessage())) {
                    lines.add(paint(Paint.BAD, line));
                }
            });
        }
        TreeSet<Integer> proven = new TreeSet<>();
        suspects.stream().filter(Lesson.Suspect::proven).forEach(suspect -> proven.add(suspect.node()));
        proven.addAll(outcome.accused());
        long power = proven.stream().mapToLong(scenario.powers()::get).sum();
        lines.addAll(wrap(
                proven.isEmpty()
                        ? "The evidence names nobody."
                        : "The evidence names " + proven.size() + " of " + scenario.nodes() + ", power " + power
                                + " of "
                                + scenario.totalPower() + ": node "
                                + proven.stream().map(String::valueOf).collect(Collectors.joining(", node "))));
        if (!outcome.punished().isEmpty()) {
            lines.addAll(wrap("The chain has punished node "
                    + outcome.punished().stream().map(String::valueOf).collect(Collectors.joining(", node "))));
        }
        outcome.forensics().ifPresent(report -> lines.addAll(wrap(forensics(report))));
        lines.add("Fingerprint " + String.format(Locale.ROOT, "%016x", outcome.fingerprint()));
        return lines;
    }

    private static String forensics(Forensics.Report report) {
        String fork = report.forks().isEmpty()
                ? "The honest nodes' chains did not part"
                : "Chains of honest nodes part at height "
                        + report.forks().get(0).height();
        return fork + "; what their disks show names "
                + (report.namesAThird() ? "a third of the power or more" : "less than a third of the power");
    }

    private static String seconds(long micros) {
        return java.math.BigDecimal.valueOf(micros, 6)
                .setScale(3, java.math.RoundingMode.HALF_UP)
                .toPlainString();
    }

    private String paint(Paint paint, String text) {
        return colour ? paint.code + text + RESET : text;
    }

    private List<String> wrap(String text) {
        return Wrapped.lines(text, width);
    }
}
