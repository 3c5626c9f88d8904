package dev.turnout.core.model;

/**
 * What clients connect to. Unique in a configuration.
 *
 * @param port 1–65535, or 0 for any port that no other service of the address and protocol names
 */
public record Vip(IpAddress address, Protocol protocol, int port) implements Comparable<Vip> {
    public static final int ANY_PORT = 0;

    public Vip {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port);
        }
    }

    /** By address, protocol and port. */
    @Override
    public int compareTo(Vip other) {
        int byAddress = address.compareTo(other.address);
        int byProtocol = byAddress == 0 ? protocol.compareTo(other.protocol) : byAddress;
        return byProtocol == 0 ? Integer.compare(port, other.port) : byProtocol;
    }

    @Override
    public String toString() {
        String host = address.isIpv4() ? address.toString() : "[" + address + "]";
        return host + ":" + (port == ANY_PORT ? "*" : port) + "/"
                + protocol.name().toLowerCase(java.util.Locale.ROOT);
    }
}
