package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.node.config.Chains;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Receipts of three real nodes, checked by processes that have nothing but the program and the genesis file. */
@TestInstance(Lifecycle.PER_CLASS)
class ReceiptsTest {
    /** What a process that speaks to a network, or opens a base path, would load. */
    private static final List<String> NEVER_LOADED = List.of(
            " java.net.Socket ", " java.net.http.", " sun.nio.ch.SocketChannelImpl ", " io.netty.", " org.rocksdb.");

    private Network network = new Network(Path.of(""), "local");

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        network = new Network(directory, "local", ALICE, BOB, CHARLIE);
        network.startAll();
        for (Member member : network.members()) {
            network.awaitHeight(member, 1);
        }
    }

    @AfterAll
    void stop() {
        network.close();
    }

    private Rpc alice() {
        return network.client(network.member(ALICE));
    }

    private static Map<String, Object> parameters(Object... pairs) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.put(pairs[i].toString(), pairs[i + 1]);
        }
        return parameters;
    }

    /** How a command ended, in a process of its own with an empty environment, in a directory. */
    private record Ran(int status, String out, String err) {}

    private static Ran quorate(Path directory, List<String> options, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), "io.quorate.node.cli.Main"));
        command.addAll(List.of(words));
        Path out = Files.createTempFile("quorate-test", ".out");
        Path err = Files.createTempFile("quorate-test", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("%s ends", command)
                    .isTrue();
            return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Absolute, for another directory. */
    private static String classPath() {
        List<String> parts = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            parts.add(Path.of(part).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, parts);
    }

    /** Makes a receipt beside the genesis file, in a directory of its own. */
    private Path receipt(Path directory, String... about) throws Exception {
        Files.write(directory.resolve("genesis.json"), Chains.bytes("local"));
        List<String> words = new ArrayList<>(List.of("receipt"));
        words.addAll(List.of(about));
        words.addAll(List.of("--rpc", alice().url().toString(), "--out", "receipt"));
        Ran ran = quorate(directory, List.of(), words.toArray(String[]::new));
        assertThat(ran.status()).as(ran.toString()).isZero();
        return directory.resolve("receipt");
    }

    private static JsonNode verified(Path directory) throws Exception {
        Ran ran = quorate(directory, List.of(), "verify", "receipt", "--chain", "genesis.json", "--json");
        assertThat(ran.status()).as(ran.toString()).isZero();
        assertThat(ran.err()).isEmpty();
        return Rpc.JSON.readTree(ran.out());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aDecisionIsProvenWithNothingButTheProgramAndTheGenesisFile(@TempDir Path directory) throws Exception {
        for (String instance : List.of("r-1", "r-2")) {
            alice().result("system.register", parameters("instanceId", instance));
            alice().result(
                            "system.quorum.vote",
                            parameters("instanceId", instance, "decision", "proven", "value", "yes"));
        }
        receipt(directory, "--decision", "proven");
        Path loaded = directory.resolve("loaded.log");

        Ran ran = quorate(
                directory, List.of("-Xlog:class+load:file=" + loaded), "verify", "receipt", "--chain", "genesis.json");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .startsWith("proven: decision \"proven\" is DECIDED: \"yes\" with 2 votes, as of block ")
                .contains("final by power ")
                .contains("note: no block is pinned");
        assertThat(ran.status()).isZero();
        String classes = Files.readString(loaded);
        assertThat(classes).contains(" io.quorate.protocol.receipt.ReceiptVerifier ");
        assertThat(NEVER_LOADED).noneMatch(classes::contains);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatIsNotThereIsProvenToo(@TempDir Path directory) throws Exception {
        receipt(directory, "--decision", "nobody asked", "--protobuf");

        JsonNode proven = verified(directory);

        assertThat(proven.path("present").asBoolean(true)).isFalse();
        assertThat(proven.path("name").asText()).isEqualTo("nobody asked");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aTransactionThatNeverExecutedIsProvenAndNoneThatDid(@TempDir Path directory) throws Exception {
        String executed = alice().result("kv.put", parameters("key", "executed", "value", "v"))
                .path("txId")
                .asText();
        String other = "5e".repeat(32);
        // The first period is over with the first block.
        long expiry = alice().result("chain.block", parameters("height", 1))
                        .path("timeMillis")
                        .asLong()
                - 1;

        receipt(
                directory,
                "--tx",
                other,
                "--expiry",
                Instant.ofEpochMilli(expiry).toString());
        JsonNode proven = verified(directory);

        assertThat(proven.path("kind").asText()).isEqualTo("transaction");
        assertThat(proven.path("name").asText()).isEqualTo(other);
        assertThat(proven.path("absentIfExpiryMillis").asLong()).isEqualTo(expiry);
        Path receipt = directory.resolve("receipt");
        Files.writeString(receipt, Files.readString(receipt).replace("" + expiry, "" + (expiry + 3_600_000)));
        Ran ran = quorate(directory, List.of(), "verify", "receipt", "--chain", "genesis.json");
        assertThat(ran.out()).startsWith("REFUSED at check proof: ");
        assertThat(ran.status()).isEqualTo(1);

        receipt(directory, "--tx", executed, "--expiry", "" + expiry);
        assertThat(verified(directory).path("ok").asBoolean()).as("it did").isTrue();
        assertThat(alice().answer("chain.receipt", parameters("tx", other, "expiryMillis", expiry + 3_600_000))
                        .at("/error/data/code")
                        .asText())
                .isEqualTo("TOO_EARLY");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aTransactionAndAKeyAreProvenEpochsLater(@TempDir Path directory) throws Exception {
        String id = alice().result("kv.put", parameters("key", "k", "value", "v"))
                .path("txId")
                .asText();
        // Weights change from epoch to epoch, so the sets do.
        network.awaitEpoch(network.member(ALICE), 3);
        receipt(directory, "--tx", id);
        assertThat(verified(directory).path("ok").asBoolean()).isTrue();

        receipt(directory, "--key", "k");
        JsonNode key = verified(directory);

        assertThat(key.path("valueHex").asText()).isEqualTo("76");
        String pin = key.path("certifiedHeight").asText() + ":"
                + key.path("certifiedBlockId").asText();
        network.awaitHeight(network.member(ALICE), key.path("certifiedHeight").asLong() + 1);
        receipt(directory, "--key", "k", "--trusted", pin);
        Ran pinned = quorate(directory, List.of(), "verify", "receipt", "--chain", "genesis.json", "--trusted", pin);
        assertThat(pinned.status()).as(pinned.toString()).isZero();
        assertThat(pinned.out()).doesNotContain("note:");
        Ran unpinned = quorate(directory, List.of(), "verify", "receipt", "--chain", "genesis.json");
        assertThat(unpinned.status()).isEqualTo(1);
        assertThat(unpinned.out()).startsWith("REFUSED at check start: ");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatAKeyProvesFitsTheHeadersRoot() throws Exception {
        alice().result("kv.put", parameters("key", "proof", "value", "x"));

        JsonNode proof = alice().result("kv.prove", parameters("key", "proof"));
        JsonNode none = alice().result("kv.prove", parameters("key", "no proof"));

        assertThat(proof.path("present").asBoolean()).isTrue();
        assertThat(none.path("present").asBoolean(true)).isFalse();
        JsonNode block = alice().result(
                        "chain.block", parameters("height", proof.path("height").asLong()));
        assertThat(block.path("stateRoot")).isEqualTo(proof.path("stateRoot"));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatCannotBeProvenIsSaid() throws Exception {
        assertThat(alice().answer("chain.receipt", Map.of())
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
        assertThat(alice().answer("chain.receipt", parameters("decision", "a", "key", "b"))
                        .path("error")
                        .path("message")
                        .asText())
                .contains("exactly one");
        assertThat(alice().answer("chain.receipt", parameters("tx", "00".repeat(32)))
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32003);
        assertThat(alice().answer("chain.receipt", parameters("key", "k", "from", 1_000_000))
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32003);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void theExampleOfTheClientsPageRunsAndIsTheOneShown(@TempDir Path directory) throws Exception {
        Path source = Path.of("src", "test", "java", "io", "quorate", "node", "e2e", "VoteAndVerify.java");
        String shown = Document.of("client.md").blocks("java").get(0);
        assertThat("package io.quorate.node.e2e;\n\n" + shown).isEqualTo(Files.readString(source));
        Path genesis = Files.write(directory.resolve("genesis.json"), Chains.bytes("local"));

        try (NodeProcess process = NodeProcess.start(
                directory,
                "example",
                VoteAndVerify.class.getName(),
                List.of(alice().url().toString(), genesis.toString()))) {
            assertThat(process.awaitEnd()).as(process.toString()).isZero();
            assertThat(process.out())
                    .contains("the node says: Final[")
                    .contains("proven: decision \"deploy\" is DECIDED: \"yes\" with 1 vote");
        }
    }

    /** The pages' commands, in their order, by a shell; only the address of the node is another. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void theCommandsOfThePagesWorkAsWritten(@TempDir Path directory) throws Exception {
        Path shell = Programs.orFailInCi("bash", "install bash");
        Programs.orFailInCi("curl", "apt-get install curl");
        Programs.orFailInCi("jq", "apt-get install jq");
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path quorate = Files.writeString(
                bin.resolve("quorate"),
                "#!/bin/bash\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m -cp '" + classPath()
                        + "' io.quorate.node.cli.Main \"$@\"\n");
        Files.setPosixFilePermissions(quorate, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (DevNode node = DevNode.start(directory).atHeight(1)) {
            for (String page : List.of("verifying.md", "client.md")) {
                List<String> blocks = new ArrayList<>(Document.of(page).blocks("sh"));
                assertThat(blocks.remove(0)).isEqualTo("quorate --chain dev --tmp &\nNODE=http://127.0.0.1:9944\n");
                Path script = Files.writeString(
                        directory.resolve(page + ".sh"),
                        "set -euo pipefail\nexport PATH='" + bin + "':$PATH no_proxy='*'\nNODE="
                                + node.client().url() + "\n"
                                + String.join("\n", blocks));

                Programs.Ran ran = Programs.run(
                        directory,
                        "",
                        List.of(shell.toString(), "-c", "cd '" + directory + "' && exec bash -x " + script),
                        10);

                assertThat(ran.status()).as("%s: %s", page, ran).isZero();
                assertThat(ran.out())
                        .contains(page.equals("client.md") ? "registered sensor-2" : "REFUSED at check proof");
            }
        }
    }
}
