package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.client.RpcErrorException;
import io.quorate.node.config.OperatorException;
import java.io.File;
import java.io.IOException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Shows the validators of a devnet: redrawn in place on a terminal, else a line now and then. */
final class LiveTable {
    private static final long REDRAW_MILLIS = 1_000;
    private static final int REDRAWS_A_LINE = 10;
    private static final int NARROWEST = 40;
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)");

    private final Terminal terminal;
    private final Devnet devnet;
    private final List<FinalityGauge> gauges = new ArrayList<>();
    private int drawn;
    private int width = 80;

    LiveTable(Terminal terminal, Devnet devnet) {
        this.terminal = terminal;
        this.devnet = devnet;
        devnet.validators().forEach(validator -> gauges.add(new FinalityGauge(validator.metricsUrl())));
    }

    /** Until this thread is interrupted or the process ends. */
    void run() throws InterruptedException {
        terminal.print("Ctrl-C ends all validators. The dashboard: http://"
                + devnet.validators().get(0).rpcAddress() + "/ (each one has its own, at its RPC address)");
        terminal.print("");
        for (int round = 0; ; round++) {
            for (String line : devnet.obituaries()) {
                clear();
                terminal.print(line);
            }
            if (devnet.allDead()) {
                throw OperatorException.failure("all validators have stopped");
            }
            if (terminal.interactive()) {
                if (round % REDRAWS_A_LINE == 0) {
                    width = measuredWidth().orElse(width);
                }
                redraw();
            } else if (round % REDRAWS_A_LINE == 0) {
                terminal.print(summary());
            }
            TimeUnit.MILLISECONDS.sleep(REDRAW_MILLIS);
        }
    }

    /** A validator, and what it says of itself; empty texts if it does not. */
    record Row(
            String name,
            String height,
            String view,
            String peers,
            String finality,
            String rpc,
            String metrics,
            boolean up) {}

    private List<Row> rows() throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < gauges.size(); i++) {
            ValidatorProcess validator = devnet.validators().get(i);
            try {
                JsonNode state = validator.client().tryCall("consensus.state", Json.object());
                JsonNode peers = validator.client().tryCall("net.peers", Json.object());
                rows.add(new Row(
                        validator.name(),
                        state.path("finalizedHeight").asText(),
                        state.path("epoch").asText() + "/" + state.path("view").asText(),
                        peers.path("count").asText(),
                        gauges.get(i).read(),
                        validator.rpcAddress(),
                        validator.metricsAddress(),
                        true));
            } catch (IOException | RpcErrorException e) {
                rows.add(new Row(
                        validator.name(),
                        validator.isAlive() ? "no answer" : "stopped",
                        "",
                        "",
                        "",
                        validator.rpcAddress(),
                        validator.metricsAddress(),
                        false));
            }
        }
        return rows;
    }

    /** A head and a line for each, of 79 characters at most unless a name is longer than those of a devnet. */
    static List<String> lines(List<Row> rows) {
        Row head = new Row("validator", "height", "view", "peers", "finality", "RPC", "metrics", true);
        int name = Stream.concat(Stream.of(head), rows.stream())
                .mapToInt(row -> row.name().length())
                .max()
                .getAsInt();
        String format = "%-" + name + "s %9s %9s %5s %8s %-15s %s";
        return Stream.concat(Stream.of(head), rows.stream())
                .map(row -> String.format(
                        Locale.ROOT,
                        format,
                        row.name(),
                        row.height(),
                        row.view(),
                        row.peers(),
                        row.finality(),
                        row.rpc(),
                        row.metrics()))
                .toList();
    }

    private void redraw() throws InterruptedException {
        List<Row> rows = rows();
        List<String> lines = lines(rows);
        clear();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            // A line that wraps would break the count of lines to go up.
            String fitted = line.length() < width ? line : line.substring(0, width - 1);
            boolean plain = !terminal.colour() || (i > 0 && rows.get(i - 1).up());
            terminal.print(plain ? fitted : (i == 0 ? "\u001b[1m" : "\u001b[31m") + fitted + "\u001b[0m");
        }
        drawn = lines.size();
    }

    private void clear() {
        if (drawn > 0) {
            terminal.out().print("\u001b[" + drawn + "A\u001b[J");
            drawn = 0;
        }
    }

    private String summary() throws InterruptedException {
        StringBuilder line = new StringBuilder(LocalTime.now(ZoneId.systemDefault())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString());
        for (Row row : rows()) {
            line.append("  ").append(row.name()).append(": ");
            line.append(
                    row.up()
                            ? "height " + row.height() + ", view " + row.view() + ", " + row.peers() + " peers"
                            : row.height());
        }
        return line.toString();
    }

    private static Optional<Integer> measuredWidth() throws InterruptedException {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                    .strip();
            stty.waitFor();
            Matcher matcher = SIZE.matcher(size);
            return matcher.matches() && Integer.parseInt(matcher.group(1)) >= NARROWEST
                    ? Optional.of(Integer.parseInt(matcher.group(1)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
