package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Operation;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.receipt.Check;
import io.quorate.protocol.receipt.Outcome;
import io.quorate.protocol.receipt.Pin;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The JSON form: one for each receipt, and no bit of it can be flipped. */
class ReceiptJsonTest {
    private static final LedgerChain CHAIN = new LedgerChain();
    private static final OfflineVerifier VERIFIER = new OfflineVerifier(CHAIN.genesis);

    private static ChainReceipt inclusion;
    private static ChainReceipt exclusion;
    private static ChainReceipt execution;
    private static ChainReceipt failure;
    private static ChainReceipt unexecuted;

    @BeforeAll
    static void aFewReceipts() {
        Signer alice = DevelopmentKeys.ALICE.account().signer();
        Signer bob = DevelopmentKeys.BOB.account().signer();
        Transaction good = CHAIN.transaction(
                alice, new Operation.PutValue("farbe-\u00e4", Bytes.ofText("\"rot\"\n"), Optional.empty()));
        Transaction bad = CHAIN.transaction(bob, new Operation.DeleteValue("farbe", Optional.empty()));
        CHAIN.block(good, bad);
        inclusion = CHAIN.receipt("key", "farbe-\u00e4");
        exclusion = CHAIN.receipt("decision", "no such");
        execution = CHAIN.receipt(good.id());
        failure = CHAIN.receipt(bad.id());
        Transaction never = CHAIN.transaction(bob, new Operation.Leave());
        for (int minute = 0; minute < 4; minute++) {
            CHAIN.endEpoch();
            CHAIN.endEpoch();
            CHAIN.endEpoch();
            CHAIN.block(CHAIN.transaction(alice, new Operation.DeleteValue("none", Optional.empty())));
        }
        unexecuted = CHAIN.unexecuted(never.id(), never.expiry());
        assertThat(((ChainReceipt.Unexecuted) unexecuted.claim()).gaps()).hasSizeGreaterThan(2);
    }

    private static List<ChainReceipt> all() {
        return List.of(inclusion, exclusion, execution, failure, unexecuted);
    }

    private static Outcome verify(byte[] bytes) {
        return VERIFIER.verify(bytes, Optional.empty());
    }

    @Test
    void whatIsWrittenIsReadAsTheSameReceipt() {
        for (ChainReceipt receipt : all()) {
            byte[] json = ReceiptJson.write(receipt);

            assertThat(StoredForms.encode(ReceiptJson.read(json))).isEqualTo(StoredForms.encode(receipt));
            assertThat(ReceiptJson.write(StoredForms.chainReceipt(StoredForms.encode(receipt))))
                    .isEqualTo(json);
        }
    }

    @Test
    void theFormIsTwoSpacesAnIndentAndALineFeedAtTheEnd() {
        String json = new String(ReceiptJson.write(exclusion), StandardCharsets.UTF_8);

        assertThat(json).startsWith("""
                        {
                          "format": "quorate-receipt-1",
                          "claim": {
                            "kind": "decision",
                            "name": "no such",
                            "present": false,
                            "siblings": [
                        """).contains("""

                          "descent": [],
                          "steps": [
                            {
                              "header": {
                        """).endsWith("\"\n}\n");
    }

    @Test
    void everyFlippedBitIsRefused() {
        Map<Check, Integer> refusals = new EnumMap<>(Check.class);
        for (ChainReceipt receipt : List.of(inclusion, exclusion)) {
            byte[] json = ReceiptJson.write(receipt);
            assertThat(verify(json)).isInstanceOf(Outcome.Proven.class);
            for (int bit = 0; bit < 8 * json.length; bit++) {
                byte[] flipped = json.clone();
                flipped[bit / 8] ^= (byte) (1 << (bit % 8));
                Outcome outcome = verify(flipped);
                assertThat(outcome)
                        .as("bit %d: %s", bit, new String(flipped, StandardCharsets.UTF_8))
                        .isInstanceOf(Outcome.Refused.class);
                refusals.merge(((Outcome.Refused) outcome).check(), 1, Integer::sum);
            }
        }
        assertThat(refusals)
                .containsKeys(Check.FORM, Check.CHAIN, Check.CERTIFICATE, Check.SET, Check.SIGNATURES)
                .containsKeys(Check.PROOF, Check.SEAL);
    }

