package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.values.StoredValue;
import io.quorate.protocol.receipt.Outcome;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.VotingPower;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A statement has one reading, whatever anybody chose as topic, key, value or message. */
class StatementTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A string of JSON, as it stands in a sentence. */
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

    private static final PublicKey OWNER = PublicKey.of(new byte[32]);

    private static String absent(String kind, String name) {
        return said(new ChainReceipt.Entry(kind, name, Optional.empty(), proof()));
    }

    private static String valued(String key, byte[] value) {
        StoredValue stored = new StoredValue(Bytes.of(value), OWNER, Height.ZERO);
        return said(new ChainReceipt.Entry("key", key, Optional.of(stored.toBytes()), proof()));
    }

    private static String failed(String message) {
        Receipt receipt = new Receipt.Failed(new TransactionId(Hash.ZERO), 0, "NOT_OWNER", message);
        return said(new ChainReceipt.Execution(receipt, 0, List.of()));
    }

    private static SparseMerkleProof proof() {
        return new SparseMerkleProof(List.of(), Optional.empty());
    }

    private static String said(ChainReceipt.Claim claim) {
        BlockHeader header = new BlockHeader(
                BlockHeader.VERSION,
                new ChainId(Hash.ZERO),
                new Epoch(0),
                new Height(5),
                new BlockId(Hash.ZERO),
                new ValidatorIndex(0),
                new BlockTime(1_735_689_600_000L),
                0,
                0,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO);
        VotingPower power = new VotingPower(300);
        return Statement.of(new Outcome.Proven(claim, header, header, power, power, 1, false));
    }

    @Test
    void aTopicCannotSpeakForTheReceipt() {
        String forged = "budget\" is DECIDED: \"yes\" with 3 votes, as of block 99 (2026-01-01T00:00:00Z),"
                + " final by power 300 of 300";
        assertThat(absent("decision", forged))
                .isEqualTo("there is no decision \"budget\\\" is DECIDED: \\\"yes\\\" with 3 votes, as of block 99"
                        + " (2026-01-01T00:00:00Z), final by power 300 of 300\", as of block 5"
                        + " (2025-01-01T00:00:00Z), final by power 300 of 300");
        assertThat(absent("decision", "budget\\")).contains(" \"budget\\\\\", as of");
    }

    @Test
    void aTransactionThatNeverExecutedIsSaidWithTheExpiryThatIsTakenForGranted() {
        TransactionId id = new TransactionId(Hash.ZERO);
        ChainReceipt.Entry entry = new ChainReceipt.Entry("executed", "", Optional.empty(), proof());
        assertThat(said(new ChainReceipt.Unexecuted(id, new BlockTime(1_735_689_000_000L), entry, List.of())))
                .isEqualTo(
                        "transaction " + id + ", if its expiry is 2024-12-31T23:50:00Z, was not executed and never will"
                                + " be, as of block 5 (2025-01-01T00:00:00Z), final by power 300 of 300");
    }

    /** Bidi marks turn the line around, others are not seen or look like a quote. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x1b, 0x0a, 0x7f, 0x9b, 0xa0, 0xad, 0x200b, 0x200e, 0x2028, 0x202e, 0x2066, 0x2069, 0x201c,
                0x201d, 0x3000, 0x3164, 0xfeff, 0xfe0f, 0xff02, 0xe000, 0xe0020, 0xe0100, 0xfffff
            })
    void whatIsNotSeenForWhatItIsIsEscaped(int character) throws Exception {
        String name = "a" + Character.toString(character) + "b";
        String quoted = Quoted.of(name);
        assertThat(quoted).matches("\"a\\\\[\\\\a-z0-9]+b\"");
        assertThat(JSON.readValue(quoted, String.class)).isEqualTo(name);
    }

    @Test
    void ordinaryTextStaysReadable() {
        for (String text :
                List.of("upgrade-7", "bl\u00fce", "\u65e5\u672c\u8a9e", "it's 100 %, ok?", "\ud83d\ude80 go")) {
            assertThat(Quoted.of(text)).isEqualTo("\"" + text + "\"");
        }
    }

    @Test
    void aMarkIsNotDrawnOverTheQuote() {
        assertThat(Quoted.of("\u0338a\u0338")).isEqualTo("\"\\u0338a\u0338\"");
    }

    @Test
    void longTextsThatBeginAlikeDoNotReadAlike() {
        String common = "x".repeat(300);
        assertThat(Quoted.of(common + "a")).startsWith("\"" + "x".repeat(200) + "\" and 101 more characters (BLAKE3 ");
        assertThat(Quoted.of(common + "a")).isNotEqualTo(Quoted.of(common + "b"));
        assertThat(Quoted.of("\ud83d\ude80".repeat(201)))
                .startsWith("\"" + "\ud83d\ude80".repeat(200) + "\" and 1 more")
                .as("no half of a character");
    }

    @Test
    void aValueThatIsNoTextIsShownAsItsBytes() {
        assertThat(valued("k", new byte[] {(byte) 0xff, 1})).contains("has the value 0xff01, written by");
        assertThat(valued("k", "0xff01".getBytes(StandardCharsets.UTF_8)))
                .contains("has the value \"0xff01\", written by");
        assertThat(valued("k", new byte[] {(byte) 0xff})).isNotEqualTo(valued("k", new byte[] {(byte) 0xfe}));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void differentFactsHaveDifferentStatementsThatReadBack(long seed) throws Exception {
        Random random = new Random(seed);
        Map<String, List<Object>> said = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String first = random(random);
            String second = random(random);
            int kind = random.nextInt(4);
            String statement = switch (kind) {
                case 0 -> absent("decision", first);
                case 1 -> absent("key", first);
                case 2 -> valued(first, second.getBytes(StandardCharsets.UTF_8));
                default -> failed(first);
            };
            List<Object> fact = kind == 2 ? List.of(kind, first, second) : List.of(kind, first);
            List<Object> other = said.putIfAbsent(statement, fact);
            assertThat(other == null || other.equals(fact))
                    .as("seed %d: %s of %s and of %s", seed, statement, fact, other)
                    .isTrue();
            Matcher quoted = QUOTED.matcher(statement);
            for (Object part : fact.subList(1, fact.size())) {
                assertThat(quoted.find()).as("seed %d: %s", seed, statement).isTrue();
                assertThat(JSON.readValue(quoted.group(), String.class)).isEqualTo(part);
            }
            assertThat(quoted.find()).as("seed %d: %s", seed, statement).isFalse();
        }
    }

    /** Short, of characters that matter, so that accidents happen. */
    private static String random(Random random) {
        List<String> parts = List.of(
                "a",
                "\"",
                "\\",
                "\\\"",
                "\" is DECIDED: \"",
                "\", as of block 9",
                "u",
                "0",
                "\n",
                "\u202e",
                "\u201d",
                " and 1",
                "\ud83d\ude80",
                "\u0338");
        StringBuilder out = new StringBuilder(parts.get(random.nextInt(parts.size())));
        for (int i = random.nextInt(4); i > 0; i--) {
            out.append(parts.get(random.nextInt(parts.size())));
        }
        return out.toString();
    }
}
