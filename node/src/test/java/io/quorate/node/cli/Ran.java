package io.quorate.node.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a command line came to, run in this process with nothing to read. */
public record Ran(int status, String out, String err) {
    /** Runs it; no node is started. */
    public static Ran of(String... words) {
        return of((config, keys, again) -> {}, Map.of(), false, words);
    }

    /** Runs it with what starts a node, an environment, and as if on a terminal with colour or not. */
    static Ran of(NodeRunner runner, Map<String, String> environment, boolean colour, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                colour);
        int status = Main.run(words, terminal, runner);
        return new Ran(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
