package io.quorate.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path directory = Path.of("");

    private Optional<Path> toml(String text) throws IOException {
        return Optional.of(Files.writeString(directory.resolve("node.toml"), text));
    }

    private static Settings settings(
            Optional<Path> file, Map<String, String> environment, Map<String, String> options) {
        return Settings.of(file, environment, options);
    }

    @Test
    void everySettingHasAPlaceInEachLayer() throws IOException {
        Settings all = settings(Optional.empty(), Map.of(), Map.of());

        assertThat(all.get(Setting.RPC_PORT)).isEqualTo(9944);
        assertThat(all.origin(Setting.RPC_PORT)).isEqualTo("default");

        Optional<Path> file = toml("rpc-port = 1");
        assertThat(settings(file, Map.of(), Map.of()).get(Setting.RPC_PORT)).isEqualTo(1);
        assertThat(settings(file, Map.of(), Map.of()).origin(Setting.RPC_PORT)).endsWith("node.toml: rpc-port");
    }

    @Test
    void optionsBeatTheEnvironmentWhichBeatsTheFile() throws IOException {
        Optional<Path> file = toml("rpc-port = 1\nport = 1\nprometheus-port = 1");
        Map<String, String> environment = Map.of("QUORATE_RPC_PORT", "2", "QUORATE_PORT", "2");
        Map<String, String> options = Map.of("rpc-port", "3");

        Settings result = settings(file, environment, options);

        assertThat(result.get(Setting.RPC_PORT)).isEqualTo(3);
        assertThat(result.origin(Setting.RPC_PORT)).isEqualTo("--rpc-port");
        assertThat(result.get(Setting.PORT)).isEqualTo(2);
        assertThat(result.origin(Setting.PORT)).isEqualTo("QUORATE_PORT");
        assertThat(result.get(Setting.PROMETHEUS_PORT)).isEqualTo(1);
    }

    @Test
    void theEnvironmentMayNameTheFile() throws IOException {
        Path file = toml("name = \"seven\"").orElseThrow();

        Settings result = settings(Optional.empty(), Map.of("QUORATE_CONFIG", file.toString()), Map.of());

        assertThat(result.get(Setting.NAME)).isEqualTo("seven");
    }

    @Test
    void listsComeFromTomlArraysAndFromCommas() throws IOException {
        assertThat(settings(toml("log = [\"warn\", \"p2p=debug\"]"), Map.of(), Map.of())
                        .get(Setting.LOG))
                .containsExactly("warn", "p2p=debug");
        assertThat(settings(Optional.empty(), Map.of("QUORATE_LOG", "warn, p2p=debug"), Map.of())
                        .get(Setting.LOG))
                .containsExactly("warn", "p2p=debug");
    }

    @Test
    void anUnknownKeyOfTheFileIsAnErrorWithTheNearestRightOne() throws IOException {
        Optional<Path> file = toml("rpc-prot = 1");

        assertThatThrownBy(() -> settings(file, Map.of(), Map.of()))
                .isInstanceOf(OperatorException.class)
                .hasMessageEndingWith("node.toml: unknown key \"rpc-prot\"; did you mean \"rpc-port\"?")
                .extracting(e -> ((OperatorException) e).exitStatus())
                .isEqualTo(2);
    }

    @Test
    void anUnknownVariableIsAnErrorWithTheNearestRightOne() {
        assertThatThrownBy(() -> settings(Optional.empty(), Map.of("QUORATE_RPC_PROT", "1"), Map.of()))
                .hasMessage("environment variable QUORATE_RPC_PROT is unknown; did you mean \"QUORATE_RPC_PORT\"?");
    }

    @Test
    void variablesOfOthersAndOurOwnThatAreNoSettingsAreLeftAlone() {
        Map<String, String> environment =
                Map.of("PATH", "/bin", "QUORATE_PASSPHRASE", "x", "QUORATE_JAVA_OPTS", "-Xmx1g");

        assertThat(settings(Optional.empty(), environment, Map.of()).get(Setting.PORT))
                .isEqualTo(30333);
    }

    @Test
    void allProblemsAreReportedAtOnceAndWhereTheyAre() throws IOException {
        Optional<Path> file = toml("port = 70000\nlog-format = \"yaml\"");

        assertThatThrownBy(() -> settings(file, Map.of("QUORATE_TMP", "perhaps"), Map.of("listen-addr", "localhost")))
                .hasMessageContaining("node.toml: port: \"70000\" is not a port: give a number from 0 to 65535")
                .hasMessageContaining("node.toml: log-format: \"yaml\" is neither text nor json")
                .hasMessageContaining("QUORATE_TMP: \"perhaps\" is neither true nor false")
                .hasMessageContaining("--listen-addr: \"localhost\" is not an IP address, such as 0.0.0.0 or ::1");
    }

    @Test
    void badTomlIsOneLineWithItsPlace() throws IOException {
        Optional<Path> file = toml("port = 1\nname = ?\n");

        assertThatThrownBy(() -> settings(file, Map.of(), Map.of()))
                .hasMessageContaining("is not good TOML: ")
                .hasMessageContaining("(line 2, column ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aMissingFileIsOneLine() {
        assertThatThrownBy(() -> settings(Optional.of(directory.resolve("none.toml")), Map.of(), Map.of()))
                .hasMessage("there is no configuration file " + directory.resolve("none.toml") + ": check --config");
    }

    @Test
    void aBasePathAndATemporaryOneContradictEachOtherWithinALayer() {
        assertThatThrownBy(() -> settings(Optional.empty(), Map.of(), Map.of("tmp", "true", "base-path", "/x")))
                .hasMessage("--base-path and --tmp contradict each other: give one of them");
    }

    @Test
    void betweenLayersTheHigherOfBasePathAndTemporaryHasItsWay() {
        Settings temporary = settings(Optional.empty(), Map.of("QUORATE_BASE_PATH", "/x"), Map.of("tmp", "true"));
        Settings lasting = settings(Optional.empty(), Map.of("QUORATE_TMP", "true"), Map.of("base-path", "/x"));

        assertThat(temporary.get(Setting.TMP)).isTrue();
        assertThat(temporary.find(Setting.BASE_PATH)).isEmpty();
        assertThat(lasting.get(Setting.TMP)).isFalse();
        assertThat(lasting.get(Setting.BASE_PATH)).isEqualTo(Path.of("/x"));
    }

    @Test
    void whatIsPrintedIsAFileThatGivesTheSame() throws IOException {
        Settings first = settings(
                Optional.empty(),
                Map.of("QUORATE_NAME", "a \"quoted\" \\ name"),
                Map.of("log", "warn,p2p=debug", "base-path", "/x"));

        Settings again = settings(toml(first.toToml()), Map.of(), Map.of());

        assertThat(again.get(Setting.NAME)).isEqualTo("a \"quoted\" \\ name");
        assertThat(again.get(Setting.LOG)).containsExactly("warn", "p2p=debug");
        assertThat(first.toToml())
                .contains("# QUORATE_NAME")
                .contains("# --base-path")
                .contains("# default");
    }

    @Test
    void theExampleFileIsGoodAndNamesEverySetting() throws IOException {
        Path example = Path.of("..", "config", "node.example.toml");

        Settings settings = settings(Optional.of(example), Map.of(), Map.of());

        assertThat(settings.get(Setting.CHAIN)).isEqualTo("local");
        String text = Files.readString(example);
        assertThat(Setting.names()).allSatisfy(name -> assertThat(text).containsPattern("(?m)^(# )?" + name + " = "));
    }
}
