package io.quorate.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.node.config.Chains;
import io.quorate.node.rpc.StoreServer;
import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.port.BlockStore.Commit;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.port.StateChanges;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VotingPower;
import io.quorate.storage.BasePath;
import io.quorate.storage.RocksBlockStore;
import io.quorate.storage.RocksLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** consensus.md, Evidence: the disks of nodes whose chains part name those who made it possible. */
class ForensicsCommandTest {
    private static final Genesis GENESIS = Chains.load("local");
    private static final Round ROUND = Round.of(1, 1);

    @TempDir
    Path directory = Path.of("");

    private final List<RocksBlockStore> opened = new ArrayList<>();

    private static Block block(Height height, BlockId parent, long millis) {
        return Block.of(
                new BlockHeader(
                        BlockHeader.VERSION,
                        GENESIS.chain(),
                        new Epoch(1),
                        height,
                        parent,
                        new ValidatorIndex(0),
                        new BlockTime(millis),
                        0,
                        Block.bodySize(List.of()),
                        MerkleTree.root(List.of()),
                        Hash.ZERO,
                        Hash.ZERO,
                        GENESIS.validators().hash(),
                        GENESIS.validators().hash()),
                List.of());
    }

    private static Certificate certificate(Subject subject, DevelopmentKeys... by) {
        ValidatorSet set = GENESIS.validators();
        BitSet bits = new BitSet();
        List<Signature> signatures = new ArrayList<>();
        for (ValidatorIndex index : set.indexes()) {
            for (DevelopmentKeys keys : by) {
                Signer signer = keys.validator().signer();
                if (signer.publicKey().equals(set.get(index).key())) {
                    bits.set(index.number());
                    signatures.add(signer.sign(SigningBytes.of(GENESIS.chain(), subject)));
                }
            }
        }
        return new Certificate(subject, Signers.of(set.size(), bits), signatures);
    }

    /** A base path that holds genesis and one block, and a certificate that came with it. */
    private String node(String name, long millis, Certificate held) {
        Path path = directory.resolve(name);
        Block genesis = block(Height.ZERO, new BlockId(Hash.ZERO), 0);
        EpochStart start = new EpochStart(
                new Epoch(1), genesis.id(), Height.ZERO, new BlockTime(0), Hash.ZERO, GENESIS.validators());
        try (BasePath base = BasePath.open(path);
                RocksBlockStore store = RocksBlockStore.open(base, GENESIS.chain(), RocksLimits.DEFAULT)) {
            store.commit(commit(genesis, Optional.of(start), List.of()));
            store.commit(commit(block(new Height(1), genesis.id(), millis), Optional.empty(), List.of(held)));
            store.sync();
        }
        return path.toString();
    }

    private static Commit commit(Block block, Optional<EpochStart> next, List<Certificate> held) {
        return new Commit(block, List.of(), new StateChanges(new TreeMap<>()), List.of(), Optional.empty(), next, held);
    }

    private static Subject finalize(int block) {
        return Subject.finalize(ROUND, View.ZERO, new BlockId(Sha256.hash(new byte[] {(byte) block})));
    }

    @Test
    void whoSignedForBothChainsIsNamedWithItsPower() {
        String alice = node("alice", 1, certificate(finalize(1), DevelopmentKeys.ALICE, DevelopmentKeys.BOB));
        String charlie =
                node("charlie", 2, certificate(Subject.nullify(ROUND), DevelopmentKeys.BOB, DevelopmentKeys.CHARLIE));
        Ran ran = Ran.of("forensics", "--chain", "local", alice, charlie);
        assertThat(ran.out())
                .contains("The chains part at height 1: " + alice + " holds ")
                .contains("Guilty: bob (key ")
                .contains("power 100 of 300")
                .contains("nullify")
                .contains("finalize")
                .contains("a third of the power or more")
                .doesNotContain("Guilty: alice", "Guilty: charlie");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(Ran.of("forensics", "--chain", "local", "--json", alice, charlie)
                        .out())
                .contains("\"namesAThird\" : true", "\"name\" : \"bob\"", "\"evidence\" : \"");
    }

    @Test
    void equalChainsAndFaithfulValidatorsAreFoundSo() {
        Certificate final1 = certificate(finalize(1), DevelopmentKeys.ALICE, DevelopmentKeys.BOB);
        Ran ran = Ran.of("forensics", "--chain", "local", node("alice", 1, final1), node("bob", 1, final1));
        assertThat(ran.out()).contains("The chains agree.", "Nobody signed contradicting votes");
        assertThat(ran.status()).isZero();
    }

