package io.quorate.crypto.signature;

import static io.quorate.crypto.signature.EdwardsOracle.BASE;
import static io.quorate.crypto.signature.EdwardsOracle.L;
import static io.quorate.crypto.signature.EdwardsOracle.NEUTRAL;
import static io.quorate.crypto.signature.EdwardsOracle.P;
import static io.quorate.crypto.signature.EdwardsOracle.littleEndian;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.EdwardsOracle.Point;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** consensus.md, Evidence: one Ed25519 equation, the strict unbatched one, on every node. */
class OneVerdictTest {
    private static final long SEED = 20250101;
    private static final byte[] MESSAGE = {1, 2, 3};
    private static final List<Point> SMALL = smallOrder();

    @Test
    void signaturesOfEitherPassBothAndAreTheSame() {
        Random random = new Random(SEED);
        for (int i = 0; i < 100; i++) {
            byte[] seed = bytes(random, 32);
            byte[] message = bytes(random, random.nextInt(300));
            Signature expected =
                    SignatureSchemes.ed25519Reference().signer(seed).sign(message);
            Signer signer = SignatureSchemes.ed25519().signer(seed);
            assertThat(signer.sign(message)).as("seed %d, case %d", SEED, i).isEqualTo(expected);
            assertVerdict(
                    true, signer.publicKey().toBytes(), message, expected.toBytes(), "seed " + SEED + ", case " + i);
        }
    }

    @Test
    void mutatedSignaturesGetOneVerdict() {
        Random random = new Random(SEED);
        for (int i = 0; i < 4000; i++) {
            byte[] seed = bytes(random, 32);
            byte[] message = bytes(random, 1 + random.nextInt(100));
            Signer signer = SignatureSchemes.ed25519().signer(seed);
            byte[] key = signer.publicKey().toBytes();
            byte[] signature = signer.sign(message).toBytes();
            switch (random.nextInt(7)) {
                case 0 -> flip(random, key);
                case 1 -> flip(random, message);
                case 2 -> flip(random, signature);
                case 3 -> signature = bytes(random, 64);
                case 4 -> key = bytes(random, 32);
                case 5 -> signature = Arrays.copyOf(signature, 1 + random.nextInt(100));
                default -> key = Arrays.copyOf(key, 1 + random.nextInt(64));
            }
            String name = "seed " + SEED + ", case " + i;
            boolean verdict = assertOneVerdict(key, message, signature, name);
            if (i % 10 == 0) {
                assertThat(EdwardsOracle.verify(key, message, signature))
                        .as(name)
                        .isEqualTo(verdict);
            }
        }
    }

