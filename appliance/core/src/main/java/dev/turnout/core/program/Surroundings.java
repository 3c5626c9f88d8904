package dev.turnout.core.program;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.health.HealthState;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.Standing;
import dev.turnout.core.model.IpAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a box has found out about its backends, and what somebody told it to do with them.
 *
 * @param health what holds for a backend whatever pool it is in: who is missing is healthy
 * @param nextHops who is missing is unresolved
 * @param standings what a pool makes of a backend's health: who is missing is healthy
 * @param drained who is to take no new flows in any pool
 */
public record Surroundings(
        Map<BackendKey, HealthState> health,
        Map<BackendKey, NextHop> nextHops,
        Map<PoolBackend, Standing> standings,
        Set<IpAddress> drained) {
    public static final Surroundings UNKNOWN = new Surroundings(Map.of(), Map.of());

    public Surroundings {
        health = Map.copyOf(health);
        nextHops = Map.copyOf(nextHops);
        standings = Map.copyOf(standings);
        drained = Set.copyOf(drained);
    }

    /** Where nobody asks backends and nobody drains them. */
    public Surroundings(Map<BackendKey, HealthState> health, Map<BackendKey, NextHop> nextHops) {
        this(health, nextHops, Map.of(), Set.of());
    }

    public HealthState healthOf(BackendKey key) {
        return health.getOrDefault(key, HealthState.HEALTHY);
    }

    /** How far a pool makes use of a backend: the worse of what holds everywhere and what its probes say. */
    public Standing standingOf(PoolBackend backend) {
        Standing own = standings.getOrDefault(backend, Standing.HEALTHY);
        HealthState everywhere = healthOf(backend.backend());
        return everywhere.compareTo(own.state()) > 0 ? Standing.of(everywhere) : own;
    }

    /** With other standings of one pool. */
    Surroundings with(String pool, Map<BackendKey, Standing> others) {
        Map<PoolBackend, Standing> all = new HashMap<>(standings);
        others.forEach((key, standing) -> all.put(new PoolBackend(pool, key), standing));
        return new Surroundings(health, nextHops, all, drained);
    }
}
