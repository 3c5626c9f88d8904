package dev.turnout.p4.driver.entries;

import com.google.protobuf.ByteString;
import dev.turnout.core.model.IpAddress;

/**
 * Values as P4Runtime has them (§8.4): big-endian, written without leading zero bytes but with one byte at least. Read with
 * leading zeros too, as older targets write them.
 */
public final class Values {
    private static final int SMALL = 1 << Byte.SIZE;
    private static final int ADDRESS_BYTES = 16;
    private static final ByteString[] SMALL_VALUES = new ByteString[SMALL];

    static {
        for (int i = 0; i < SMALL; i++) {
            SMALL_VALUES[i] = ByteString.copyFrom(new byte[] {(byte) i});
        }
    }

    private Values() {}

    /** Of an unsigned number. */
    public static ByteString of(long value) {
        if (value >= 0 && value < SMALL) {
            return SMALL_VALUES[(int) value];
        }
        int length = (Long.SIZE - Long.numberOfLeadingZeros(value) + Byte.SIZE - 1) / Byte.SIZE;
        byte[] bytes = new byte[length];
        put(bytes, 0, length, value);
        return ByteString.copyFrom(bytes);
    }

    static ByteString of(boolean value) {
        return SMALL_VALUES[value ? 1 : 0];
    }

    static ByteString of(IpAddress address) {
        if (address.high() == 0) {
            return of(address.low());
        }
        byte[] bytes = new byte[ADDRESS_BYTES];
        put(bytes, 0, Long.BYTES, address.high());
        put(bytes, Long.BYTES, Long.BYTES, address.low());
        return canonical(ByteString.copyFrom(bytes));
    }

    private static void put(byte[] bytes, int offset, int length, long value) {
        for (int i = 0; i < length; i++) {
            bytes[offset + i] = (byte) (value >>> Byte.SIZE * (length - 1 - i));
        }
    }

    /** Without leading zero bytes. */
    static ByteString canonical(ByteString value) {
        int zeros = 0;
        while (zeros < value.size() - 1 && value.byteAt(zeros) == 0) {
            zeros++;
        }
        return zeros == 0 ? value : value.substring(zeros);
    }

    /** At most {@code bits} wide, and so at most 63. */
    public static long number(ByteString value, int bits) throws StrayException {
        long number = bits(value);
        if (bits < Long.SIZE && number >>> bits != 0) {
            throw new StrayException("a value of " + bits + " bits is " + Long.toUnsignedString(number));
        }
        return number;
    }

    /** At most {@code bits} wide, and so at most 31. */
    public static int small(ByteString value, int bits) throws StrayException {
        return (int) number(value, bits);
    }

    static boolean flag(ByteString value) throws StrayException {
        return number(value, 1) == 1;
    }

    /** 64 bits, whatever they mean. */
    public static long bits(ByteString value) throws StrayException {
        int from = value.size() - Long.BYTES;
        for (int i = 0; i < from; i++) {
            require(value.byteAt(i) == 0, "a value is longer than its field");
        }
        require(!value.isEmpty(), "a value is empty");
        long number = 0;
        for (int i = Math.max(from, 0); i < value.size(); i++) {
            number = number << Byte.SIZE | Byte.toUnsignedLong(value.byteAt(i));
        }
        return number;
    }

    static IpAddress address(ByteString value) throws StrayException {
        int split = Math.max(0, value.size() - Long.BYTES);
        return new IpAddress(split == 0 ? 0 : bits(value.substring(0, split)), bits(value.substring(split)));
    }

    static void require(boolean right, String otherwise) throws StrayException {
        if (!right) {
            throw new StrayException(otherwise);
        }
    }
}
