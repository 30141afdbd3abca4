package io.quorate.node.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command reads and writes.
 *
 * @param in standard input
 * @param out results
 * @param err messages
 * @param environment all variables
 * @param interactive whether a person watches {@code out}: only then lines are redrawn and coloured
 */
record Terminal(
        InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, boolean interactive) {
    /** The process's own. */
    static Terminal system() {
        return new Terminal(System.in, System.out, System.err, System.getenv(), isTerminal());
    }

    /** Whether standard output is a terminal; where the system does not say, it is not. */
    private static boolean isTerminal() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    void print(String line) {
        out.println(line);
    }

    /** Prints a line of what others wrote: nothing in it steers the terminal, or looks like another line. */
    void show(String line) {
        print(line.replaceAll("\\p{C}", "?"));
    }

    boolean colour() {
        return interactive
                && !environment.containsKey("NO_COLOR")
                && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
    }
}
