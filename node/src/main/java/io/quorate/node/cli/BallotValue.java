package io.quorate.node.cli;

import io.quorate.ledger.Operation;
import io.quorate.node.config.OperatorException;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What an instance votes for in secret: from where nobody else on this machine reads it, if its owner likes. */
final class BallotValue {
    private static final String STANDARD_INPUT = "-";

    @Option(
            names = "--value",
            paramLabel = "VALUE",
            description =
                    "What the instance votes for. Others on this machine may read it while the command runs, and the"
                            + " shell remembers it: --value-file and the prompt do not show it.")
    private Optional<String> value = Optional.empty();

    @Option(
            names = "--value-file",
            paramLabel = "FILE",
            description =
                    "The same from the first line of a file; - for standard input. With neither, it is asked for.")
    private Optional<String> file = Optional.empty();

    /**
     * The value.
     *
     * @throws OperatorException if it is given twice, not at all, or in a file that can't be read
     */
    String read(Terminal terminal) {
        if (value.isPresent() && file.isPresent()) {
            throw OperatorException.usage("--value and --value-file contradict each other: give one of them");
        }
        return value.or(() -> file.map(name -> line(name, terminal))).orElseGet(() -> ask(terminal));
    }

    private static String line(String name, Terminal terminal) {
        byte[] bytes;
        try {
            if (name.equals(STANDARD_INPUT)) {
                bytes = beginning(terminal.in());
            } else {
                try (InputStream in = Files.newInputStream(Path.of(name))) {
                    bytes = beginning(in);
                }
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.lines().findFirst().orElse("");
        } catch (CharacterCodingException e) {
            throw OperatorException.usage("what is in " + name + " is no text in UTF-8, or longer than a vote may be");
        } catch (IOException e) {
            throw OperatorException.failure("cannot read the value from " + name + ": " + e, e);
        }
    }

    /** Enough to see that it is too long. */
    private static byte[] beginning(InputStream in) throws IOException {
        return in.readNBytes(2 * Operation.MAX_VOTE_BYTES);
    }

    private static String ask(Terminal terminal) {
        Optional<Console> console = Optional.ofNullable(System.console());
        if (!terminal.interactive() || console.isEmpty()) {
            throw OperatorException.usage(
                    "what does the instance vote for? Give --value-file FILE, or - to read it from"
                            + " standard input, or --value VALUE");
        }
        return Optional.ofNullable(console.get().readPassword("Value, which is not shown: "))
                .map(String::new)
                .orElseThrow(() -> OperatorException.usage("no value was given"));
    }
}
