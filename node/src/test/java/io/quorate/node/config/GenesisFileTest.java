package io.quorate.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.LedgerTerms;
import io.quorate.protocol.types.Staking;
import io.quorate.protocol.types.VotingPower;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GenesisFileTest {
    private static final String LOCAL = new String(Chains.bytes("local"), StandardCharsets.UTF_8);

    private static Genesis parse(String text) {
        return GenesisFile.parse(text.getBytes(StandardCharsets.UTF_8), "it");
    }

    private static void refuses(String text, String... messages) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(OperatorException.class)
                .message()
                .contains(messages)
                .doesNotContain("\n");
    }

    @Test
    void theChainsThatComeWithTheNodeAreOfOneThreeAndFour() {
        assertThat(Chains.NAMES.stream()
                        .map(Chains::load)
                        .map(genesis -> genesis.members().stream()
                                .map(Genesis.Member::name)
                                .toList()))
                .containsExactly(
                        List.of("alice"),
                        List.of("alice", "bob", "charlie"),
                        List.of("alice", "bob", "charlie", "dave"));
        assertThat(Chains.NAMES.stream().map(Chains::load)).allSatisfy(genesis -> {
            assertThat(genesis.development()).isTrue();
            assertThat(genesis.delta()).isEqualTo(Duration.ofMillis(250));
            assertThat(genesis.blockInterval()).isEqualTo(Duration.ofSeconds(1));
            assertThat(genesis.epochDuration()).isEqualTo(Duration.ofSeconds(20));
        });
    }

    @Test
    void theChainIdIsTheTaggedHashOfTheExactBytes() {
        byte[] tag = "quorate.genesis.v1".getBytes(StandardCharsets.US_ASCII);

        assertThat(parse(LOCAL).chain())
                .isEqualTo(new ChainId(Sha256.hash(tag, LOCAL.getBytes(StandardCharsets.UTF_8))));
        assertThat(parse(LOCAL + "\n").chain()).isNotEqualTo(parse(LOCAL).chain());
    }

    @Test
    void whatIsWrittenReadsTheSame() {
        Genesis local = parse(LOCAL);

        assertThat(new String(GenesisFile.write(local), StandardCharsets.UTF_8)).isEqualTo(LOCAL);
    }

    private static String withStaking(String staking) {
        return LOCAL.stripTrailing().replaceFirst("\\}$", ", \"staking\" : " + staking + " }");
    }

    @Test
    void whatIsNotSaidOfStakingIsAsDocumented() {
        assertThat(parse(LOCAL).staking()).isEqualTo(Staking.DEFAULT);
        assertThat(parse(withStaking("{}")).staking()).isEqualTo(Staking.DEFAULT);
        assertThat(parse(withStaking("{ \"age\" : false }")).staking())
                .isEqualTo(new Staking(500, 100, true, false, List.of()));
    }

    @Test
    void stakingIsWrittenAndReadTheSame() {
        String account = account("x");
        Genesis genesis = parse(withStaking("{ \"equivocationPenalty\" : 1000, \"allotments\" : [ { \"accountKey\" : \""
                + account + "\", \"stake\" : 7 } ] }"));

        assertThat(genesis.staking().equivocationPenalty()).isEqualTo(1_000);
        assertThat(genesis.staking().allotments())
                .containsExactly(new Staking.Allotment(PublicKey.fromHex(account), new VotingPower(7)));
        assertThat(GenesisFile.parse(GenesisFile.write(genesis), "it").staking())
                .isEqualTo(genesis.staking());
    }

    @Test
    void whatIsWrongWithStakingIsSaid() {
        String alices = parse(LOCAL).members().get(0).accountKey().toHex();
        refuses(
                withStaking(
                        "{ \"equivocationPenalty\" : 10001, \"agee\" : true, \"allotments\" : [ { \"accountKey\" : \""
                                + alices + "\", \"stake\" : 0 } ] }"),
                "it: staking.agee: unknown key; did you mean \"age\"?",
                "it: staking.allotments[0].stake: is not a whole number from 1 to 2305843009213693952",
                "it: staking.allotments[0].accountKey: another validator has the same",
                "it: staking.equivocationPenalty: is not a whole number from 0 to 10000");
        refuses(
                withStaking("{ \"allotments\" : [ { \"accountKey\" : \"" + account("x")
                        + "\", \"stake\" : 2305843009213693952 } ] }"),
                "it: staking: all stakes together are above 2^61");
    }

    private static String withLedger(String ledger) {
        return LOCAL.stripTrailing().replaceFirst("\\}$", ", \"ledger\" : " + ledger + " }");
    }

    @Test
    void whatIsNotSaidOfTheLedgerIsAsDocumented() {
        assertThat(parse(LOCAL).ledger()).isEqualTo(LedgerTerms.DEFAULT);
        assertThat(parse(withLedger("{}")).ledger()).isEqualTo(LedgerTerms.DEFAULT);
        assertThat(parse(withLedger("{ \"retention\" : \"5s\" }")).ledger())
                .isEqualTo(new LedgerTerms(10_000, 100_000, 1_000_000, 1 << 30, Duration.ofSeconds(5), List.of()));
    }

    @Test
    void theLedgersTermsAreWrittenAndReadTheSame() {
        String key = account("x");
        Genesis genesis = parse(withLedger("{ \"instances\" : 1, \"openDecisions\" : 2, \"keys\" : 3, \"bytes\" : 4,"
                + " \"retention\" : \"0s\", \"weights\" : [ { \"key\" : \"" + key + "\", \"weight\" : 7 } ] }"));

        assertThat(genesis.ledger())
                .isEqualTo(new LedgerTerms(
                        1, 2, 3, 4, Duration.ZERO, List.of(new LedgerTerms.Weight(PublicKey.fromHex(key), 7))));
        assertThat(GenesisFile.parse(GenesisFile.write(genesis), "it").ledger()).isEqualTo(genesis.ledger());
    }

    @Test
    void whatIsWrongWithTheLedgersTermsIsSaid() {
        String alices = parse(LOCAL).members().get(0).accountKey().toHex();
        refuses(
                withLedger("{ \"keyz\" : 1, \"bytes\" : -1, \"retention\" : \"876001h\", \"weights\" : [ { \"key\" : \""
                        + alices + "\", \"weight\" : 0 } ] }"),
                "it: ledger.keyz: unknown key; did you mean \"keys\"?",
                "it: ledger.weights[0].weight: is not a whole number from 1 to 1152921504606846976",
                "it: ledger.weights[0].key: has a weight already: an account with stake weighs what its stake does",
                "it: ledger.bytes: is not a whole number from 0 to 9223372036854775807",
                "it: ledger.retention: 876001h is not within 0s to 876000h");
        String half = "\", \"weight\" : 1152921504606846976 }";
        refuses(
                withLedger("{ \"weights\" : [ { \"key\" : \"" + account("x") + half + ", { \"key\" : \"" + account("y")
                        + half + " ] }"),
                "it: ledger: all weights together are above 2^60");
    }

    private static String account(String name) {
        return SignatureSchemes.ed25519()
                .signer(Sha256.hash(name.getBytes(StandardCharsets.UTF_8)).toBytes())
                .publicKey()
                .toHex();
    }

    @Test
    void anUnknownKeyIsAnErrorWithTheNearestRightOne() {
        refuses(
                LOCAL.replace("\"delta\"", "\"detla\""),
                "it: detla: unknown key; did you mean \"delta\"?",
                "it: delta: is missing");
        refuses(
                LOCAL.replaceFirst("\"stake\"", "\"steak\""),
                "it: validators[0].steak: unknown key; did you mean \"stake\"?");
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        refuses(
                LOCAL.replace("\"250ms\"", "\"1 fortnight\"")
                        .replace("1048576", "12")
                        .replace("5000", "\"many\"")
                        .replace("\"ed25519\"", "\"rot13\""),
                "it: delta: \"1 fortnight\" is not a duration: write it like 250ms, 20s, 5m or 1h",
                "it: maxBlockBytes: is not a whole number from 73728 to 8388608",
                "it: maxBlockTransactions: is not a whole number from 1 to 65535",
                "it: scheme: there is no scheme \"rot13\"; use ed25519");
    }

    @Test
    void aKeyThatIsNoPointIsRefused() {
        refuses(
                LOCAL.replaceFirst(
                        "\"consensusKey\" : \"[0-9a-f]{64}\"", "\"consensusKey\" : \"" + "0".repeat(64) + "\""),
                "it: validators[0].consensusKey: is no valid key of ed25519");
        refuses(
                LOCAL.replaceFirst("\"accountKey\" : \"[0-9a-f]{64}\"", "\"accountKey\" : \"abc\""),
                "it: validators[0].accountKey: has 3 characters; a key of ed25519 has 64 hexadecimal digits");
    }

    @Test
    void noTwoValidatorsShareANameOrAKey() {
        String bobsKey = parse(LOCAL).members().get(1).consensusKey().toHex();
        String alicesKey = parse(LOCAL).members().get(0).consensusKey().toHex();

        String bobsAccount = parse(LOCAL).members().get(1).accountKey().toHex();
        String alicesAccount = parse(LOCAL).members().get(0).accountKey().toHex();

        refuses(
                LOCAL.replace(bobsAccount, alicesAccount),
                "it: validators[1].accountKey: another validator has the same");
        refuses(LOCAL.replace(bobsKey, alicesKey), "it: validators[1].consensusKey: another validator has the same");
        refuses(LOCAL.replace("\"bob\"", "\"alice\""), "it: validators[1].name: another validator has the same");
    }

    @Test
    void stakesMayNotOverflowTogether() {
        refuses(
                LOCAL.replace("\"stake\" : 100", "\"stake\" : " + (1L << 61)),
                "it: validators: the stakes together are above 2^61");
        refuses(
                LOCAL.replaceFirst("\"stake\" : 100", "\"stake\" : 0"),
                "it: validators[0].stake: is not a whole number");
    }

    @Test
    void theLongestTransactionFitsABlock() {
        assertThat(parse(LOCAL.replace("1048576", "73728")).maxBlockBytes()).isEqualTo(73_728);
        for (String bytes : List.of("0", "73727", "8388609", "99999999999999999999", "-1", "1e6", "\"73728\"")) {
            refuses(LOCAL.replace("1048576", bytes), "it: maxBlockBytes: is not a whole number from 73728 to 8388608");
        }
        for (String count : List.of("0", "65536")) {
            refuses(LOCAL.replace("5000", count), "it: maxBlockTransactions: is not a whole number from 1 to 65535");
        }
    }

    @Test
    void developmentKeysBelongOnDevelopmentChainsOnly() {
        refuses(
                LOCAL.replace("\"development\" : true", "\"development\" : false"),
                "it: validators[0].consensusKey: is a public development key");
    }

    @Test
    void badJsonIsOneLineWithItsPlace() {
        refuses("{\n  \"format\" : 1,,\n}", "it is not good JSON: ", "(line 2, column ");
        refuses("", "it is not a JSON object");
        refuses("[]", "it is not a JSON object");
        refuses(LOCAL + LOCAL, "it is not good JSON: ");
        refuses(LOCAL.replace("\"name\" : \"local\"", "\"name\" : \"a\", \"name\" : \"b\""), "it is not good JSON: ");
    }

    @Test
    void whateverTheBytesTheAnswerIsAGenesisOrAProblem() {
        long seed = 20_250_101L;
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = LOCAL.getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            try {
                assertThat(GenesisFile.parse(bytes, "it").members()).isNotEmpty();
            } catch (OperatorException e) {
                assertThat(e.exitStatus()).isEqualTo(2);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }
}
