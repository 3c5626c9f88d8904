package dev.turnout.core.model;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address as 16 bytes in network order, IPv4 as {@code ::ffff:a.b.c.d} (RFC 4291 §2.5.5.2).
 *
 * <p>That one form is what is hashed into Maglev tables and what the data planes compare, so an address has no second
 * spelling inside Turnout. The order is that of the 16 bytes, unsigned.
 *
 * @param high bytes 0–7, big-endian
 * @param low bytes 8–15, big-endian
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {
    private static final long MAPPED = 0x0000_ffff_0000_0000L;
    private static final long LOW_HALF = 0xffff_ffffL;
    private static final int LONGEST_TEXT = 45;

    public static IpAddress ipv4(int bits) {
        return new IpAddress(0, MAPPED | (bits & LOW_HALF));
    }

    /** From 4 bytes (IPv4) or 16 bytes (IPv6, or IPv4 in its mapped form), network order. */
    public static IpAddress ofBytes(byte[] bytes) {
        return switch (bytes.length) {
            case 4 -> ipv4(ByteBuffer.wrap(bytes).getInt());
            case 16 -> {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                yield new IpAddress(buffer.getLong(), buffer.getLong());
            }
            default -> throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
        };
    }

    /**
     * Reads a literal: four decimal numbers with dots and without leading zeros, or RFC 4291 §2.2 text without a zone.
     * IPv4-mapped IPv6 text is refused, since it would be a second spelling. Never asks a name server.
     */
    public static Optional<IpAddress> parse(String text) {
        if (text.indexOf(':') < 0) {
            return parseDotted(text);
        }
        if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0 || text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        try {
            InetAddress address = Inet6Address.ofLiteral(text);
            return address instanceof Inet6Address ? Optional.of(ofBytes(address.getAddress())) : Optional.empty();
        } catch (IllegalArgumentException notALiteral) {
            return Optional.empty();
        }
    }

    /** By hand, since a large document has ten thousands of them. */
    private static Optional<IpAddress> parseDotted(String text) {
        int bits = 0;
        int octet = -1;
        int octets = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.' && octet >= 0) {
                bits = bits << 8 | octet;
                octets++;
                octet = -1;
            } else if (c >= '0' && c <= '9' && octet != 0) {
                octet = Math.max(octet, 0) * 10 + c - '0';
            } else {
                return Optional.empty();
            }
            if (octet > 255 || octets > 4) {
                return Optional.empty();
            }
        }
        return octets == 4 ? Optional.of(ipv4(bits)) : Optional.empty();
    }

    public boolean isIpv4() {
        return high == 0 && (low & ~LOW_HALF) == MAPPED;
    }

    public Family family() {
        return isIpv4() ? Family.IPV4 : Family.IPV6;
    }

    /** The last 32 bits, which for IPv4 are the address. */
    public int ipv4Bits() {
        return (int) low;
    }

    /** Always 16 bytes. */
    public byte[] mappedBytes() {
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    /** 4 bytes for IPv4, 16 for IPv6: as they stand in a packet. */
    public byte[] wireBytes() {
        return isIpv4() ? ByteBuffer.allocate(4).putInt(ipv4Bits()).array() : mappedBytes();
    }

    @Override
    public int compareTo(IpAddress other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Dotted for IPv4; RFC 5952 for IPv6, so that text compares equal where addresses do. */
    @Override
    public String toString() {
        if (isIpv4()) {
            int bits = ipv4Bits();
            return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
        }
        return Ipv6Text.canonical(mappedBytes());
    }
}
