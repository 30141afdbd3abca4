package io.quorate.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** JMH with its own options, and at the end a table of what each kind of operation costs. */
public final class Report {
    private Report() {}

    /** Measures. */
    public static void main(String[] arguments) throws CommandLineOptionException, RunnerException, IOException {
        CommandLineOptions options = new CommandLineOptions(arguments);
        if (options.shouldHelp()
                || options.shouldList()
                || options.shouldListWithParams()
                || options.shouldListProfilers()
                || options.shouldListResultFormats()) {
            Main.main(arguments);
            return;
        }
        CostTable table = table(new Runner(options).run());
        if (!table.isEmpty()) {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            out.println();
            out.print(table.text(
                    Arrays.stream(Workload.values()).map(Workload::name).toList()));
        }
    }

    private static CostTable table(Collection<RunResult> results) {
        CostTable table = new CostTable();
        for (RunResult result : results) {
            String benchmark = result.getParams().getBenchmark();
            String kind = result.getParams().getParam("kind");
            double perBlock = result.getPrimaryResult().getScore() * Workload.BLOCK;
            double micros = perBlock / Workload.valueOf(kind).operations();
            if (benchmark.equals(OperationBenchmark.class.getName() + ".execute")) {
                table.executing(kind, micros);
            } else if (benchmark.equals(OperationBenchmark.class.getName() + ".stateTree")) {
                table.tree(kind, micros);
            }
        }
        return table;
    }
}
