package dev.turnout.core.model;

import java.util.List;

/** One accepted document, whole and valid. */
public record FleetConfig(
        Revision revision, Seed seed, List<Service> services, List<BackendPool> pools, DataplaneSettings dataplane) {
    public FleetConfig {
        services = List.copyOf(services);
        pools = List.copyOf(pools);
    }

    /** The pool of that name, which a valid configuration has for each of its services. */
    public BackendPool pool(String name) {
        return pools.stream()
                .filter(pool -> pool.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no pool " + name));
    }
}
