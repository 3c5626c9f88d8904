package dev.turnout.core.model;

import java.util.Optional;

/**
 * What the fleet asks of the data plane itself.
 *
 * @param tunnelSource4 outer IPv4 sources are varied by flow hash in this prefix; without it the box's own address is
 *     used for all
 * @param tunnelSource6 likewise for IPv6
 * @param allowGeneric whether XDP may run in the kernel's slow generic mode where a driver has no native one
 * @param defaultAlgorithm of services that name none; {@link Service#algorithm} has it by now
 */
public record DataplaneSettings(
        Optional<Cidr> tunnelSource4,
        Optional<Cidr> tunnelSource6,
        boolean allowGeneric,
        Announce announce,
        Algorithm defaultAlgorithm) {
    public static final DataplaneSettings DEFAULT =
            new DataplaneSettings(Optional.empty(), Optional.empty(), false, Announce.LOCAL, Algorithm.MAGLEV);
}
