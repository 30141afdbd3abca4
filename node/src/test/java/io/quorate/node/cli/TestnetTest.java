package io.quorate.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.keystore.KeyPurpose;
import io.quorate.node.config.GenesisFile;
import io.quorate.node.config.NodeConfig;
import io.quorate.node.config.NodeKeys;
import io.quorate.node.config.Settings;
import io.quorate.node.p2p.Multiaddr;
import io.quorate.node.p2p.PeerIds;
import io.quorate.protocol.types.Genesis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestnetTest {
    @TempDir
    Path directory = Path.of("");

    private Ran run(String... options) {
        String[] words = new String[options.length + 3];
        words[0] = "testnet";
        words[1] = "--output";
        words[2] = net().toString();
        System.arraycopy(options, 0, words, 3, options.length);
        return Ran.of(words);
    }

    private Path net() {
        return directory.resolve("net");
    }

    /** What a node started in a machine's directory is made from; its relative paths made absolute. */
    private NodeConfig config(Path machine) {
        Settings settings = Settings.of(
                Optional.of(machine.resolve("node.toml")),
                Map.of(),
                Map.of(
                        "chain",
                        machine.resolve("genesis.json").toString(),
                        "base-path",
                        machine.resolve("data").toString(),
                        "passphrase-file",
                        machine.resolve("passphrase").toString()));
        return NodeConfig.of(settings, Map.of());
    }

    @Test
    void everyMachineHasTheKeysThatGenesisNames() {
        assertThat(run("--validators", "2").status()).isZero();
        Genesis genesis = GenesisFile.read(net().resolve("genesis.json"));
        assertThat(genesis.development()).isFalse();

        for (int i = 0; i < 2; i++) {
            NodeConfig config = config(net().resolve("validator-" + (i + 1)));
            NodeKeys keys = NodeKeys.load(config, Map.of());
            Genesis.Member member = genesis.members().get(i);

            assertThat(config.genesis().chain()).isEqualTo(genesis.chain());
            assertThat(config.identity().validator()).isTrue();
            assertThat(config.identity().name()).isEqualTo(member.name());
            assertThat(keys.validator().orElseThrow().publicKey()).isEqualTo(member.consensusKey());
            assertThat(keys.keystore()
                            .load(NodeKeys.ACCOUNT, keys.passphrase())
                            .orElseThrow()
                            .publicKey())
                    .isEqualTo(member.accountKey());
            Path other = net().resolve("validator-" + (2 - i));
            assertThat(config.network().bootnodes())
                    .containsExactly("/dns4/validator-" + (2 - i) + "/tcp/30333/p2p/"
                            + PeerIds.of(NodeKeys.load(config(other), Map.of())
                                    .keystore()
                                    .describe(KeyPurpose.NODE.id())
                                    .orElseThrow()
                                    .publicKey()));
        }
    }

    @Test
    void secretsAreForTheOwnerOnly() throws IOException {
        assertThat(run("--validators", "1").status()).isZero();
        Path machine = net().resolve("validator-1");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(machine)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(machine.resolve("passphrase"))))
                .isEqualTo("rw-------");
    }

    @Test
    void hostsAreAddressesOrNames() {
        assertThat(run("--validators", "3", "--hosts", "192.0.2.1,2001:db8::1,node.example")
                        .status())
                .isZero();

        assertThat(config(net().resolve("validator-1")).network().bootnodes())
                .extracting(text -> Multiaddr.parse(text).host())
                .containsExactly("2001:db8::1", "node.example");
        assertThat(config(net().resolve("validator-2")).network().bootnodes().get(0))
                .startsWith("/ip4/192.0.2.1/tcp/30333/p2p/");
    }

    @Test
    void theComposeFileStartsThemAll() throws IOException {
        assertThat(run("--validators", "3").status()).isZero();

        String compose = Files.readString(net().resolve("compose.yaml"));
        for (int i = 1; i <= 3; i++) {
            assertThat(compose)
                    .contains("  validator-" + i + ":\n", "\"./validator-" + i + ":/quorate\"")
                    .contains("127.0.0.1:" + (9_943 + i) + ":9944");
        }
    }

    @Test
    void whatCannotBeIsOneLine() throws IOException {
        assertThat(run("--validators", "0").err()).isEqualTo("quorate: --validators: give 1 to 100\n");
        assertThat(run("--validators", "2", "--hosts", "a").err())
                .isEqualTo("quorate: --hosts names 1 hosts for 2 validators: give one for each\n");
        assertThat(run("--validators", "1", "--hosts", "a/b").err()).startsWith("quorate: --hosts: a/b is no host");
        Files.createDirectory(net());
        Ran ran = run("--validators", "1");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("exists: choose a directory that does not");
    }
}
