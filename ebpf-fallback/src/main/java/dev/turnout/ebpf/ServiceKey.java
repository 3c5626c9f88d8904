package dev.turnout.ebpf;

import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Vip;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The key of a service record as the packet path hashes it: 20 bytes, read as three little-endian integers.
 *
 * @param a bytes 0–7: the address's first half
 * @param b bytes 8–15: its second
 * @param c bytes 16–19: port in network order, protocol, kind; 32 bits, unsigned
 */
record ServiceKey(long a, long b, long c) {
    static ServiceKey service(Vip vip) {
        return of(vip.address(), vip.port(), vip.protocol().number(), Layout.Service.KIND_SERVICE);
    }

    /** The marker that an address is a VIP, whatever the port. */
    static ServiceKey marker(IpAddress address) {
        return of(address, 0, 0, Layout.Service.KIND_VIP);
    }

    private static ServiceKey of(IpAddress address, int port, int protocol, int kind) {
        ByteBuffer bytes = ByteBuffer.allocate(Layout.Service.KEY_SIZE)
                .put(address.mappedBytes())
                .putShort((short) port)
                .put((byte) protocol)
                .put((byte) kind)
                .order(ByteOrder.LITTLE_ENDIAN);
        return new ServiceKey(bytes.getLong(0), bytes.getLong(8), Integer.toUnsignedLong(bytes.getInt(16)));
    }

    /** The 64-bit hash under three odd keys: multiply, then a finalizer, modulo 2^64. */
    long hash(long[] keys) {
        long x = a * keys[0] + b * keys[1] + c * keys[2];
        x = (x ^ x >>> 32) * PerfectHash.GOLDEN;
        return x ^ x >>> 32;
    }
}
