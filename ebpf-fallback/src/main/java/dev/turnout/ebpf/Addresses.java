package dev.turnout.ebpf;

import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.IpAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Fields in network order, in and out of a record. */
final class Addresses {
    static final int BYTES = 16;
    private static final int WORD_BITS = 32;
    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NETWORK_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NETWORK_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Addresses() {}

    static void put(MemorySegment record, long offset, IpAddress address) {
        record.set(NETWORK_LONG, offset, address.high());
        record.set(NETWORK_LONG, offset + Long.BYTES, address.low());
    }

    static IpAddress get(MemorySegment record, long offset) {
        return new IpAddress(record.get(NETWORK_LONG, offset), record.get(NETWORK_LONG, offset + Long.BYTES));
    }

    static void putMac(MemorySegment record, long offset, MacAddress mac) {
        MemorySegment.copy(mac.bytes(), 0, record, ValueLayout.JAVA_BYTE, offset, 6);
    }

    static MacAddress getMac(MemorySegment record, long offset) {
        long bits = 0;
        for (int i = 0; i < 6; i++) {
            bits = bits << 8 | Byte.toUnsignedLong(record.get(ValueLayout.JAVA_BYTE, offset + i));
        }
        return new MacAddress(bits);
    }

    static void putShort(MemorySegment record, long offset, int value) {
        record.set(NETWORK_SHORT, offset, (short) value);
    }

    static int getShort(MemorySegment record, long offset) {
        return Short.toUnsignedInt(record.get(NETWORK_SHORT, offset));
    }

    static void putInt(MemorySegment record, long offset, int value) {
        record.set(NETWORK_INT, offset, value);
    }

    /** The bits of an address's last 32-bit word that a prefix leaves free: 1 where they vary. */
    static int varyingBits(Cidr prefix) {
        int hostBits = 4 * WORD_BITS - prefix.mappedPrefixLength();
        return hostBits >= WORD_BITS ? -1 : (1 << hostBits) - 1;
    }
}
