package io.quorate.crypto.signature;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * RFC 8032 from its text, slow and in plain integers: makes the odd points that no library makes, and says what the
 * strict unbatched equation gives. For tests only.
 */
final class EdwardsOracle {
    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final BigInteger L = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);
    static final Point NEUTRAL = new Point(BigInteger.ZERO, BigInteger.ONE);
    static final Point BASE = base();

    /** An affine point of the curve. */
    record Point(BigInteger x, BigInteger y) {
        Point plus(Point other) {
            BigInteger cross = D.multiply(x).multiply(other.x).multiply(y).multiply(other.y);
            BigInteger sumX = x.multiply(other.y).add(other.x.multiply(y));
            BigInteger sumY = y.multiply(other.y).add(x.multiply(other.x));
            return new Point(
                    sumX.multiply(BigInteger.ONE.add(cross).modInverse(P)).mod(P),
                    sumY.multiply(BigInteger.ONE.subtract(cross).modInverse(P)).mod(P));
        }

        Point negated() {
            return new Point(x.negate().mod(P), y);
        }

        Point times(BigInteger factor) {
            Projective sum = new Projective(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE);
            Projective self = new Projective(x, y, BigInteger.ONE);
            for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
                sum = sum.plus(sum);
                if (factor.testBit(bit)) {
                    sum = sum.plus(self);
                }
            }
            BigInteger inverse = sum.z.modInverse(P);
            return new Point(
                    sum.x.multiply(inverse).mod(P), sum.y.multiply(inverse).mod(P));
        }

        byte[] encoded() {
            return littleEndian(x.testBit(0) ? y.setBit(255) : y);
        }
    }

    /** The same point as x/z, y/z: sums need no inverse. */
    private record Projective(BigInteger x, BigInteger y, BigInteger z) {
        Projective plus(Projective other) {
            BigInteger z2 = z.multiply(other.z).mod(P);
            BigInteger z4 = z2.multiply(z2).mod(P);
            BigInteger xx = x.multiply(other.x).mod(P);
            BigInteger yy = y.multiply(other.y).mod(P);
            BigInteger cross = D.multiply(xx).mod(P).multiply(yy).mod(P);
            BigInteger less = z4.subtract(cross);
            BigInteger more = z4.add(cross);
            BigInteger xy = x.multiply(other.y).add(other.x.multiply(y));
            return new Projective(
                    z2.multiply(xy).mod(P).multiply(less).mod(P),
                    z2.multiply(xx.add(yy)).mod(P).multiply(more).mod(P),
                    less.multiply(more).mod(P));
        }
    }

    private EdwardsOracle() {}

    /** A point of order 8, which generates all of small order. */
    static Point smallOrderGenerator() {
        for (long y = 2; ; y++) {
            Optional<Point> point = decoded(littleEndian(BigInteger.valueOf(y)));
            if (point.isPresent()) {
                Point small = point.get().times(L);
                if (!small.times(BigInteger.valueOf(4)).equals(NEUTRAL)) {
                    return small;
                }
            }
        }
    }

    /** The point of a canonical encoding (section 5.1.3). */
    static Optional<Point> decoded(byte[] bytes) {
        BigInteger number = number(bytes);
        boolean odd = number.testBit(255);
        BigInteger y = number.clearBit(255);
        if (y.compareTo(P) >= 0) {
            return Optional.empty();
        }
        BigInteger y2 = y.multiply(y);
        BigInteger x2 = y2.subtract(BigInteger.ONE)
                .multiply(D.multiply(y2).add(BigInteger.ONE).modInverse(P))
                .mod(P);
        BigInteger x = x2.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!x.multiply(x).mod(P).equals(x2)) {
            x = x.multiply(BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P))
                    .mod(P);
        }
        if (!x.multiply(x).mod(P).equals(x2) || (x.signum() == 0 && odd)) {
            return Optional.empty();
        }
        return Optional.of(new Point(x.testBit(0) == odd ? x : P.subtract(x).mod(P), y));
    }

    /** The verdict that every implementation must give. */
    static boolean verify(byte[] key, byte[] message, byte[] signature) {
        if (key.length != 32 || signature.length != 64) {
            return false;
        }
        Optional<Point> a = decoded(key);
        byte[] r = Arrays.copyOf(signature, 32);
        BigInteger s = number(Arrays.copyOfRange(signature, 32, 64));
        return a.isPresent()
                && !a.get().equals(NEUTRAL)
                && a.get().times(L).equals(NEUTRAL)
                && s.compareTo(L) < 0
                && !Arrays.equals(r, NEUTRAL.encoded())
                && Arrays.equals(
                        r,
                        BASE.times(s)
                                .plus(a.get().times(challenge(r, key, message)).negated())
                                .encoded());
    }

    /** H(R, A, M) below the order of the group. */
    static BigInteger challenge(byte[] r, byte[] key, byte[] message) {
        return number(sha512(r, key, message)).mod(L);
    }

    /** The secret scalar of a seed (section 5.1.5). */
    static BigInteger scalar(byte[] seed) {
        byte[] half = Arrays.copyOf(sha512(seed), 32);
        half[0] &= (byte) 248;
        half[31] &= 127;
        half[31] |= 64;
        return number(half);
    }

    static BigInteger number(byte[] littleEndian) {
        byte[] reversed = new byte[littleEndian.length];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = littleEndian[littleEndian.length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }

    static byte[] littleEndian(BigInteger number) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < 32; i++) {
            bytes[i] = number.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    private static Point base() {
        byte[] encoded = new byte[32];
        Arrays.fill(encoded, (byte) 0x66);
        encoded[0] = 0x58;
        return decoded(encoded).orElseThrow();
    }

    private static byte[] sha512(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
