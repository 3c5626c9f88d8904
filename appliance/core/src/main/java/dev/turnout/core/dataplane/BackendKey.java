package dev.turnout.core.dataplane;

import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import java.util.Comparator;

/** What makes a backend one: the same address under two encapsulations is two backends. */
public record BackendKey(IpAddress address, Encapsulation encapsulation) implements Comparable<BackendKey> {
    private static final Comparator<BackendKey> ORDER =
            Comparator.comparing(BackendKey::address).thenComparingInt(key -> rank(key.encapsulation));

    private static int rank(Encapsulation encapsulation) {
        return switch (encapsulation) {
            case Encapsulation.Ipip() -> -2;
            case Encapsulation.L2() -> -1;
            case Encapsulation.Gue(int port) -> port;
        };
    }

    @Override
    public int compareTo(BackendKey other) {
        return ORDER.compare(this, other);
    }
}
