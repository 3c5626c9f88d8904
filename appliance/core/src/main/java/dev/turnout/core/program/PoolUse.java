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
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whom of a pool services may use, by health and by what is drained. All lists are in address order.
 *
 * @param configured of positive weight, and not drained
 * @param drainsIgnored whether that would have left nobody, so that nobody is drained
 * @param healthy of these, those that are
 * @param alive of these, those that health may be ignored of: it does not help to send flows to who is dead
 * @param panics whether so few are healthy that health is ignored
 */
public record PoolUse(
        List<Backend> configured, boolean drainsIgnored, List<Backend> healthy, List<Backend> alive, boolean panics) {
    public static PoolUse of(BackendPool pool, Surroundings surroundings) {
        List<Backend> weighty = pool.backends().stream()
                .filter(backend -> backend.weight() > 0)
                .sorted(Comparator.comparing(Backend::address))
                .toList();
        List<Backend> kept = weighty.stream()
                .filter(backend -> !surroundings.drained().contains(backend.address()))
                .toList();
        boolean ignored = kept.isEmpty() && !weighty.isEmpty();
        List<Backend> configured = ignored ? weighty : kept;
        List<Backend> healthy = configured.stream()
                .filter(backend -> standing(pool, backend, surroundings).healthy())
                .toList();
        List<Backend> alive = configured.stream()
                .filter(backend -> standing(pool, backend, surroundings).state() != HealthState.DEAD)
                .toList();
        double threshold = pool.healthCheck()
                .map(HealthCheck::policy)
                .map(HealthPolicy::panicThreshold)
                .orElse(0.0);
        boolean panics = healthy.size() < threshold * configured.size() && alive.size() > healthy.size();
        return new PoolUse(configured, ignored, healthy, alive, panics);
    }

    static Standing standing(BackendPool pool, Backend backend, Surroundings surroundings) {
        return surroundings.standingOf(PoolBackend.of(pool, backend));
    }

    /** Those that take new flows now. */
    public Set<IpAddress> taking() {
        return (panics ? alive : healthy).stream().map(Backend::address).collect(Collectors.toSet());
    }
}
