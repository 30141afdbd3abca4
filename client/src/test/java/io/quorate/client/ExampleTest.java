package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Javadoc shows is what runs. */
class ExampleTest {
    /** The program of docs/client.md, which a test of the node compiles, and runs against a network. */
    private static final Path PROGRAM = Path.of("..", "node/src/test/java/io/quorate/node/e2e/VoteAndVerify.java");

    private static final Path DOCUMENTED = Path.of("src/main/java/io/quorate/client/QuorateClient.java");

    /** Without indentation, empty lines, and what a program adds for its reader: comments and what it prints. */
    private static List<String> code(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//") && !line.startsWith("System.out."))
                .toList();
    }

    @Test
    void theExampleInTheClientsJavadocIsPartOfTheProgramThatIsRun() throws IOException {
        List<String> documented = Files.readAllLines(DOCUMENTED);
        List<String> shown =
                documented.subList(documented.indexOf(" * <pre>{@code") + 1, documented.indexOf(" * }</pre>")).stream()
                        .map(line -> line.substring(2))
                        .toList();

        assertThat(code(shown)).hasSizeGreaterThan(10);
        assertThat(code(Files.readAllLines(PROGRAM))).containsSequence(code(shown));
    }
}
