package dev.turnout.agent.os;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.DataplaneSettings;
import dev.turnout.core.model.Family;
import java.util.Optional;
import java.util.Set;

/**
 * The backends whose next hops are wanted.
 *
 * @param tunnelSource4 the prefix of outer IPv4 sources, where the configuration has one; else the address that the
 *     kernel would choose
 * @param tunnelSource6 likewise for IPv6
 */
public record NextHopQuestion(Set<BackendKey> backends, Optional<Cidr> tunnelSource4, Optional<Cidr> tunnelSource6) {
    public static final NextHopQuestion NONE = new NextHopQuestion(Set.of(), Optional.empty(), Optional.empty());

    public NextHopQuestion {
        backends = Set.copyOf(backends);
    }

    public static NextHopQuestion of(Set<BackendKey> backends, DataplaneSettings settings) {
        return new NextHopQuestion(backends, settings.tunnelSource4(), settings.tunnelSource6());
    }

    Optional<Cidr> tunnelSource(Family family) {
        return switch (family) {
            case IPV4 -> tunnelSource4;
            case IPV6 -> tunnelSource6;
        };
    }
}
