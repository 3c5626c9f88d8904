package dev.turnout.core.program;

import dev.turnout.core.health.HealthState;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.Standing;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.HealthCheck;
import dev.turnout.core.model.HealthPolicy;
import dev.turnout.core.model.IpAddress;
import java.util.Comparator;
import java.util.List;

/**
 * Whom of a pool services may use, by health and by what is drained. All lists are in address order.
 *
 * @param configured of positive weight, and not drained
 * @param drainsIgnored whether that would have left nobody, so that nobody is drained
 */
public record PoolUse(BackendPool pool, Surroundings surroundings, List<Backend> configured, boolean drainsIgnored) {
    public static PoolUse of(BackendPool pool, Surroundings surroundings) {
        List<Backend> weighty = pool.backends().stream()
                .filter(backend -> backend.weight() > 0)
                .sorted(Comparator.comparing(Backend::address))
                .toList();
        List<Backend> kept = weighty.stream()
                .filter(backend -> !surroundings.drained().contains(backend.address()))
                .toList();
        boolean ignored = kept.isEmpty() && !weighty.isEmpty();
        return new PoolUse(pool, surroundings, ignored ? weighty : kept, ignored);
    }

    Standing standing(Backend backend) {
        return surroundings.standingOf(PoolBackend.of(pool, backend));
    }

    /** Whether a backend takes new flows now. */
    public boolean takes(IpAddress address) {
        return (panics() ? alive() : healthy())
                .stream().anyMatch(backend -> backend.address().equals(address));
    }

    /** How many do. */
    public int taking() {
        return panics() ? alive().size() : healthy().size();
    }

    List<Backend> healthy() {
        return configured.stream()
                .filter(backend -> standing(backend).healthy())
                .toList();
    }

    /** Those that health may be ignored of: it does not help to send flows to who is dead. */
    List<Backend> alive() {
        return configured.stream()
                .filter(backend -> standing(backend).state() != HealthState.DEAD)
                .toList();
    }

    /** Whether so few are healthy that health is ignored. */
    public boolean panics() {
        double threshold = pool.healthCheck()
                .map(HealthCheck::policy)
                .map(HealthPolicy::panicThreshold)
                .orElse(0.0);
        int healthy = healthy().size();
        return healthy < threshold * configured.size() && alive().size() > healthy;
    }
}
