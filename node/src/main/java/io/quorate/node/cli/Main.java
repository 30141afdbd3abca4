package io.quorate.node.cli;

import io.quorate.client.text.Nearest;
import io.quorate.crypto.keystore.KeystoreException;
import io.quorate.node.config.OperatorException;
import io.quorate.node.daemon.Daemon;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point: finds the command, runs it, and turns whatever goes wrong into one line and an exit status. */
public final class Main {
    private static final int HELP_WIDTH = 110;
    private static final int LONGEST_MESSAGE = 4_000;

    private Main() {}

    /** Runs the command line and ends the process with its status. */
    public static void main(String[] args) {
        System.exit(run(args, Terminal.system(), Daemon::run));
    }

    /** Runs the command line; never throws. */
    static int run(String[] args, Terminal terminal, NodeRunner runner) {
        List<String> words = Arrays.asList(args);
        try {
            return execute(words, new Command.Surroundings(terminal, runner));
        } catch (OperatorException e) {
            return failed(e, words, terminal);
        }
    }

    /** One line, and the exit status. */
    private static int failed(Exception failure, List<String> words, Terminal terminal) {
        boolean verbose = words.contains("-v") || words.contains("--verbose");
        int status = failure instanceof OperatorException operator ? operator.exitStatus() : 1;
        boolean expected = failure instanceof OperatorException || failure instanceof KeystoreException;
        String message = oneLine(String.valueOf(failure.getMessage()));
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            message = "interrupted";
        } else if (!expected) {
            message = "failed unexpectedly: " + oneLine(failure.toString()) + (verbose ? "" : " (-v shows where)");
        }
        terminal.err().println("quorate: " + message);
        if (verbose) {
            failure.printStackTrace(terminal.err());
        }
        return status;
    }

    private static int execute(List<String> words, Command.Surroundings surroundings) {
        String first = words.isEmpty() ? "" : words.get(0);
        if (List.of("-h", "--help", "help", "-V", "--version").contains(first)) {
            return overview(words, surroundings);
        }
        boolean named = !first.isEmpty() && !first.startsWith("-");
        Command command = named
                ? Command.byId(first)
                        .orElseThrow(() -> OperatorException.usage("there is no command \"" + first + "\"; "
                                + Nearest.hint(first, Command.ids()) + " See quorate --help"))
                : Command.NODE;
        CommandLine line = commandLine(command, surroundings);
        line.setParameterExceptionHandler(
                (e, arguments) -> failed(OperatorException.usage(problem(e)), words, surroundings.terminal()));
        line.setExecutionExceptionHandler((e, at, result) -> failed(e, words, surroundings.terminal()));
        try {
            return line.execute(words.subList(named ? 1 : 0, words.size()).toArray(new String[0]));
        } finally {
            line.getOut().flush();
        }
    }

    static CommandLine commandLine(Command command, Command.Surroundings surroundings) {
        Terminal terminal = surroundings.terminal();
        Object object = command.create(surroundings);
        CommandLine line = new CommandLine(object instanceof NodeCommand node ? node.specification() : object);
        addCommonOptions(line);
        line.setCommandName("quorate " + command.id());
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                terminal.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(HELP_WIDTH);
        return line;
    }

    private static void addCommonOptions(CommandLine line) {
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build())
                .addOption(OptionSpec.builder("-v", "--verbose")
                        .type(boolean.class)
                        .description("Show where a failure came from.")
                        .build());
        line.getSubcommands().values().forEach(Main::addCommonOptions);
    }

    private static int overview(List<String> words, Command.Surroundings surroundings) {
        Terminal terminal = surroundings.terminal();
        String first = words.get(0);
        if (first.equals("-V") || first.equals("--version")) {
            terminal.print("quorate " + Version.text());
            return 0;
        }
        Optional<Command> about = words.size() > 1 ? Command.byId(words.get(1)) : Optional.empty();
        if (about.isPresent()) {
            commandLine(about.get(), surroundings).usage(terminal.out());
            return 0;
        }
        terminal.print("Usage: quorate [COMMAND] [OPTIONS]      (no command means node)");
        terminal.print("");
        terminal.print("Quorate is a validator node: validators that do not trust each other decide together,");
        terminal.print("and a decision is final in a fraction of a second.");
        terminal.print("");
        for (Command command : Command.values()) {
            String[] header = commandLine(command, surroundings)
                    .getCommandSpec()
                    .usageMessage()
                    .header();
            terminal.print(String.format(Locale.ROOT, "  %-10s %s", command.id(), header.length == 0 ? "" : header[0]));
        }
        terminal.print("");
        terminal.print("Examples:");
        terminal.print("  quorate devnet                        three validators on this machine, and a demonstration");
        terminal.print("  quorate --chain dev --tmp             one validator alone, nothing kept");
        terminal.print("  quorate COMMAND --help                everything about a command");
        return 0;
    }

    /** One line that names the option and the fix. */
    private static String problem(ParameterException e) {
        CommandLine line = e.getCommandLine();
        String name = line.getCommandName();
        for (CommandLine above = line.getParent(); above != null; above = above.getParent()) {
            name = above.getCommandName() + " " + name;
        }
        name = name.replaceFirst("^quorate ", "");
        String see = " (see quorate " + name + " --help)";
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().get(0);
            if (word.startsWith("-")) {
                String bare = word.split("=", 2)[0];
                List<String> options = line.getCommandSpec().options().stream()
                        .filter(option -> !option.hidden())
                        .flatMap(option -> Stream.of(option.names()))
                        .filter(option -> option.startsWith("--"))
                        .toList();
                return name + ": unknown option " + bare
                        + Nearest.to(bare, options)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("")
                        + see;
            }
            List<String> below = List.copyOf(line.getSubcommands().keySet());
            return name + ": "
                    + (below.isEmpty()
                            ? "nothing belongs where \"" + word + "\" stands"
                            : "there is no \"" + word + "\"; " + Nearest.hint(word, below))
                    + see;
        }
        return name + ": " + lowerFirst(oneLine(String.valueOf(e.getMessage()))) + see;
    }

    /** Whoever the text is of, a node that lies even: it is one line, of a length to read, and steers no terminal. */
    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{C}", "?");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "...";
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
