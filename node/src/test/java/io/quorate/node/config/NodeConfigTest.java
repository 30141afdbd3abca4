package io.quorate.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.keystore.KeyEntry;
import io.quorate.crypto.keystore.KeyPurpose;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.VotingPower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigTest {
    @TempDir
    Path directory = Path.of("");

    private static NodeConfig config(Map<String, String> options) {
        return NodeConfig.of(Settings.of(Optional.empty(), Map.of(), options), Map.of("XDG_DATA_HOME", "/data"));
    }

    /** A chain that is not for development, of one validator whose keys nobody knows. */
    private Path forProduction() throws IOException {
        Genesis local = Chains.load("local");
        SecureRandom random = new SecureRandom();
        Genesis.Member member = new Genesis.Member(
                "secret",
                KeyEntry.generate(KeyPurpose.VALIDATOR, SignatureSchemes.ed25519(), random)
                        .publicKey(),
                KeyEntry.generate(KeyPurpose.INSTANCE, SignatureSchemes.ed25519(), random)
                        .publicKey(),
                new VotingPower(1));
        Genesis genesis = new Genesis(
                local.chain(),
                "production",
                false,
                local.time(),
                local.scheme(),
                local.delta(),
                local.blockInterval(),
                local.epochDuration(),
                local.maxBlockBytes(),
                local.maxBlockTransactions(),
                List.of(member));
        return Files.write(directory.resolve("production.json"), GenesisFile.write(genesis));
    }

    @Test
    void theChainOfOneValidatorRunsByItself() {
        NodeConfig alone = config(Map.of("chain", "dev"));

        assertThat(alone.identity().development()).contains(DevelopmentKeys.ALICE);
        assertThat(alone.identity().validator()).isTrue();
        assertThat(alone.storage().basePath()).isEqualTo(Path.of("/data/quorate/dev/alice"));
    }

    @Test
    void aDevelopmentKeyNamesTheNode() {
        NodeConfig bob = config(Map.of("chain", "local", "development-key", "bob", "validator", "true"));

        assertThat(bob.identity().name()).isEqualTo("bob");
        assertThat(bob.genesis().members()).hasSize(3);
    }

    @Test
    void developmentKeysAreRefusedOnAnyOtherChain() throws IOException {
        Path file = forProduction();

        assertThatThrownBy(() -> config(Map.of("chain", file.toString(), "development-key", "alice")))
                .isInstanceOf(OperatorException.class)
                .hasMessage("--alice: these keys are public, and the chain production is not marked as a development"
                        + " chain: use keys of your own (quorate key generate)");
    }

    @Test
    void aKeystoreNeedsAPassphraseExceptOnADevelopmentChain() throws IOException {
        NodeConfig node = config(Map.of(
                "chain",
                forProduction().toString(),
                "base-path",
                directory.resolve("p").toString()));

        assertThatThrownBy(() -> NodeKeys.load(node, Map.of()))
                .hasMessageContaining("the keystore needs a passphrase on chain production");
        assertThat(NodeKeys.load(node, Map.of("QUORATE_PASSPHRASE", "correct horse"))
                        .passphrase())
                .isPresent();
    }

    @Test
    void portsThatAreTheSameAreAnError() {
        assertThatThrownBy(() -> config(Map.of("rpc-port", "30333")))
                .hasMessage("--port and --rpc-port are both 30333: give each a port of its own");
    }

    @Test
    void onlyAMetricsPortThatWasChosenIsFixed() {
        assertThat(config(Map.of()).metrics().fixed()).isFalse();
        assertThat(config(Map.of("prometheus-port", "9615")).metrics().fixed()).isTrue();
    }

    @Test
    void aDoppelgangerIsListenedForOutsideDevelopmentChains() throws IOException {
        String production = forProduction().toString();

        assertThat(config(Map.of()).voting().doppelgangerCheck()).isFalse();
        assertThat(config(Map.of("doppelganger-check", "true")).voting().doppelgangerCheck())
                .isTrue();
        assertThat(config(Map.of("chain", production)).voting().doppelgangerCheck())
                .isTrue();
        assertThat(config(Map.of("chain", production, "doppelganger-check", "false"))
                        .voting()
                        .doppelgangerCheck())
                .isFalse();
    }

    @Test
    void aHeightToHaltAtIsAWholeNumberFromOne() {
        assertThat(config(Map.of()).voting().haltHeight()).isEmpty();
        assertThat(config(Map.of("halt-height", "12")).voting().haltHeight()).contains(new Height(12));
        assertThatThrownBy(() -> config(Map.of("halt-height", "0")))
                .hasMessageStartingWith("--halt-height: \"0\" is not a whole number");
    }

    @Test
    void whoMayCallTheRpcIsSet() {
        NodeConfig.Rpc closed = config(Map.of()).rpc();
        assertThat(closed.tokenFile()).isEmpty();
        assertThat(closed.hosts()).isEmpty();
        assertThat(closed.origins()).isEmpty();
        assertThat(closed.connections()).isEqualTo(1_000);
        NodeConfig.Rpc open = config(Map.of(
                        "rpc-token-file", "/secret/token",
                        "rpc-hosts", "node.example,other.example",
                        "rpc-origins", "https://good.example",
                        "rpc-connections", "5"))
                .rpc();
        assertThat(open.tokenFile()).contains(Path.of("/secret/token"));
        assertThat(open.hosts()).containsExactly("node.example", "other.example");
        assertThat(open.origins()).containsExactly("https://good.example");
        assertThat(open.connections()).isEqualTo(5);
    }

    @Test
    void rpcIsServedOnLoopbackUnlessExternal() {
        assertThat(config(Map.of()).rpc().listen().getAddress().isLoopbackAddress())
                .isTrue();
        assertThat(config(Map.of()).rpc().methods()).isEqualTo(NodeConfig.RpcMethods.SAFE);
        assertThat(config(Map.of("rpc-methods", "unsafe")).rpc().methods()).isEqualTo(NodeConfig.RpcMethods.UNSAFE);
        assertThatThrownBy(() -> config(Map.of("rpc-methods", "auto")))
                .hasMessage("--rpc-methods: \"auto\" is neither safe nor unsafe");
        assertThat(config(Map.of("rpc-external", "true"))
                        .rpc()
                        .listen()
                        .getAddress()
                        .isAnyLocalAddress())
                .isTrue();
    }

    @Test
    void logLevelsAreOfAllOrOfATarget() {
        LogConfig log = config(Map.of("log", "warn,p2p=debug")).log();

        assertThat(log.level()).isEqualTo("warn");
        assertThat(log.targets()).containsExactly(Map.entry("p2p", "debug"));
        assertThatThrownBy(() -> config(Map.of("log", "p2p=loud")))
                .hasMessageContaining("\"p2p=loud\" is neither LEVEL nor TARGET=LEVEL");
    }

    @Test
    void anUnknownChainIsAnErrorWithTheNearestRightOne() {
        assertThatThrownBy(() -> config(Map.of("chain", "locl")))
                .hasMessage("there is no chain \"locl\"; did you mean \"local\"? (or give the path of a genesis file)");
    }

    @Test
    void aBootnodeMustBeAnAddressWithItsPeerId() {
        assertThatThrownBy(() -> config(Map.of("bootnodes", "/ip4/127.0.0.1/tcp/30333")))
                .hasMessageContaining("--bootnodes: ")
                .hasMessageContaining("lacks its peer id: add /p2p/PEER_ID at the end");
        assertThatThrownBy(() -> config(Map.of("bootnodes", "127.0.0.1:30333"))).hasMessageContaining("--bootnodes: ");
    }

    @Test
    void aNodeGetsANodeKeyOnceAndAValidatorNeedsItsOwn() {
        NodeConfig follower = config(
                Map.of("chain", "local", "base-path", directory.resolve("f").toString()));

        NodeKeys first = NodeKeys.load(follower, Map.of());
        NodeKeys again = NodeKeys.load(follower, Map.of());

        assertThat(again.node()).isEqualTo(first.node());
        assertThat(first.validator()).isEmpty();
        NodeConfig validator = config(Map.of(
                "chain",
                "local",
                "validator",
                "true",
                "base-path",
                directory.resolve("f").toString()));
        assertThatThrownBy(() -> NodeKeys.load(validator, Map.of()))
                .hasMessageContaining("there is no validator key in ")
                .hasMessageContaining("quorate key generate --purpose validator");
    }

    @Test
    void reservedNodesAloneAreAChoiceThatNeedsSome() {
        String bob = "/ip4/127.0.0.1/tcp/1/p2p/12D3KooWLkec5mt8tz1sNZW8MMmFfMfwwMJbcpK9BhbET2dN2wj8";
        assertThat(config(Map.of("reserved-nodes", bob)).network().reservedOnly())
                .isFalse();
        assertThat(config(Map.of("reserved-nodes", bob, "reserved-only", "true"))
                        .network()
                        .reservedOnly())
                .isTrue();
        assertThatThrownBy(() -> config(Map.of("reserved-only", "true")))
                .isInstanceOf(OperatorException.class)
                .hasMessage("--reserved-only: without reserved nodes this node would be alone: name them with"
                        + " --reserved-nodes");
    }
}