    /** A transaction's result and failure; several steps of trust; a checkpoint: whatever a receipt may have. */
    @Test
    void everyFlippedBitOfTheOtherFormsIsRefused() {
        LedgerChain chain = new LedgerChain();
        List<DevelopmentKeys> joining = List.of(DevelopmentKeys.DAVE, DevelopmentKeys.EVE, DevelopmentKeys.FERDIE);
        List<DevelopmentKeys> leaving = List.of(DevelopmentKeys.ALICE, DevelopmentKeys.BOB, DevelopmentKeys.CHARLIE);
        for (int i = 0; i < 3; i++) {
            chain.block(chain.transaction(joining.get(i).account().signer(), chain.join(joining.get(i))));
            chain.endEpoch();
            chain.block(chain.transaction(leaving.get(i).account().signer(), new Operation.Leave()));
            chain.endEpoch();
        }
        chain.endEpoch();
        chain.block();
        ChainReceipt stepped = chain.receipt("key", "none");
        assertThat(stepped.steps()).hasSizeGreaterThan(1);
        Height pinned = new Height(2);
        ChainReceipt checked = chain.receipt("key", "none", Optional.of(pinned));
        assertThat(checked.checkpoint()).isPresent();
        OfflineVerifier other = new OfflineVerifier(chain.genesis);
        Pin pin = new Pin(pinned, chain.block(pinned).orElseThrow().id());

        everyBitOf(ReceiptJson.write(execution), 1, ReceiptJsonTest::verify);
        everyBitOf(ReceiptJson.write(failure), 1, ReceiptJsonTest::verify);
        // Long ones: every bit of some characters, at a distance that meets each part of the form.
        everyBitOf(ReceiptJson.write(stepped), 3, json -> other.verify(json, Optional.empty()));
        everyBitOf(ReceiptJson.write(checked), 3, json -> other.verify(json, Optional.of(pin)));
    }

