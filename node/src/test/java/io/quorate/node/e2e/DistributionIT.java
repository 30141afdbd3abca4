package io.quorate.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.node.config.Chains;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was packaged, as it is installed: {@code bin/} beside the node's jar and {@code lib/}. Runs after packaging. */
class DistributionIT {
    private static final Path PACKAGED = Path.of("target");

    /** bin/quorate beside node-*.jar and lib/, and nothing else of this build. */
    private static void install(Path home) throws IOException {
        Path bin = Files.createDirectory(home.resolve("bin"));
        Path launcher = Path.of("..", "scripts", "quorate");
        Files.copy(launcher, bin.resolve("quorate"), StandardCopyOption.COPY_ATTRIBUTES);
        List<Path> jars =
                files(PACKAGED).filter(path -> isOf(path, "node-.*\\.jar")).toList();
        assertThat(jars).isNotEmpty();
        for (Path jar : jars) {
            Files.copy(jar, home.resolve(jar.getFileName()));
        }
        Path lib = Files.createDirectory(home.resolve("lib"));
        for (Path library : files(PACKAGED.resolve("lib")).toList()) {
            Files.copy(library, lib.resolve(library.getFileName()));
        }
        assertThat(files(lib)).anyMatch(path -> isOf(path, "client-.*\\.jar"));
    }

    private static boolean isOf(Path path, String pattern) {
        return path.getFileName().toString().matches(pattern);
    }

    private static Stream<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).toList().stream();
        }
    }

    /** Writes a receipt of a decision, and the genesis file that it is checked against. */
    private static void decide(Path directory, Path receipt) throws Exception {
        Files.write(receipt.resolveSibling("genesis.json"), Chains.bytes("dev"));
        try (DevNode node = DevNode.start(directory).atHeight(1)) {
            node.client().result("system.register", Map.of("instanceId", "bare"));
            node.client()
                    .result(
                            "system.quorum.vote",
                            Map.of("instanceId", "bare", "decision", "bare", "value", "yes", "totalInstances", 1));
            Programs.Ran ran = Shell.in(directory)
                    .run("quorate receipt --decision bare --out '" + receipt + "' --rpc "
                            + node.client().url());
            assertThat(ran.status()).as(ran.toString()).isZero();
        }
    }

    /**
     * As on another machine: a directory with the distribution, the genesis file and the receipt, an empty environment,
     * only what a runtime without tools has, and no network interface.
     */
    @Test
    void aReceiptIsVerifiedOnABareRuntimeWithoutANetwork(@TempDir Path made, @TempDir Path home) throws Exception {
        install(home);
        decide(made, home.resolve("receipt.json"));
        List<String> alone = new ArrayList<>();
        Path unshare = Programs.orSkip("unshare", "apt-get install util-linux");
        if (Programs.run(made, "", List.of(unshare.toString(), "-rn", "true")).status() == 0) {
            alone.addAll(List.of(unshare.toString(), "-rn"));
        } else {
            System.err.println(
                    "\n!! this machine gives no network of its own to a process: verified beside its network\n");
        }
        alone.addAll(List.of(
                "/usr/bin/env",
                "-i",
                "--chdir=" + home,
                "PATH=/usr/bin:/bin",
                "JAVA_HOME=" + System.getProperty("java.home"),
                "QUORATE_JAVA_OPTS=--limit-modules java.se,jdk.unsupported,jdk.crypto.ec",
                "bin/quorate",
                "verify",
                "receipt.json",
                "--chain",
                "genesis.json"));

        Programs.Ran ran = Programs.run(made, "", alone, 10);

        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).startsWith("proven: decision \"bare\" is DECIDED: \"yes\" with 1 vote, as of block ");
        assertThat(ran.status()).isZero();
    }
}
