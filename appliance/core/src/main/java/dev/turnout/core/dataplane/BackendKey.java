package dev.turnout.core.dataplane;

import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;

/** What makes a backend one: the same address under two encapsulations is two backends. */
public record BackendKey(IpAddress address, Encapsulation encapsulation) implements Comparable<BackendKey> {
    private static int rank(Encapsulation encapsulation) {
        return switch (encapsulation) {
            case Encapsulation.Ipip() -> -2;
            case Encapsulation.L2() -> -1;
            case Encapsulation.Gue(int port) -> port;
        };
    }

    /** By address, then by encapsulation. Written out, for the hundred thousand of a large site. */
    @Override
    public int compareTo(BackendKey other) {
        int byAddress = address.compareTo(other.address);
        return byAddress == 0 ? Integer.compare(rank(encapsulation), rank(other.encapsulation)) : byAddress;
    }
}
