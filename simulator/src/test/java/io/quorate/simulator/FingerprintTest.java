package io.quorate.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.simulator.fleet.RandomMix;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A seed is the same run on every Java machine: no order of a hash, no arithmetic of a compiler shows in it. */
class FingerprintTest {
    /** Of both kinds of mixes, before and after what was added to them. */
    private static final List<Long> SEEDS = List.of(5L, 500_003L, RandomMix.SMALL + 3, RandomMix.SMALL + 500_003);

    private static final String OTHER_JAVA = "QUORATE_OTHER_JAVA_HOME";
    private static final List<String> HERE = Fingerprints.of(SEEDS);

    @Test
    void anotherMachineOfThisJavaRunsTheSame() throws IOException, InterruptedException {
        assertThat(there(
                        Path.of(System.getProperty("java.home")),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:hashCode=2",
                        "-Duser.language=tr",
                        "-Duser.timezone=Asia/Kathmandu"))
                .isEqualTo(HERE);
    }

    @Test
    void anotherJavaRunsTheSame() throws IOException, InterruptedException {
        Optional<Path> other = otherJava();
        assumeTrue(
                other.isPresent(),
                () -> "SKIPPED: there is no other Java from 17 on; install one under /usr/lib/jvm, or set " + OTHER_JAVA
                        + " to its home");
        assertThat(there(other.orElseThrow())).as(other.toString()).isEqualTo(HERE);
    }

    private static List<String> there(Path home, String... flags) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin").resolve("java").toString(), "-XX:+UseSerialGC"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Fingerprints.class.getName()));
        SEEDS.forEach(seed -> command.add(seed.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isZero();
            return text.lines().toList();
        } finally {
            process.destroy();
        }
    }

    private static Optional<Path> otherJava() throws IOException {
        String named = System.getenv(OTHER_JAVA);
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        Path all = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(all)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(all)) {
            return homes.filter(FingerprintTest::isAnother).sorted().findFirst();
        }
    }

    /** By what a JDK says of itself; one that is older cannot run this. */
    private static boolean isAnother(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin").resolve("java")) || !Files.isRegularFile(release)) {
            return false;
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(release)) {
            properties.load(in);
        } catch (IOException e) {
            return false;
        }
        String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
        return !version.isEmpty()
                && Runtime.Version.parse(version).feature() >= 17
                && Runtime.Version.parse(version).feature() != Runtime.version().feature();
    }
}
