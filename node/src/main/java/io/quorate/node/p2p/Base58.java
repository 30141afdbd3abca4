package io.quorate.node.p2p;

import java.util.Arrays;

/** Base58 with the Bitcoin alphabet, as peer ids are written. For short inputs: the time is quadratic. */
final class Base58 {
    private static final char[] ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".toCharArray();
    private static final int[] DIGITS = new int[128];
    private static final int RADIX = 58;

    static {
        Arrays.fill(DIGITS, -1);
        for (int i = 0; i < ALPHABET.length; i++) {
            DIGITS[ALPHABET[i]] = i;
        }
    }

    private Base58() {}

    static String encode(byte[] bytes) {
        int zeros = 0;
        while (zeros < bytes.length && bytes[zeros] == 0) {
            zeros++;
        }
        int[] digits = new int[bytes.length * 138 / 100 + 1]; // log 256 / log 58 < 1.38
        int used = 0;
        for (int i = zeros; i < bytes.length; i++) {
            int carry = Byte.toUnsignedInt(bytes[i]);
            for (int j = 0; j < used; j++) {
                carry += digits[j] << 8;
                digits[j] = carry % RADIX;
                carry /= RADIX;
            }
            while (carry > 0) {
                digits[used++] = carry % RADIX;
                carry /= RADIX;
            }
        }
        StringBuilder text = new StringBuilder(zeros + used);
        for (int i = 0; i < zeros; i++) {
            text.append(ALPHABET[0]);
        }
        for (int i = used - 1; i >= 0; i--) {
            text.append(ALPHABET[digits[i]]);
        }
        return text.toString();
    }

    /**
     * The bytes of a text.
     *
     * @throws IllegalArgumentException if a character is not of the alphabet
     */
    static byte[] decode(String text) {
        int zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == ALPHABET[0]) {
            zeros++;
        }
        byte[] low = new byte[text.length()]; // least significant first
        int used = 0;
        for (int i = zeros; i < text.length(); i++) {
            int carry = digit(text.charAt(i));
            for (int j = 0; j < used; j++) {
                carry += Byte.toUnsignedInt(low[j]) * RADIX;
                low[j] = (byte) carry;
                carry >>>= 8;
            }
            while (carry > 0) {
                low[used++] = (byte) carry;
                carry >>>= 8;
            }
        }
        byte[] bytes = new byte[zeros + used];
        for (int i = 0; i < used; i++) {
            bytes[zeros + i] = low[used - 1 - i];
        }
        return bytes;
    }

    private static int digit(char c) {
        int digit = c < DIGITS.length ? DIGITS[c] : -1;
        if (digit < 0) {
            throw new IllegalArgumentException("'" + (c > ' ' && c < 127 ? c : '?') + "' is no base58 character");
        }
        return digit;
    }
}
