package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;

/** Reads and writes integers at bit offsets, the most significant bit first. */
final class Bits {
    private Bits() {}

    /** @param count 0–64 */
    static long read(byte[] bytes, int offset, int count) {
        long value = 0;
        int bit = offset;
        int left = count;
        while (left > 0) {
            int within = bit & 7;
            int taken = Math.min(8 - within, left);
            int piece = bytes[bit >>> 3] >>> 8 - within - taken & (1 << taken) - 1;
            value = value << taken | piece;
            bit += taken;
            left -= taken;
        }
        return value;
    }

    /** @param count 0–64; the lowest of the value are written */
    static void write(byte[] bytes, int offset, int count, long value) {
        int bit = offset;
        int left = count;
        while (left > 0) {
            int within = bit & 7;
            int taken = Math.min(8 - within, left);
            int mask = (1 << taken) - 1;
            int shift = 8 - within - taken;
            int piece = (int) (value >>> left - taken) & mask;
            bytes[bit >>> 3] = (byte) (bytes[bit >>> 3] & ~(mask << shift) | piece << shift);
            bit += taken;
            left -= taken;
        }
    }

    static BigInteger readWide(byte[] bytes, int offset, int count) {
        byte[] piece = new byte[count + 7 >>> 3];
        int lead = piece.length * 8 - count;
        for (int i = 0; i < piece.length; i++) {
            int from = Math.max(0, i * 8 - lead);
            piece[i] = (byte) read(bytes, offset + from, (i + 1) * 8 - lead - from);
        }
        return new BigInteger(1, piece);
    }

    /** @param value not negative, of no more than {@code count} bits */
    static void writeWide(byte[] bytes, int offset, int count, BigInteger value) {
        byte[] whole = value.toByteArray();
        int length = count + 7 >>> 3;
        int lead = length * 8 - count;
        for (int i = 0; i < length; i++) {
            int at = whole.length - length + i;
            int from = Math.max(0, i * 8 - lead);
            write(bytes, offset + from, (i + 1) * 8 - lead - from, at < 0 ? 0 : whole[at]);
        }
    }

    static BigInteger mask(int bits) {
        return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    }

    /** @param bits 0–63 */
    static long smallMask(int bits) {
        return (1L << bits) - 1;
    }
}
