package dev.turnout.core.dataplane;

import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.util.List;

/** A service as a data plane holds it, without its table. */
public record ServiceSpec(
        ServiceId id,
        Vip vip,
        Algorithm algorithm,
        Affinity affinity,
        Persistence persistence,
        ZeroBackendPolicy zeroBackends,
        List<Cidr> sourceRanges) {
    public ServiceSpec {
        sourceRanges = List.copyOf(sourceRanges);
    }

    /** The same service with other ways to find and keep backends. */
    public ServiceSpec with(Algorithm otherAlgorithm, Persistence otherPersistence) {
        return new ServiceSpec(id, vip, otherAlgorithm, affinity, otherPersistence, zeroBackends, sourceRanges);
    }
}
