package io.quorate.protocol.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Height;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Forged receipts: whatever bytes are changed, nothing untrue is proven, and no receipt has two forms. */
class ReceiptTamperingTest {
    private static final EpochChain CHAIN = new EpochChain(new int[] {0, 1}, new int[] {1, 2}, new int[] {2, 3, 4});
    private static final ReceiptVerifier VERIFIER = CHAIN.verifier();

    private static Outcome verify(byte[] bytes) {
        return VERIFIER.verify(bytes, Optional.empty());
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        return flipped;
    }

    /** How often each check refused a receipt with one bit flipped. */
    private static Map<Check, Integer> eachBitFlipped(ChainReceipt receipt, Optional<Pin> pin) {
        byte[] bytes = StoredForms.encode(receipt);
        assertThat(VERIFIER.verify(bytes, pin)).isInstanceOf(Outcome.Proven.class);
        Map<Check, Integer> refusals = new EnumMap<>(Check.class);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            Outcome outcome = VERIFIER.verify(flipped(bytes, bit), pin);
            assertThat(outcome).as("bit %d of %d", bit, 8 * bytes.length).isInstanceOf(Outcome.Refused.class);
            refusals.merge(((Outcome.Refused) outcome).check(), 1, Integer::sum);
        }
        return refusals;
    }

    @Test
    void everyFlippedBitOfAnInclusionIsRefusedByACheckThatSeesIt() {
        Map<Check, Integer> refusals = eachBitFlipped(CHAIN.entry(5, "colour"), Optional.empty());

        assertThat(refusals)
                .containsKeys(Check.FORM, Check.CHAIN, Check.CERTIFICATE, Check.SET, Check.SIGNATURES)
                .containsKeys(Check.DESCENT, Check.NAME, Check.PROOF);
        assertThat(refusals.get(Check.SEAL))
                .as("only the seal's own bits are left to it")
                .isEqualTo(256);
    }

    @Test
    void everyFlippedBitOfAnExclusionIsRefused() {
        eachBitFlipped(CHAIN.entry(4, "q"), Optional.empty());
    }

    @Test
    void everyFlippedBitOfATransactionsReceiptIsRefused() {
        Map<Check, Integer> refusals = eachBitFlipped(CHAIN.execution(7, 1), Optional.empty());

        assertThat(refusals.get(Check.SEAL)).isEqualTo(256);
    }

    @Test
    void everyFlippedBitOfAReceiptThatBeginsAtAPinnedBlockIsRefused() {
        Height start = new Height(4);
        ChainReceipt receipt = CHAIN.built(9, CHAIN.claim(9, "shape"), Optional.of(start));

        eachBitFlipped(receipt, Optional.of(new Pin(start, CHAIN.header(4).id())));
    }

    /** The seal keeps nobody from changing the rest: what is accepted must be true. */
    @Test
    void aFlippedBitUnderANewSealProvesNothingUntrue() {
        for (ChainReceipt receipt :
                new ChainReceipt[] {CHAIN.entry(5, "colour"), CHAIN.entry(4, "q"), CHAIN.execution(7, 1)}) {
            byte[] bytes = StoredForms.encode(receipt);
            for (int bit = 0; bit < 8 * bytes.length; bit++) {
                Optional<ChainReceipt> changed = read(flipped(bytes, bit));
                if (changed.isPresent() && !StoredForms.seal(changed.get()).equals(receipt.seal())) {
                    Outcome outcome = VERIFIER.verify(EpochChain.sealed(changed.get()), Optional.empty());
                    if (outcome instanceof Outcome.Proven proven) {
                        // An empty place in the tree shows the absence of every key whose path leads there.
                        ChainReceipt.Entry entry = (ChainReceipt.Entry) proven.claim();
                        assertThat(entry.value()).as("bit %d", bit).isEmpty();
                        assertThat(CHAIN.tree(proven.under().height().number()).has(entry.name()))
                                .isFalse();
                    }
                }
            }
        }
    }

    private static Optional<ChainReceipt> read(byte[] bytes) {
        try {
            return Optional.of(StoredForms.chainReceipt(bytes));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Test
    void noReceiptHasASecondForm() {
        byte[] bytes = StoredForms.encode(CHAIN.entry(5, "colour"));
        int first = 1 + 2; // the tag and the length of the first step
        byte[][] others = {
            concat(bytes, new byte[] {0x38, 1}), // a field that is not known
            concat(bytes, new byte[] {0x32, 0}), // the seal again
            concat(new byte[] {bytes[0], bytes[1], (byte) (bytes[2] | 0x80), 0}, tail(bytes, first)), // a longer length
            concat(tail(bytes, bytes.length - 34), head(bytes, bytes.length - 34)), // the seal first
            head(bytes, bytes.length - 1),
            concat(bytes, new byte[] {0}),
            new byte[0],
        };
        for (int i = 0; i < others.length; i++) {
            int at = i;
            assertThat(verify(others[i]))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.check())
                                    .as("form %d", at)
                                    .isEqualTo(Check.FORM));
        }
    }

    @Test
    void bytesChangedAtRandomNeverProveAndNeverThrow() {
        byte[][] honest = {
            StoredForms.encode(CHAIN.entry(5, "colour")),
            StoredForms.encode(CHAIN.entry(8, "nothing")),
            StoredForms.encode(CHAIN.execution(7, 2)),
        };
        for (long seed = 1; seed <= 5_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] original = honest[random.nextInt(honest.length)];
            byte[] bytes = changed(original, honest[random.nextInt(honest.length)], random);
            Outcome outcome = verify(bytes);
            boolean same = false;
            for (byte[] each : honest) {
                same |= Arrays.equals(each, bytes);
            }
            assertThat(outcome instanceof Outcome.Proven).as("seed %d", seed).isEqualTo(same);
        }
    }

    private static byte[] changed(byte[] bytes, byte[] other, SplittableRandom random) {
        byte[] changed = bytes.clone();
        switch (random.nextInt(5)) {
            case 0 -> {
                for (int i = 0; i <= random.nextInt(8); i++) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                }
            }
            case 1 -> changed = head(changed, random.nextInt(changed.length));
            case 2 -> {
                int from = random.nextInt(changed.length);
                int to = from + random.nextInt(changed.length - from);
                changed = concat(head(changed, from), tail(changed, to));
            }
            case 3 -> {
                int at = random.nextInt(Math.min(changed.length, other.length));
                changed = concat(head(changed, at), tail(other, at));
            }
            default -> {
                int at = random.nextInt(changed.length);
                byte[] freight = new byte[1 + random.nextInt(40)];
                random.nextBytes(freight);
                changed = concat(concat(head(changed, at), freight), tail(changed, at));
            }
        }
        return changed;
    }

    private static byte[] head(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
