package io.quorate.node.cli;

import io.quorate.node.config.Failures;
import io.quorate.node.config.OperatorException;
import io.quorate.simulator.Simulation;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.cluster.Spectators;
import io.quorate.simulator.report.Lesson;
import io.quorate.simulator.report.LessonText;
import io.quorate.simulator.report.Narrator;
import io.quorate.simulator.report.Picture;
import io.quorate.simulator.report.ScenarioText;
import io.quorate.simulator.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Shows one simulation: on the terminal, as JSON, as a trace, as a picture. */
final class SimulationShow {
    private static final int DEFAULT_WIDTH = 100;
    private static final long SLOW_MILLIS = 25;
    private static final int MANY = 100;

    private final Terminal terminal;
    private final Scenario scenario;
    private final long rounds;
    private final Style style;

    /**
     * How it is told.
     *
     * @param live at a pace to follow
     * @param json for programs, at the end
     */
    record Style(boolean live, boolean json) {}

    /** Tells at most so many rounds; none of a random mix, whose parts are told instead. */
    SimulationShow(Terminal terminal, Scenario scenario, long rounds, Style style) {
        this.terminal = terminal;
        this.scenario = scenario;
        this.rounds = rounds;
        this.style = style;
    }

    /** Runs it; gives the exit status. */
    int run(Optional<Path> trace, Optional<Path> html, List<String> options) {
        if (trace.isEmpty()) {
            return run(html, List.of());
        }
        try (TraceFile file = new TraceFile(trace.get(), options)) {
            return run(html, List.of(file.spectator()));
        }
    }

    private int run(Optional<Path> html, List<Spectator> others) {
        LessonText text = new LessonText(scenario, width(), terminal.colour());
        List<Lesson> lessons = new ArrayList<>();
        if (!style.json()) {
            text.head().forEach(terminal::print);
            if (rounds == 0) {
                ScenarioText.parts(scenario, width()).forEach(terminal::print);
            }
        }
        Narrator narrator = new Narrator(scenario, rounds, lesson -> {
            if (style.json()) {
                lessons.add(lesson);
            } else {
                text.round(lesson).forEach(this::show);
            }
        });
        List<Spectator> all = new ArrayList<>(others);
        all.add(narrator);
        if (isSilent()) {
            all.add(new SimulationProgress(System::nanoTime, terminal.err()::println));
        }
        Optional<Picture> picture = html.map(path -> new Picture(scenario));
        picture.ifPresent(all::add);
        Outcome outcome = Simulation.run(scenario, new Spectators(all));
        narrator.finish();
        picture.ifPresent(drawn -> write(html.orElseThrow(), drawn.html()));
        if (style.json()) {
            terminal.print(Json.pretty(SimulationJson.report(scenario, lessons, outcome, narrator.suspects())));
        } else {
            text.foot(outcome, narrator.suspects()).forEach(terminal::print);
        }
        return outcome.isGood() ? 0 : 1;
    }

    /** Whether it may go on for long without a round to tell. */
    private boolean isSilent() {
        return rounds == 0 || scenario.nodes() > MANY || (style.json() && rounds > MANY);
    }

    private void show(String line) {
        terminal.print(line);
        if (style.live()) {
            terminal.out().flush();
            try {
                TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void write(Path path, String content) {
        try {
            Files.writeString(path, content);
        } catch (IOException e) {
            throw OperatorException.failure("cannot write to " + path + ": " + Failures.reason(e), e);
        }
    }

    private int width() {
        String columns = terminal.environment().getOrDefault("COLUMNS", "");
        return columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
    }
}
