package io.quorate.node.cli;

import io.quorate.node.config.Failures;
import io.quorate.node.config.OperatorException;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.report.Trace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A trace that is being written: the options that give the run, then a line for each event. */
final class TraceFile implements AutoCloseable {
    /** How the first line begins; the options follow. */
    static final String HEAD = "quorate simulate ";

    private final Path path;
    private final PrintWriter out;

    /** Begins a trace. */
    TraceFile(Path path, List<String> options) {
        this.path = path;
        try {
            this.out = new PrintWriter(new BufferedWriter(Files.newBufferedWriter(path)));
        } catch (IOException e) {
            throw OperatorException.failure("cannot write to " + path + ": " + Failures.reason(e), e);
        }
        out.println(HEAD + String.join(" ", options));
    }

    /** Who writes the events. */
    Spectator spectator() {
        return new Trace(out::println);
    }

    /** Ends it; fails if anything of it could not be written. */
    @Override
    public void close() {
        boolean broken = out.checkError();
        out.close();
        if (broken) {
            throw OperatorException.failure("cannot write the trace to " + path);
        }
    }
}
