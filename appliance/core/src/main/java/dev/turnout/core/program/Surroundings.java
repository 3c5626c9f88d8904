package dev.turnout.core.program;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.NextHop;
import java.util.Map;

/**
 * What a box has found out about its backends.
 *
 * @param health who is missing is healthy
 * @param nextHops who is missing is unresolved
 */
public record Surroundings(Map<BackendKey, HealthState> health, Map<BackendKey, NextHop> nextHops) {
    public static final Surroundings UNKNOWN = new Surroundings(Map.of(), Map.of());

    public Surroundings {
        health = Map.copyOf(health);
        nextHops = Map.copyOf(nextHops);
    }

    public HealthState healthOf(BackendKey key) {
        return health.getOrDefault(key, HealthState.HEALTHY);
    }
}