    @Test
    void everyFlippedBitOfWhatShowsThatATransactionNeverExecutedIsRefused() {
        everyBitOf(ReceiptJson.write(unexecuted), 5, ReceiptJsonTest::verify);
        byte[] bytes = StoredForms.encode(unexecuted);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(verify(flipped)).as("bit %d", bit).isInstanceOf(Outcome.Refused.class);
        }
    }

    /** The seal keeps nobody from changing the rest: what is accepted must be true. */
    @Test
    void noTransactionThatExecutedIsShownToBeAbsentByWhatShowsAnother() {
        ChainReceipt.Unexecuted claim = (ChainReceipt.Unexecuted) unexecuted.claim();
        TransactionId executed =
                ((ChainReceipt.Execution) execution.claim()).receipt().transaction();
        List<ChainReceipt.Claim> forged = List.of(
                new ChainReceipt.Unexecuted(executed, claim.expiry(), claim.entry(), claim.gaps()),
                new ChainReceipt.Unexecuted(claim.id(), new BlockTime(Long.MAX_VALUE), claim.entry(), claim.gaps()),
                new ChainReceipt.Unexecuted(
                        claim.id(),
                        claim.expiry(),
                        claim.entry(),
                        claim.gaps().subList(1, claim.gaps().size())),
                new ChainReceipt.Unexecuted(claim.id(), claim.expiry(), claim.entry(), List.of()),
                new ChainReceipt.Unexecuted(
                        claim.id(), claim.expiry(), (ChainReceipt.Entry) inclusion.claim(), claim.gaps()),
                new ChainReceipt.Unexecuted(
                        claim.id(), claim.expiry(), (ChainReceipt.Entry) exclusion.claim(), claim.gaps()));
        for (ChainReceipt.Claim other : forged) {
            ChainReceipt unsealed = new ChainReceipt(
                    unexecuted.checkpoint(), unexecuted.steps(), unexecuted.descent(), other, Hash.ZERO);
            assertThat(VERIFIER.verify(unsealed.sealed(StoredForms.seal(unsealed)), Optional.empty()))
                    .as(other.toString())
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.check()).isEqualTo(Check.PROOF));
        }
    }

    private static void everyBitOf(byte[] json, int distance, Function<byte[], Outcome> verify) {
        assertThat(verify.apply(json)).isInstanceOf(Outcome.Proven.class);
        for (int at = 0; at < json.length; at += distance) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = json.clone();
                flipped[at] ^= (byte) (1 << bit);
                assertThat(verify.apply(flipped)).as("byte %d, bit %d", at, bit).isInstanceOf(Outcome.Refused.class);
            }
        }
    }

    @Test
    void noOtherWayToWriteTheSameIsTaken() {
        String json = new String(ReceiptJson.write(inclusion), StandardCharsets.UTF_8);
        for (String other : List.of(
                json.strip(),
                json + "\n",
                json.replace("\n", "\r\n"),
                json.replace("  ", "\t"),
                json.replace("\u00e4", "\\u00e4"),
                json.replaceFirst("\"height\": (\\d+)", "\"height\": $1.0"),
                json.replaceFirst("\"power\": \"1", "\"power\": \"01"),
                json.replaceFirst("\"seal\": \"([0-9a-f]*)\"", "\"seal\": \"$1\",\n  \"more\": 1"),
                json.replaceFirst("\"descent\": \\[\\],", "\"descent\": [],\n  \"descent\": [],"),
                json.replaceFirst("\"descent\"", "\"checkpoint\": null,\n  \"descent\""),
                json.replaceFirst("\"present\": true", "\"present\": false"),
                json.substring(0, json.indexOf("\"stateRoot\"")) + upper(json.substring(json.indexOf("\"stateRoot\""))),
                "\ufeff" + json,
                "{}",
                "[]",
                "",
                "null")) {
            assertThat(verify(other.getBytes(StandardCharsets.UTF_8)))
                    .as(other)
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.check()).isEqualTo(Check.FORM));
        }
    }

    private static String upper(String json) {
        int from = json.indexOf(": \"") + 3;
        int to = json.indexOf('"', from);
        return json.substring(0, from) + json.substring(from, to).toUpperCase(Locale.ROOT) + json.substring(to);
    }

    @Test
    void jsonOfAnyKindGivesAReceiptOrAReasonAndNeverProves() {
        byte[][] honest = all().stream().map(ReceiptJson::write).toArray(byte[][]::new);
        for (long seed = 1; seed <= 3_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] original = honest[random.nextInt(honest.length)];
            byte[] bytes = changed(original, random);
            assertThat(verify(bytes) instanceof Outcome.Proven)
                    .as("seed %d", seed)
                    .isEqualTo(Arrays.equals(original, bytes));
        }
    }

    /** Bytes cut out, doubled, or replaced by what JSON likes. */
    private static byte[] changed(byte[] bytes, SplittableRandom random) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int at = random.nextInt(text.length());
        int to = Math.min(text.length(), at + random.nextInt(60));
        String[] words = {
            "", "null", "-1", "9223372036854775808", "1e9", "{}", "[]", "\"\"", "true", "\\ud800", "\"", "0"
        };
        String changed = switch (random.nextInt(3)) {
            case 0 -> text.substring(0, at) + text.substring(to);
            case 1 -> text.substring(0, to) + text.substring(at);
            default -> text.substring(0, at) + words[random.nextInt(words.length)] + text.substring(to);
        };
        return changed.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void deepAndLongDocumentsAreRefused() {
        assertThatThrownBy(() -> ReceiptJson.read(new byte[ReceiptJson.MAX_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReceiptJson.read("[".repeat(100_000).getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