    @Test
    void aDirectoryWithoutANodeIsOneClearLineAndStaysAsItWas() {
        for (Path none : List.of(directory, directory.resolve("nowhere"))) {
            Ran ran = Ran.of("forensics", "--chain", "local", none.toString());
            assertThat(ran.status()).isEqualTo(1);
            assertThat(ran.err()).contains(none + " is no base path of a node").hasLineCount(1);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aBasePathInUseIsOneClearLine() {
        String alice = node("alice", 1, certificate(finalize(1), DevelopmentKeys.ALICE, DevelopmentKeys.BOB));
        try (BasePath used = BasePath.open(Path.of(alice))) {
            Ran ran = Ran.of("forensics", "--chain", "local", alice);
            assertThat(ran.status()).as("while %s is open", used.root()).isEqualTo(1);
            assertThat(ran.err()).contains("in use").hasLineCount(1);
        }
    }

    private StoreServer serve(Path basePath, BasePath base) {
        RocksBlockStore store = RocksBlockStore.open(base, GENESIS.chain(), RocksLimits.DEFAULT);
        opened.add(store);
        return StoreServer.of(basePath.resolve("server"), GENESIS, store);
    }

    @AfterEach
    void close() {
        opened.forEach(RocksBlockStore::close);
    }

    @Test
    void runningNodesAreAskedToo() {
        Path alice = Path.of(node("alice", 1, certificate(finalize(1), DevelopmentKeys.ALICE, DevelopmentKeys.BOB)));
        Path bob = Path.of(node("bob", 1, certificate(finalize(1), DevelopmentKeys.ALICE, DevelopmentKeys.BOB)));
        Path charlie = Path.of(
                node("charlie", 2, certificate(Subject.nullify(ROUND), DevelopmentKeys.BOB, DevelopmentKeys.CHARLIE)));
        try (BasePath first = BasePath.open(alice);
                BasePath second = BasePath.open(charlie);
                StoreServer one = serve(alice, first);
                StoreServer other = serve(charlie, second)) {
            Ran ran = Ran.of("forensics", "--chain", "local", "--rpc", one.url(), "--rpc", other.url());
            assertThat(ran.out())
                    .contains("The chains part at height 1: " + one.url() + " holds ", ", " + other.url() + " holds ")
                    .contains("Guilty: bob (key ", "power 100 of 300", "a third of the power or more")
                    .doesNotContain("Guilty: alice", "Guilty: charlie");
            assertThat(ran.status()).isEqualTo(1);
            Ran mixed = Ran.of("forensics", "--chain", "local", bob.toString(), "--rpc", other.url());
            assertThat(mixed.out())
                    .contains("The chains part at height 1: " + bob + " holds ", other.url() + " holds ")
                    .contains("Guilty: bob (key ");
            Ran equal = Ran.of("forensics", "--chain", "local", bob.toString(), "--rpc", one.url());
            assertThat(equal.out()).contains("The chains agree.", "Nobody signed contradicting votes");
            assertThat(equal.status()).isZero();
        }
    }

    @Test
    void aNodeOfAnotherChainOrNoneAndNoNodesAreOneClearLine() {
        Path alice = Path.of(node("alice", 1, certificate(finalize(1), DevelopmentKeys.ALICE, DevelopmentKeys.BOB)));
        try (BasePath base = BasePath.open(alice);
                StoreServer server = serve(alice, base)) {
            Ran ran = Ran.of("forensics", "--chain", "dev", "--rpc", server.url());
            assertThat(ran.status()).isEqualTo(1);
            assertThat(ran.err())
                    .contains(server.url() + " is of another chain")
                    .hasLineCount(1);
        }
        Ran nobody = Ran.of("forensics", "--chain", "local", "--rpc", "http://127.0.0.1:1");
        assertThat(nobody.status()).isEqualTo(1);
        assertThat(nobody.err())
                .contains("no node answers at http://127.0.0.1:1")
                .hasLineCount(1);
        Ran none = Ran.of("forensics", "--chain", "local");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("base paths of stopped ones, or --rpc URL of running ones");
    }

    private static String told(Certificate... certificates) {
        return Stream.of(certificates)
                .map(one -> "{\"certificate\":\"" + HexFormat.of().formatHex(StoredForms.encode(one)) + "\"}")
                .collect(Collectors.joining(",", "{\"certificates\":[", "]}"));
    }

    /** A finalization of a round, with signatures that nobody checks here: another one each time. */
    private static Certificate endless(int number) {
        byte[] signature = new byte[64];
        signature[0] = (byte) number;
        signature[1] = (byte) (number >> 8);
        BitSet bits = new BitSet();
        bits.set(0);
        return new Certificate(finalize(1), Signers.of(3, bits), List.of(Signature.of(signature)));
    }

    /** A node that answers some methods as told, and to all others as one that has genesis only. */
    private static Ran examine(Map<String, Supplier<String>> answers) throws IOException {
        HttpServer liar = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        liar.createContext("/", exchange -> {
            JsonNode call = new JsonMapper().readTree(exchange.getRequestBody());
            String method = call.path("method").asText();
            String result = answers.containsKey(method)
                    ? answers.get(method).get()
                    : switch (method) {
                        case "system.get_state" -> "{\"summary\":{\"chainId\":\"" + GENESIS.chain() + "\"}}";
                        case "consensus.state" -> "{\"epoch\":9,\"view\":9}";
                        default -> "{\"height\":0,\"oldestHeight\":0,\"certificates\":[]}";
                    };
            byte[] answer = ("{\"jsonrpc\":\"2.0\",\"id\":" + call.get("id") + ",\"result\":" + result + "}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        liar.start();
        try {
            String url = "http://127.0.0.1:" + liar.getAddress().getPort();
            return Ran.of("forensics", "--chain", "local", "--rpc", url);
        } finally {
            liar.stop(0);
        }
    }

    static Stream<Supplier<String>> nonsense() {
        Certificate held = certificate(finalize(1), DevelopmentKeys.ALICE, DevelopmentKeys.BOB);
        AtomicInteger number = new AtomicInteger();
        return Stream.of(
                () -> "{\"certificates\":[{\"certificate\":\"00\"}]}",
                () -> "{\"certificates\":[{\"certificate\":\"x\"}]}",
                () -> "{\"certificates\":[{}]}",
                () -> told(certificate(Subject.nullify(Round.of(1, 2)), DevelopmentKeys.ALICE), held),
                () -> told(endless(number.incrementAndGet())));
    }

    /** What it says has no sense, no order or no end; it must not keep the examination for ever. */
    @ParameterizedTest
    @MethodSource("nonsense")
    void aNodeThatTellsNonsenseIsNamedInOneClearLine(Supplier<String> certificates) throws Exception {
        Ran ran = examine(Map.of("consensus.certificates", certificates));

        assertThat(ran.status()).as(ran.toString()).isEqualTo(1);
        assertThat(ran.err()).contains("answers what no honest node would").hasLineCount(1);
    }

    /** It names a set of one key, which signed what it likes: the set must be proven from genesis on. */
    @Test
    void anInventedSetNamesNobody() throws Exception {
        Signer stranger = SignatureSchemes.ed25519().signer(new byte[32]);
        ValidatorSet invented =
                ValidatorSet.of(List.of(new Validator(stranger.publicKey(), new VotingPower(100), 100)));
        Round round = Round.of(2, 1);
        BitSet bits = new BitSet();
        bits.set(0);
        List<Certificate> contradicting = Stream.of(
                        Subject.nullify(round),
                        Subject.finalize(round, View.ZERO, new BlockId(Sha256.hash(new byte[] {1}))))
                .map(subject -> new Certificate(
                        subject,
                        Signers.of(1, bits),
                        List.of(stranger.sign(SigningBytes.of(GENESIS.chain(), subject)))))
                .toList();
        String epoch =
                "{\"height\":1,\"validators\":\"" + HexFormat.of().formatHex(StoredForms.encode(invented)) + "\"}";

        Ran ran = examine(Map.of(
                "chain.epoch",
                () -> epoch,
                "consensus.certificates",
                () -> told(contradicting.get(0), contradicting.get(1))));

        assertThat(ran.out()).contains("Nobody signed contradicting votes").doesNotContain("Guilty");
        assertThat(ran.status()).isZero();
    }

    @Test
    void aTokenIsToldToItsNodeAlone() {
        Ran ran = Ran.of(
                "forensics",
                "--chain",
                "local",
                "--rpc",
                "http://127.0.0.1:1",
                "--rpc",
                "http://127.0.0.1:2",
                "--rpc-token-file",
                "token");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("give one for each --rpc, in their order");
    }
}
