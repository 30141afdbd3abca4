package io.quorate.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.node.config.NodeConfig;
import io.quorate.node.config.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MainTest {
    @TempDir
    Path directory = Path.of("");

    private final List<NodeConfig> started = new ArrayList<>();

    private Ran run(String... words) {
        return run(
                (config, keys, again) -> {
                    var unused = keys.get();
                    started.add(config);
                },
                words);
    }

    private static Ran run(NodeRunner runner, String... words) {
        return Ran.of(runner, Map.of(), false, words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    nod                                | there is no command "nod"; did you mean "node"? See quorate --help
                    --prot 3                           | node: unknown option --prot; did you mean --port? (see quorate node --help)
                    node extra                         | node: nothing belongs where "extra" stands (see quorate node --help)
                    --alice --bob                      | --alice and --bob contradict each other: a node is one of them
                    --tmp --base-path /x               | --base-path and --tmp contradict each other: give one of them
                    --port abc                         | --port: "abc" is not a port: give a number from 0 to 65535
                    --port                             | node: missing required parameter for option '--port' (PORT) (see quorate node --help)
                    key inspct                         | key: there is no "inspct"; did you mean "inspect"? (see quorate key --help)
                    key inspect                        | key inspect: give either --base-path or one of --alice, --bob, --charlie, --dave, --eve, --ferdie
                    genesis show locl                  | there is no chain "locl"; did you mean "local"? (or give the path of a genesis file)
                    genesis new                        | genesis new: a chain needs validators: give --validator, or --development N
                    bench --duration soon              | --duration: "soon" is not a duration: write it like 250ms, 20s, 5m or 1h
                    status --rpc nowhere               | --rpc nowhere: write it like http://127.0.0.1:9944
                    receipt                            | receipt: give exactly one of --decision, --key, --tx
                    receipt --key a --tx b             | receipt: give exactly one of --decision, --key, --tx
                    receipt --tx 12                    | --tx 12: an id has 64 hexadecimal digits
                    receipt --key a --protobuf         | --protobuf: give --out FILE too, it is not for terminals
                    verify no-such-file --chain dev    | there is no file no-such-file
                    verify x --chain dev --trusted 5   | --trusted 5: a pinned block is HEIGHT:ID, a number and 64 hexadecimal digits
                    kv put a b --chain dev             | --chain and --passphrase-file go with --key FILE
                    kv put a b --key none.json         | --key none.json: there is no such key file (they end in .json)
                    devnet --validators 0              | --validators 0: give a number from 1 to 50
                    """)
    void aWrongOptionIsOneLineThatNamesTheFix(String line, String message) {
        Ran ran = run(line.split(" "));

        assertThat(ran.err()).isEqualTo("quorate: " + message + System.lineSeparator());
        assertThat(ran.status()).isEqualTo(2);
        assertThat(started).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    void everyCommandHasHelpWithAnExample(Command command) {
        Ran ran = run(command.id(), "--help");

        assertThat(ran.status()).isZero();
        assertThat(ran.out()).contains("Example").contains("  quorate ").contains("-h, --help");
    }

    @Test
    void helpListsEveryCommandWithWhatItDoes() {
        Ran ran = run("--help");

        assertThat(ran.status()).isZero();
        assertThat(Command.ids()).allSatisfy(id -> assertThat(ran.out()).containsPattern("(?m)^  " + id + " +[A-Z]"));
    }

    @Test
    void theDocumentedFirstLineStartsAliceAsAValidator() {
        Ran ran = run(
                "--alice",
                "--validator",
                "--base-path",
                directory.toString(),
                "--chain",
                "local",
                "--port",
                "30333",
                "--rpc-port",
                "9944");

        assertThat(ran).isEqualTo(new Ran(0, "", ""));
        assertThat(started).singleElement().satisfies(config -> {
            assertThat(config.identity().name()).isEqualTo("alice");
            assertThat(config.identity().validator()).isTrue();
            assertThat(config.rpc().listen().getPort()).isEqualTo(9944);
        });
    }

    @Test
    void aFailureIsOneLineAndItsTraceOnlyOnRequest() {
        NodeRunner failing = (config, keys, again) -> {
            throw OperatorException.failure("the disk is full");
        };
        String[] words = {"--chain", "dev", "--base-path", directory.toString()};

        Ran brief = run(failing, words);
        Ran verbose = run(failing, words[0], words[1], words[2], words[3], "-v");

        assertThat(brief).isEqualTo(new Ran(1, "", "quorate: the disk is full" + System.lineSeparator()));
        assertThat(verbose.err()).contains("the disk is full").contains("\tat io.quorate");
    }

    @Test
    void aFaultOfOursSaysSo() {
        NodeRunner faulty = (config, keys, again) -> {
            throw new IllegalStateException("a rule was broken");
        };

        Ran ran = run(faulty, "--chain", "dev", "--base-path", directory.toString());

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err())
                .isEqualTo("quorate: failed unexpectedly: java.lang.IllegalStateException: a rule was broken"
                        + " (-v shows where)" + System.lineSeparator());
    }

    @Test
    void printConfigStartsNothing() {
        Ran ran = run("--chain", "local", "--print-config");

        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .containsPattern("chain = \"local\" +# --chain")
                .containsPattern("rpc-port = 9944 +# default");
        assertThat(started).isEmpty();
    }

    @Test
    void inspectPrintsWhatProgramsRead() throws IOException {
        JsonNode alice =
                Json.MAPPER.readTree(run("key", "inspect", "--alice", "--json").out());

        assertThat(alice.path("peerId").asText()).isEqualTo("12D3KooWLkec5mt8tz1sNZW8MMmFfMfwwMJbcpK9BhbET2dN2wj8");
        assertThat(alice.path("nodePublicKey").asText()).hasSize(64);
        assertThat(alice.path("validatorPublicKey").asText()).hasSize(64);
        assertThat(alice.path("scheme").asText()).isEqualTo("ed25519");
    }

    @Test
    void aKeyIsExportedAndImportedAsTheSame() throws IOException {
        String first = directory.resolve("first").toString();
        String second = directory.resolve("second").toString();
        String seed = directory.resolve("seed").toString();

        JsonNode made = Json.MAPPER.readTree(
                run("key", "generate", "--purpose", "node", "--base-path", first, "--no-passphrase", "--json")
                        .out());
        Ran exported = run("key", "export", "--base-path", first, "--name", "node", "--out", seed, "--no-passphrase");
        JsonNode again = Json.MAPPER.readTree(run(
                        "key",
                        "import",
                        "--purpose",
                        "node",
                        "--base-path",
                        second,
                        "--in",
                        seed,
                        "--no-passphrase",
                        "--json")
                .out());

        assertThat(exported.out())
                .doesNotContain(Files.readString(Path.of(seed)).strip());
        assertThat(again).isEqualTo(made);
        assertThat(run("key", "list", "--base-path", second).out())
                .contains("node")
                .contains("(not encrypted)");
    }

    @Test
    void aKeyWithoutAPassphraseIsRefusedWhenNobodyCanBeAsked() {
        Ran ran = run("key", "generate", "--purpose", "node", "--base-path", directory.toString());

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains("--passphrase-file")
                .contains("QUORATE_PASSPHRASE")
                .contains("--no-passphrase");
    }

    @Test
    void aGenesisThatIsMadeIsOneThatIsRead() {
        Path file = directory.resolve("six.json");

        Ran made = run("genesis", "new", "--name", "six", "--development", "6", "--out", file.toString());
        Ran shown = run("genesis", "show", file.toString());

        assertThat(made.status()).isZero();
        assertThat(shown.out())
                .contains("six (for development)")
                .contains("ferdie")
                .contains("a quorum is 400");
    }

    @Test
    void whereNoNodeAnswersTheLineSaysWhatToDo() {
        Ran ran = run("status", "--rpc", "http://127.0.0.1:1");

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err())
                .isEqualTo("quorate: no node answers at http://127.0.0.1:1: start one with quorate devnet, or say where"
                        + " with --rpc URL" + System.lineSeparator());
    }
}
