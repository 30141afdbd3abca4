package io.quorate.node.cli;

import io.quorate.node.config.Failures;
import io.quorate.node.config.OperatorException;
import io.quorate.node.recorder.Replay;
import io.quorate.node.recorder.ReplayException;
import io.quorate.protocol.port.StorageException;
import io.quorate.simulator.Simulation;
import io.quorate.simulator.report.Trace;
import io.quorate.simulator.scenario.Scenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code quorate replay}: a recorded run again, compared event by event, or step by step. */
@Command(
        name = "replay",
        header = "Run a recorded simulation again, or what a node recorded, and compare.",
        description = {
            "",
            "FILE is a trace that quorate simulate wrote, or the directory that a node recorded to (--record), or one"
                    + " segment of it. A node's replica is fed each recorded step again, on a copy of the database as it"
                    + " was; keys are not needed. A replay is exact with the build that recorded.",
            "",
            "Exit status 1 if it goes another way than recorded.",
            ""
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  quorate simulate --nodes 4 --faulty 1 --trace run.trace",
            "  quorate replay run.trace --stop-at 120",
            "  quorate replay /var/lib/quorate/recording"
        })
final class ReplayCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "FILE", description = "A trace, or a recording.")
    private Path file = Path.of(".");

    @Option(names = "--stop-at", paramLabel = "N", description = "Print the events or steps up to the Nth, and stop.")
    private Optional<Long> stopAt = Optional.empty();

    ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        stopAt.filter(last -> last < 1).ifPresent(last -> {
            throw OperatorException.usage("replay: --stop-at " + last + ": give a number from 1 on");
        });
        try {
            List<Path> segments = Replay.segments(file);
            if (!segments.isEmpty()) {
                return replay(segments);
            }
        } catch (IOException e) {
            throw unreadable(e);
        } catch (ReplayException | StorageException e) {
            throw OperatorException.failure(String.valueOf(e.getMessage()), e);
        }
        try (BufferedReader recorded = Files.newBufferedReader(file)) {
            String head = recorded.readLine();
            if (head == null || !head.startsWith(TraceFile.HEAD)) {
                throw OperatorException.failure(
                        file + " is neither a trace of quorate simulate nor a recording of a node");
            }
            return replay(scenario(head.substring(TraceFile.HEAD.length())), recorded);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private int replay(List<Path> segments) throws IOException {
        long steps = 0;
        for (Path segment : segments) {
            // Of a directory the steps of all segments are counted, one after the other.
            long before = steps;
            Replay.Result result = Replay.run(segment, (number, text) -> {
                if (stopAt.isPresent()) {
                    terminal.print(before + number + "  " + text);
                }
                return stopAt.filter(last -> before + number >= last).isEmpty();
            });
            steps += result.steps();
            if (result.difference().isPresent()) {
                terminal.print(segment + ": step " + (result.steps() + 1) + " differs:");
                terminal.print("  " + result.difference().get());
                return 1;
            }
            long sum = steps;
            boolean stopped = stopAt.filter(last -> sum >= last).isPresent();
            terminal.print(segment
                    + (stopped
                            ? ": the same up to step " + result.steps() + ", at "
                            : ": the same run, " + result.steps() + " steps; it ends at ")
                    + result.end()
                    + (result.cut() ? "; the next step was cut off" : ""));
            if (stopped) {
                return 0;
            }
        }
        return 0;
    }

    private OperatorException unreadable(IOException e) {
        return OperatorException.failure("cannot read " + file + ": " + Failures.reason(e), e);
    }

    private Scenario scenario(String options) {
        SimulateCommand command = new SimulateCommand(terminal);
        try {
            new CommandLine(command).parseArgs(options.split(" ", -1));
        } catch (ParameterException e) {
            throw OperatorException.failure(
                    "the first line of " + file + " names options that do not exist: " + e.getMessage());
        }
        return command.scenario();
    }

    private int replay(Scenario scenario, BufferedReader recorded) {
        Comparison comparison = new Comparison(recorded);
        Simulation.run(scenario, new Trace(comparison::take) {
            @Override
            public boolean hasSeenEnough() {
                return comparison.over;
            }
        });
        comparison.broken.ifPresent(e -> {
            throw unreadable(e);
        });
        if (comparison.different) {
            return 1;
        }
        if (!comparison.over && comparison.next().isPresent()) {
            terminal.print("The run ends after " + comparison.count + " events; the trace goes on.");
            return 1;
        }
        terminal.print("The same run: " + comparison.count + " events.");
        return 0;
    }

    /** What was recorded beside what happens now. */
    private final class Comparison {
        private final BufferedReader recorded;
        private long count;
        private boolean different;
        private boolean over;
        private Optional<IOException> broken = Optional.empty();

        Comparison(BufferedReader recorded) {
            this.recorded = recorded;
        }

        void take(String line) {
            if (over) {
                return;
            }
            count++;
            if (stopAt.isPresent()) {
                terminal.print(count + "  " + line);
            }
            Optional<String> expected = next();
            if (!expected.equals(Optional.of(line))) {
                terminal.print("Event " + count + " differs:");
                terminal.print("  recorded  " + expected.orElse("(the end)"));
                terminal.print("  now       " + line);
                different = true;
            }
            over = different || stopAt.filter(last -> count >= last).isPresent();
        }

        Optional<String> next() {
            try {
                return Optional.ofNullable(recorded.readLine());
            } catch (IOException e) {
                // Told once the run is over: whoever looks on must not stop what it looks at.
                broken = Optional.of(e);
                over = true;
                return Optional.empty();
            }
        }
    }
}
