package dev.turnout.core.model;

import java.util.List;

/**
 * A VIP and how its flows find backends.
 *
 * @param pool the name of a {@link BackendPool} of the same configuration
 * @param tableSize slots of its Maglev table, a power of two from 256 to 131,072
 * @param sourceRanges prefixes of clients that are let in; empty lets all in
 */
public record Service(
        String name,
        Vip vip,
        String pool,
        Algorithm algorithm,
        int tableSize,
        Affinity affinity,
        Persistence persistence,
        List<Cidr> sourceRanges,
        ZeroBackendPolicy zeroBackends,
        TransitionTimes transition) {
    public Service {
        sourceRanges = sourceRanges.stream().sorted().toList();
    }
}
