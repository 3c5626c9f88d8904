package dev.turnout.core.model;

import java.util.Comparator;

/**
 * What clients connect to. Unique in a configuration.
 *
 * @param port 1–65535, or 0 for any port that no other service of the address and protocol names
 */
public record Vip(IpAddress address, Protocol protocol, int port) implements Comparable<Vip> {
    public static final int ANY_PORT = 0;
    private static final Comparator<Vip> ORDER =
            Comparator.comparing(Vip::address).thenComparing(Vip::protocol).thenComparingInt(Vip::port);

    public Vip {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port);
        }
    }

    @Override
    public int compareTo(Vip other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        String host = address.isIpv4() ? address.toString() : "[" + address + "]";
        return host + ":" + (port == ANY_PORT ? "*" : port) + "/"
                + protocol.name().toLowerCase(java.util.Locale.ROOT);
    }
}
