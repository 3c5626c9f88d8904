package dev.turnout.core.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prefix such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}.
 *
 * @param network with every bit beyond the prefix zero
 * @param prefixLength in the family's own bits: 0–32 for IPv4, 0–128 for IPv6
 */
public record Cidr(IpAddress network, int prefixLength) implements Comparable<Cidr> {
    private static final Pattern TEXT = Pattern.compile("([^/]{1,45})/(0|[1-9][0-9]{0,2})");

    public Cidr {
        if (prefixLength < 0 || prefixLength > network.family().bits()) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " of " + network);
        }
        if (!masked(network, prefixLength).equals(network)) {
            throw new IllegalArgumentException(network + "/" + prefixLength + " has bits beyond its prefix");
        }
    }

    /** The prefix that holds just this address. */
    public static Cidr host(IpAddress address) {
        return new Cidr(address, address.family().bits());
    }

    /** The prefix of this length that holds the address. */
    public static Cidr around(IpAddress address, int prefixLength) {
        return new Cidr(masked(address, prefixLength), prefixLength);
    }

    /** Reads {@code address/length}; empty where it is no such text or has bits beyond its prefix. */
    public static Optional<Cidr> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int length = Integer.parseInt(matcher.group(2));
        return IpAddress.parse(matcher.group(1))
                .filter(address -> length <= address.family().bits())
                .filter(address -> masked(address, length).equals(address))
                .map(address -> new Cidr(address, length));
    }

    public Family family() {
        return network.family();
    }

    public boolean contains(IpAddress address) {
        return address.family() == family() && masked(address, prefixLength).equals(network);
    }

    /** The prefix length among the 128 bits of the mapped form. */
    public int mappedPrefixLength() {
        return prefixLength + Family.IPV6.bits() - family().bits();
    }

    private static IpAddress masked(IpAddress address, int prefixLength) {
        int length = prefixLength + Family.IPV6.bits() - address.family().bits();
        long high = length >= 64 ? -1L : length == 0 ? 0 : -1L << (64 - length);
        long low = length <= 64 ? 0 : -1L << (128 - length);
        return new IpAddress(address.high() & high, address.low() & low);
    }

    @Override
    public int compareTo(Cidr other) {
        int byNetwork = network.compareTo(other.network);
        return byNetwork != 0 ? byNetwork : Integer.compare(prefixLength, other.prefixLength);
    }

    @Override
    public String toString() {
        return network + "/" + prefixLength;
    }
}
