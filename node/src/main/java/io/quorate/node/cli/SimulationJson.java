package io.quorate.node.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.protocol.types.VotingPower;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.report.Lesson;
import io.quorate.simulator.report.Lesson.Ballot;
import io.quorate.simulator.report.Lesson.Result;
import io.quorate.simulator.report.Lesson.Suspect;
import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.simulator.scenario.Faulty;
import io.quorate.simulator.scenario.Scenario;
import java.util.List;
import java.util.Locale;

/** A simulation as JSON. */
final class SimulationJson {
    private SimulationJson() {}

    static ObjectNode report(Scenario scenario, List<Lesson> lessons, Outcome outcome, List<Suspect> suspects) {
        ObjectNode report = Json.object();
        report.set("configuration", configuration(scenario));
        ArrayNode rounds = report.putArray("rounds");
        lessons.forEach(lesson -> rounds.add(round(lesson)));
        report.set("outcome", outcome(outcome));
        ArrayNode detected = report.putArray("detected");
        suspects.forEach(suspect -> detected.add(suspect(suspect)));
        return report;
    }

    private static ObjectNode configuration(Scenario scenario) {
        VotingPower total = new VotingPower(scenario.totalPower());
        ObjectNode node = Json.object();
        node.put("nodes", scenario.nodes());
        ArrayNode powers = node.putArray("powers");
        scenario.powers().forEach(powers::add);
        ArrayNode liars = node.putArray("faulty");
        for (Faulty faulty : scenario.faulty()) {
            ObjectNode liar = liars.addObject().put("node", faulty.node());
            ArrayNode kinds = liar.putArray("kinds");
            faulty.characters().stream().map(CharacterKind::label).forEach(kinds::add);
        }
        node.put("quorum", total.leastQuorum().units());
        node.put("toleratedPower", total.toleratedByzantine().units());
        node.put("tolerable", scenario.isTolerable());
        node.put("seed", scenario.seed());
        return node;
    }

    private static ObjectNode round(Lesson lesson) {
        ObjectNode node = Json.object();
        node.put("number", lesson.number()).put("epoch", lesson.epoch()).put("view", lesson.view());
        node.put("leader", lesson.leader());
        ArrayNode proposals = node.putArray("proposals");
        lesson.proposals().forEach(proposals::add);
        ArrayNode votes = node.putArray("votes");
        for (Ballot ballot : lesson.ballots()) {
            votes.addObject()
                    .put("node", ballot.node())
                    .put("faulty", ballot.faulty())
                    .put("yes", ballot.yes())
                    .put("skip", ballot.skip());
        }
        Result result = lesson.result();
        if (result instanceof Result.Decided decided) {
            node.put("result", "decided").put("value", decided.value());
            node.put("votesFor", decided.votes()).put("powerFor", decided.power());
            node.put("messageDelays", decided.delays()).put("micros", decided.micros());
        } else if (result instanceof Result.DecidedLater later) {
            node.put("result", "decided later").put("value", later.value());
            node.put("votesFor", later.votes()).put("powerFor", later.power());
        } else if (result instanceof Result.Skipped skipped) {
            node.put("result", "skipped");
            node.put("votesFor", skipped.votes()).put("powerFor", skipped.power());
        } else {
            node.put("result", "open");
        }
        ArrayNode detected = node.putArray("detected");
        lesson.detected().forEach(suspect -> detected.add(suspect(suspect)));
        return node;
    }

    private static ObjectNode suspect(Suspect suspect) {
        return Json.object()
                .put("node", suspect.node())
                .put("reason", suspect.reason())
                .put("proven", suspect.proven());
    }

    static ObjectNode outcome(Outcome outcome) {
        ObjectNode node = Json.object();
        node.put("good", outcome.isGood());
        outcome.violation()
                .ifPresent(violation -> node.putObject("violation")
                        .put("invariant", violation.invariant().name())
                        .put("safety", violation.invariant().isSafety())
                        .put("message", violation.getMessage()));
        node.put("views", outcome.views()).put("viewsAfterHeal", outcome.viewsAfterHeal());
        node.put("height", outcome.height()).put("heightAtHeal", outcome.heightAtHeal());
        node.put("transactions", outcome.transactions()).put("messages", outcome.messages());
        node.put("crashes", outcome.crashes()).put("virtualMicros", outcome.virtualMicros());
        ArrayNode accused = node.putArray("accused");
        outcome.accused().forEach(accused::add);
        ArrayNode punished = node.putArray("punished");
        outcome.punished().forEach(punished::add);
        outcome.forensics()
                .ifPresent(report -> node.putObject("forensics")
                        .put("forked", !report.forks().isEmpty())
                        .put("namesAThird", report.namesAThird()));
        node.put("fingerprint", String.format(Locale.ROOT, "%016x", outcome.fingerprint()));
        return node;
    }
}