    @Test
    void aMixedOrderRGetsOneVerdictThoughItSolvesAMultipleOfTheEquation() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20; i++) {
            BigInteger a = scalar(random);
            BigInteger r = scalar(random);
            byte[] key = BASE.times(a).encoded();
            for (Point small : SMALL) {
                byte[] signature = forged(a, r, BASE.times(r).plus(small).encoded(), key);
                assertVerdict(small.equals(NEUTRAL), key, MESSAGE, signature, "R = rB + " + small + ", case " + i);
            }
        }
    }

    @Test
    void aSmallOrderOrNonCanonicalRIsRefused() {
        BigInteger a = scalar(new Random(SEED));
        byte[] key = BASE.times(a).encoded();
        for (byte[] r : oddEncodings()) {
            // of r = 0, so that the equation itself holds where R is the neutral element
            assertVerdict(false, key, MESSAGE, forged(a, BigInteger.ZERO, r, key), "R = " + hex(r));
        }
    }

    @Test
    void aSmallOrderOrNonCanonicalKeyIsRefused() {
        BigInteger r = scalar(new Random(SEED));
        for (byte[] key : oddEncodings()) {
            for (byte[] encodedR : List.of(BASE.times(r).encoded(), NEUTRAL.encoded(), key)) {
                for (BigInteger s : List.of(r, BigInteger.ZERO)) {
                    byte[] signature = join(encodedR, littleEndian(s));
                    assertVerdict(false, key, MESSAGE, signature, "A = " + hex(key));
                }
            }
            assertKey(false, key);
        }
    }

    @Test
    void aMixedOrderKeyIsRefused() {
        Random random = new Random(SEED);
        BigInteger a = scalar(random);
        for (Point small : SMALL) {
            byte[] key = BASE.times(a).plus(small).encoded();
            boolean full = small.equals(NEUTRAL);
            assertKey(full, key);
            for (int i = 0; i < 12; i++) {
                BigInteger r = scalar(random);
                byte[] encodedR = BASE.times(r).encoded();
                assertVerdict(full, key, MESSAGE, forged(a, r, encodedR, key), "A = aB + " + small);
                // one in eight of these solves the strict equation
                BigInteger k = EdwardsOracle.challenge(encodedR, key, MESSAGE);
                byte[] shiftedR = BASE.times(r).plus(small.times(k).negated()).encoded();
                assertVerdict(full, key, MESSAGE, forged(a, r, shiftedR, key), "A = aB + " + small);
            }
        }
    }

    @Test
    void anSOfTheOrderOrMoreIsRefused() {
        byte[] seed = new byte[32];
        Signer signer = SignatureSchemes.ed25519().signer(seed);
        byte[] key = signer.publicKey().toBytes();
        byte[] good = signer.sign(MESSAGE).toBytes();
        BigInteger s = EdwardsOracle.number(Arrays.copyOfRange(good, 32, 64));
        BigInteger limit = BigInteger.TWO.pow(256);
        for (BigInteger multiple = L; s.add(multiple).compareTo(limit) < 0; multiple = multiple.add(L)) {
            byte[] signature = join(Arrays.copyOf(good, 32), littleEndian(s.add(multiple)));
            assertVerdict(false, key, MESSAGE, signature, "S + " + multiple);
        }
        for (BigInteger value :
                List.of(BigInteger.ZERO, L.subtract(BigInteger.ONE), L, limit.subtract(BigInteger.ONE))) {
            byte[] signature = join(Arrays.copyOf(good, 32), littleEndian(value));
            assertVerdict(false, key, MESSAGE, signature, "S = " + value);
        }
        for (int bit = 253; bit < 256; bit++) {
            byte[] signature = join(Arrays.copyOf(good, 32), littleEndian(s.flipBit(bit)));
            assertVerdict(false, key, MESSAGE, signature, "S with bit " + bit);
        }
    }

    @Test
    void messagesOfAnyLengthGetOneVerdict() {
        Signer reference = SignatureSchemes.ed25519Reference().signer(new byte[32]);
        Signer signer = SignatureSchemes.ed25519().signer(new byte[32]);
        byte[] key = signer.publicKey().toBytes();
        for (int length : new int[] {0, 1, 63, 64, 65, 1 << 16, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 3 << 20}) {
            byte[] message = new byte[length];
            Signature signature = signer.sign(message);
            assertThat(signature).as("%d bytes", length).isEqualTo(reference.sign(message));
            assertOneVerdict(key, message, signature.toBytes(), length + " bytes");
            assertThat(SignatureSchemes.ed25519().verify(signer.publicKey(), message, signature))
                    .isTrue();
        }
    }

    private static void assertVerdict(boolean verdict, byte[] key, byte[] message, byte[] signature, String name) {
        assertThat(assertOneVerdict(key, message, signature, name)).as(name).isEqualTo(verdict);
        assertThat(EdwardsOracle.verify(key, message, signature)).as(name).isEqualTo(verdict);
    }

    private static boolean assertOneVerdict(byte[] key, byte[] message, byte[] signature, String name) {
        PublicKey publicKey = PublicKey.of(key);
        Signature typed = Signature.of(signature);
        boolean reference = SignatureSchemes.ed25519Reference().verify(publicKey, message, typed);
        assertThat(SignatureSchemes.ed25519().verify(publicKey, message, typed))
                .as("%s: A %s, M %s, signature %s", name, hex(key), message.length, hex(signature))
                .isEqualTo(reference);
        return reference;
    }

    private static void assertKey(boolean canonical, byte[] key) {
        Schemes.all()
                .forEach(scheme -> assertThat(scheme.isCanonicalKey(PublicKey.of(key)))
                        .as(hex(key))
                        .isEqualTo(canonical));
    }

    /** A signature whose S solves the equation up to a point of small order, whatever R is. */
    private static byte[] forged(BigInteger a, BigInteger r, byte[] encodedR, byte[] key) {
        BigInteger k = EdwardsOracle.challenge(encodedR, key, MESSAGE);
        return join(encodedR, littleEndian(r.add(k.multiply(a)).mod(L)));
    }

    /** The points of small order, in every encoding, and all that is not below the prime. */
    private static List<byte[]> oddEncodings() {
        List<byte[]> encodings = new ArrayList<>();
        for (Point small : SMALL) {
            for (BigInteger y = small.y(); y.bitLength() <= 255; y = y.add(P)) {
                encodings.add(littleEndian(y));
                encodings.add(littleEndian(y.setBit(255)));
            }
        }
        for (BigInteger y = P; y.bitLength() <= 255; y = y.add(BigInteger.ONE)) {
            encodings.add(littleEndian(y));
            encodings.add(littleEndian(y.setBit(255)));
        }
        return encodings;
    }

    private static List<Point> smallOrder() {
        Point generator = EdwardsOracle.smallOrderGenerator();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            points.add(generator.times(BigInteger.valueOf(i)));
        }
        return points;
    }

    private static BigInteger scalar(Random random) {
        return EdwardsOracle.scalar(bytes(random, 32)).mod(L);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void flip(Random random, byte[] bytes) {
        int bit = random.nextInt(bytes.length * 8);
        bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    }

    private static byte[] join(byte[] r, byte[] s) {
        byte[] both = Arrays.copyOf(r, 64);
        System.arraycopy(s, 0, both, 32, 32);
        return both;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
