package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.client.Quoted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A decision for people: rules, votes, tally, result. */
final class DecisionText {
    private DecisionText() {}

    static void print(JsonNode decision, Terminal terminal) {
        JsonNode rules = decision.path("rules");
        line(terminal, "decision", quoted(decision.path("topic")));
        line(terminal, "status", status(decision));
        line(terminal, "electorate", electorate(decision, rules));
        line(terminal, "quorum", quorum(rules));
        line(terminal, "ballot", ballot(rules));
        line(
                terminal,
                "opened",
                "in block " + decision.path("openedHeight").asText() + " by "
                        + decision.path("opener").asText());
        if (decision.has("tally")) {
            line(terminal, "tally", tally(decision));
        }
        if (decision.path("pruned").asBoolean()) {
            line(terminal, "votes", decision.path("voteCount").asText() + ", dropped since (pruned)");
        }
        decision.path("commits")
                .forEach(commit -> line(
                        terminal,
                        "commit",
                        String.format(
                                Locale.ROOT,
                                "%-20s %-20s block %s, transaction %s",
                                commit.path("instanceId").asText(),
                                commit.path("revealed").asBoolean() ? "revealed" : "sealed",
                                commit.path("height").asText(),
                                commit.path("txId").asText())));
        decision.path("votes")
                .forEach(vote -> line(
                        terminal,
                        "vote",
                        String.format(
                                Locale.ROOT,
                                "%-20s %-20s %sblock %s, transaction %s",
                                vote.path("instanceId").asText(),
                                quoted(vote.path("value")),
                                vote.path("weight").asLong() == 1
                                        ? ""
                                        : "weight " + vote.path("weight").asText() + ", ",
                                vote.path("height").asText(),
                                vote.path("txId").asText())));
        if (decision.hasNonNull("nextOffset")) {
            line(terminal, "more", more(decision));
        }
    }

    /** What an answer left out, and how to get it. */
    private static String more(JsonNode decision) {
        long next = decision.path("nextOffset").asLong();
        List<String> left = new ArrayList<>();
        addLeft(left, decision.path("voteCount").asLong() - next, "votes");
        addLeft(left, decision.path("commitCount").asLong() - next, "commits");
        if (decision.has("electors")) {
            addLeft(left, decision.path("totalInstances").asLong() - next, "electors");
        }
        return String.join(", ", left) + " not shown: see them with --offset " + next;
    }

    private static void addLeft(List<String> left, long count, String what) {
        if (count > 0) {
            left.add(count + " " + what);
        }
    }

    private static void line(Terminal terminal, String name, String text) {
        terminal.show(String.format(Locale.ROOT, "%-10s %s", name, text));
    }

    /** What somebody chose is between quotes: nothing in it is read as a number, or as the end of a line, of ours. */
    private static String quoted(JsonNode text) {
        return Quoted.of(text.asText());
    }

    private static String status(JsonNode decision) {
        String status = decision.path("status").asText();
        if (decision.hasNonNull("result")) {
            status += ": " + quoted(decision.path("result"));
        }
        return decision.hasNonNull("closedHeight")
                ? status + " (block " + decision.path("closedHeight").asText() + ")"
                : status;
    }

    private static String electorate(JsonNode decision, JsonNode rules) {
        String total = rules.path("totalInstances").asText();
        if (rules.path("electorate").asText().equals("open")) {
            return "the first " + total + " instances";
        }
        List<String> names = new ArrayList<>();
        decision.path("electors")
                .forEach(elector -> names.add(elector.path("instanceId").asText()
                        + (elector.path("weight").asLong() == 1
                                ? ""
                                : " (" + elector.path("weight").asText() + ")")));
        return total + " listed" + (names.isEmpty() ? "" : ": " + String.join(", ", names));
    }

    private static String quorum(JsonNode rules) {
        String required = rules.path("required").asText();
        String kind = rules.path("quorum").asText().equals("supermajority")
                ? "supermajority: weight " + required + " of "
                        + rules.path("totalWeight").asText() + " behind one value"
                : "majority: " + required + " of "
                        + rules.path("totalInstances").asText() + " instances have voted";
        return kind + "; votes weigh by " + rules.path("weighting").asText();
    }

    private static String ballot(JsonNode rules) {
        if (rules.path("ballot").asText().equals("secret")) {
            return "secret; commits until " + time(rules, "commitDeadlineMillis") + ", reveals until "
                    + time(rules, "revealDeadlineMillis");
        }
        return rules.hasNonNull("deadlineMillis") ? "open until " + time(rules, "deadlineMillis") : "open";
    }

    private static String time(JsonNode rules, String name) {
        return Instant.ofEpochMilli(rules.path(name).asLong()).toString();
    }

    private static String tally(JsonNode decision) {
        List<String> tally = new ArrayList<>();
        decision.path("tally")
                .forEach(each -> tally.add(
                        quoted(each.path("value")) + " " + each.path("weight").asText()));
        int more = decision.path("tallyCount").asInt() - tally.size();
        if (more > 0) {
            tally.add("and " + more + " more values");
        }
        return tally.isEmpty() ? "no votes yet" : String.join(", ", tally);
    }
}
