package io.quorate.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quorate.crypto.hash.Blake3;
import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.CommitBallot;
import io.quorate.ledger.Operation.DeleteValue;
import io.quorate.ledger.Operation.Expected;
import io.quorate.ledger.Operation.GrantStake;
import io.quorate.ledger.Operation.Join;
import io.quorate.ledger.Operation.Leave;
import io.quorate.ledger.Operation.OpenDecision;
import io.quorate.ledger.Operation.PruneDecision;
import io.quorate.ledger.Operation.PutValue;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.Operation.RevealBallot;
import io.quorate.ledger.Operation.RotateKey;
import io.quorate.ledger.Operation.SubmitEvidence;
import io.quorate.ledger.Operation.Unjail;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.Decision;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.VotingPower;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperationTest {
    static List<Operation> operations() {
        Bytes value = Bytes.of(new byte[] {0, -1, 7});
        return List.of(
                new RegisterInstance("a"),
                new RegisterInstance("Az09._-".repeat(9) + "x"),
                new CastVote("i", "topic", "value", Optional.empty()),
                new CastVote("i", "Grüße \uD83D\uDE80", "ja\nnein", Optional.of(-5)),
                new PutValue("k", value, Optional.empty()),
                new PutValue("k", Bytes.of(new byte[0]), Optional.of(new Expected.Absent())),
                new PutValue("k".repeat(256), value, Optional.of(new Expected.Present(value))),
                new DeleteValue("k", Optional.empty()),
                new DeleteValue("k", Optional.of(value)),
                StakingChain.join("x"),
                new Leave(),
                new Unjail(),
                StakingChain.rotation("x", StakingChain.votes("x"), StakingChain.votes("y")),
                StakingChain.grant(3, "x", 1L << 60),
                new SubmitEvidence(StakingChain.of(1, 1).equivocation("b", new Epoch(1), 4)),
                new OpenDecision("topic", DecisionRules.ofFirst(1000)),
                new OpenDecision("t", LISTED),
                new OpenDecision(
                        "t",
                        new DecisionRules(
                                new Electorate.Listed(List.of("x")),
                                Quorum.MAJORITY,
                                Weighting.EFFECTIVE,
                                new BallotRule.Open(Optional.of(new BlockTime(5))))),
                new CommitBallot("i", "t", COMMITMENT),
                new RevealBallot("i", "t", "v", NONCE),
                new PruneDecision("t"));
    }

    private static final DecisionRules LISTED = new DecisionRules(
            new Electorate.Listed(List.of("b", "a")),
            Quorum.SUPERMAJORITY,
            Weighting.STAKE,
            new BallotRule.Secret(new BlockTime(256), new BlockTime(257)));
    private static final Bytes NONCE = Bytes.of(HexFormat.of().parseHex("2a".repeat(32)));
    private static final Hash COMMITMENT = Commitment.of(TestChain.CHAIN, "t", "i", "v", NONCE);

    @ParameterizedTest
    @MethodSource("operations")
    void whatIsEncodedIsDecoded(Operation operation) {
        assertThat(Operation.decode(operation.encode())).isEqualTo(operation);
    }

    @Test
    void theEncodingStaysTheSame() {
        assertThat(hex(new RegisterInstance("ab"))).isEqualTo("01" + "000000026162");
        assertThat(hex(new CastVote("a", "t", "v", Optional.of(3))))
                .isEqualTo("02" + "0000000161" + "0000000174" + "0000000176" + "0100000003");
        assertThat(hex(new PutValue("k", Bytes.ofText("v"), Optional.of(new Expected.Absent()))))
                .isEqualTo("03" + "000000016b" + "0000000176" + "01");
        assertThat(hex(new DeleteValue("k", Optional.empty()))).isEqualTo("04" + "000000016b" + "00");
    }

    @Test
    void theEncodingOfValidatorsOperationsStaysTheSame() {
        Signature signature = Signature.of(new byte[] {7, 8});
        PublicKey key = PublicKey.of(new byte[] {1, 2, 3});
        assertThat(hex(new Join("ab", key, signature)))
                .isEqualTo("05" + "000000026162" + "00000003010203" + "000000020708");
        assertThat(hex(new Leave())).isEqualTo("06");
        assertThat(hex(new Unjail())).isEqualTo("07");
        assertThat(hex(new RotateKey(key, signature, signature)))
                .isEqualTo("08" + "00000003010203" + "000000020708" + "000000020708");
        assertThat(hex(new GrantStake(Bytes.of(new byte[16]), PublicKey.of(new byte[32]), new VotingPower(258))))
                .isEqualTo("09" + "00000010" + "00".repeat(16) + "00000020" + "00".repeat(32) + "0000000000000102");
    }

    @Test
    void theEncodingOfDecisionsOperationsStaysTheSame() {
        String topic = "00000001" + "74";
        assertThat(hex(new OpenDecision("t", DecisionRules.ofFirst(3))))
                .isEqualTo("0b" + topic + "0100000003" + "01" + "01" + "0100");
        assertThat(hex(new OpenDecision("t", LISTED)))
                .isEqualTo("0b" + topic + "0200000002" + "0000000161" + "0000000162" + "02" + "02" + "02"
                        + "0000000000000100" + "0000000000000101");
        assertThat(hex(new CommitBallot("i", "t", Hash.ZERO))).isEqualTo("0c" + "0000000169" + topic + "00".repeat(32));
        assertThat(hex(new RevealBallot("i", "t", "v", NONCE)))
                .isEqualTo("0d" + "0000000169" + topic + "0000000176" + "00000020" + "2a".repeat(32));
        assertThat(hex(new PruneDecision("t"))).isEqualTo("0e" + topic);
    }

    @Test
    void aCommitmentIsOverEachOfItsPartsBehindItsLength() {
        assertThat(COMMITMENT)
                .isEqualTo(Blake3.hash(HexFormat.of()
                        .parseHex("00000011" + HexFormat.of().formatHex("quorate.ballot.v1".getBytes(UTF_8))
                                + "00000020" + TestChain.CHAIN.hash().toHex()
                                + "0000000174" + "0000000169" + "0000000176"
                                + "00000020" + "2a".repeat(32))))
                .isEqualTo(Hash.fromHex("50970c1fe401420e5fe7e6f3613395721b7c1e58d883f8042ec42f27a29f91cb"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Commitment.of(TestChain.CHAIN, "t", "i", "v", Bytes.of(new byte[31])));
    }

    @Test
    void rulesThatCanNeverBeRightAreNoRules() {
        for (int total : List.of(0, -1, 1001)) {
            assertThatIllegalArgumentException().isThrownBy(() -> DecisionRules.ofFirst(total));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Electorate.Listed(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Electorate.Listed(List.of("b", "a", "b")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Electorate.Listed(
                        IntStream.range(0, 1001).mapToObj(i -> "i" + i).toList()));
        assertThatIllegalArgumentException().isThrownBy(() -> listing("ä"));
        assertThatIllegalArgumentException().isThrownBy(() -> listing(""));
        for (Weighting weighting : List.of(Weighting.STAKE, Weighting.EFFECTIVE)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DecisionRules(
                            new Electorate.Open(3), Quorum.MAJORITY, weighting, BallotRule.withoutDeadline()));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BallotRule.Secret(new BlockTime(5), new BlockTime(5)));
        assertThatIllegalArgumentException().isThrownBy(() -> new RevealBallot("i", "t", "v", Bytes.of(new byte[33])));
    }

    @Test
    void aListOfInstancesHasOneForm() {
        assertThat(listing("b", "a", "c")).isEqualTo(listing("c", "b", "a"));
        byte[] bytes = listing("a", "b").encode();
        bytes[bytes.length - 10] = 'c';
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Operation.decode(bytes))
                .withMessageContaining("order");
        bytes[bytes.length - 10] = 'b';
        bytes[bytes.length - 5] = 'b';
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Operation.decode(bytes))
                .withMessage("an electorate lists an instance twice");
    }

    private static OpenDecision listing(String... instances) {
        return new OpenDecision(
                "t",
                new DecisionRules(
                        new Electorate.Listed(List.of(instances)),
                        Quorum.MAJORITY,
                        Weighting.EQUAL,
                        BallotRule.withoutDeadline()));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void noPrefixAndNoLongerFormIsAnOperation(Operation operation) {
        byte[] bytes = operation.encode();
        for (int length = 0; length < bytes.length; length++) {
            byte[] prefix = Arrays.copyOf(bytes, length);
            assertThatIllegalArgumentException().isThrownBy(() -> Operation.decode(prefix));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Operation.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .withMessageContaining("left over");
    }

    /** Whatever bytes come: an operation that encodes to those very bytes, or a reason. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyBytesAreAnOperationOrHaveAReason(long seed) {
        Random random = new Random(seed);
        int decoded = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = mutated(random);
            try {
                Operation operation = Operation.decode(bytes);
                assertThat(operation.encode())
                        .as("seed %d: %s", seed, HexFormat.of().formatHex(bytes))
                        .isEqualTo(bytes);
                decoded++;
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(decoded).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ä", "a/b", "a\n", "a:", "\uD83D\uDE80"})
    void anInstanceIdHasOnlyItsCharacters(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> new RegisterInstance(id));
        assertThatIllegalArgumentException().isThrownBy(() -> new CastVote(id, "t", "v", Optional.empty()));
    }

    @Test
    void lengthsAreLimited() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RegisterInstance("a".repeat(65)));
        assertThatIllegalArgumentException().isThrownBy(() -> vote("", "v"));
        assertThatIllegalArgumentException().isThrownBy(() -> vote("\uD83D\uDE80".repeat(129), "v"));
        assertThatIllegalArgumentException().isThrownBy(() -> vote("t", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> vote("t", "v".repeat(4097)));
        assertThatIllegalArgumentException().isThrownBy(() -> vote("t", "ü".repeat(2049)));
        assertThatIllegalArgumentException().isThrownBy(() -> put("", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> put("k".repeat(257), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> put("k", 32 * 1024 + 1));
        assertThat(vote("\uD83D\uDE80".repeat(128), "v".repeat(4096)).encode()).hasSizeLessThan(8192);
        assertThat(put("k", 32 * 1024).encode()).hasSizeLessThan(64 * 1024);
    }

    @Test
    void namesHoldNoControlCharactersAndNoHalfOfACharacter() {
        assertThatIllegalArgumentException().isThrownBy(() -> vote("\u001b[2J", "v"));
        assertThatIllegalArgumentException().isThrownBy(() -> vote("\uD83D", "v"));
        assertThatIllegalArgumentException().isThrownBy(() -> vote("t", "\uDE80"));
        assertThatIllegalArgumentException().isThrownBy(() -> put("a\0b", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> put("\uD83D", 0));
    }

    @Test
    void resultsAreDecodedAsTheyWereEncoded() {
        for (Result result : List.of(
                new Result.Registered("i", TestChain.ANNA, true),
                new Result.Voted("t", 1, 2, Decision.Status.OPEN, Optional.empty()),
                new Result.Voted("t", 2, 1L << 62, Decision.Status.DECIDED, Optional.of("v")),
                new Result.Opened("t", 7, 4),
                new Result.Committed("t", 1),
                new Result.Pruned("t"),
                new Result.Put("k", false),
                new Result.Deleted("k"))) {
            byte[] bytes = result.encode();
            assertThat(Result.decode(bytes)).isEqualTo(result);
            for (int length = 0; length < bytes.length; length++) {
                byte[] prefix = Arrays.copyOf(bytes, length);
                assertThatIllegalArgumentException().isThrownBy(() -> Result.decode(prefix));
            }
        }
    }

    private static final List<byte[]> ENCODED =
            operations().stream().map(Operation::encode).toList();

    private static byte[] mutated(Random random) {
        if (random.nextInt(4) == 0) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            return bytes;
        }
        byte[] bytes = ENCODED.get(random.nextInt(ENCODED.size())).clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(4) : random.nextInt());
        }
        return bytes;
    }

    private static CastVote vote(String topic, String value) {
        return new CastVote("i", topic, value, Optional.empty());
    }

    private static PutValue put(String key, int length) {
        return new PutValue(key, Bytes.of(new byte[length]), Optional.empty());
    }

    private static String hex(Operation operation) {
        return HexFormat.of().formatHex(operation.encode());
    }
}
