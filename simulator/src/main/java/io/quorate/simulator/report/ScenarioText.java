package io.quorate.simulator.report;

import io.quorate.simulator.scenario.Faulty;
import io.quorate.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;

/** The parts of a scenario, numbered as they can be left out. */
public final class ScenarioText {
    private ScenarioText() {}

    /** Each part, and before them what all share, in lines of at most so many columns. */
    public static List<String> parts(Scenario scenario, int width) {
        List<String> lines = new ArrayList<>();
        for (String line : parts(scenario)) {
            lines.addAll(Wrapped.lines(line, Math.max(Wrapped.NARROWEST, width)));
        }
        return lines;
    }

    private static List<String> parts(Scenario scenario) {
        List<String> lines = new ArrayList<>();
        lines.add("Powers " + scenario.powers() + ", delay "
                + scenario.conditions().delays() + ", " + scenario.chain() + ", " + scenario.load());
        int part = 0;
        for (Faulty faulty : scenario.faulty()) {
            lines.add("  part " + part++ + "  node " + faulty.node() + " lies: " + faulty.label());
        }
        for (Object fault : scenario.faults()) {
            lines.add("  part " + part++ + "  " + fault);
        }
        lines.add("  part " + part++ + "  loss " + scenario.conditions().loss());
        lines.add("  part " + part++ + "  duplication " + scenario.conditions().duplication());
        lines.add("  part " + part + "  straggling " + scenario.conditions().straggling());
        return lines;
    }
}
