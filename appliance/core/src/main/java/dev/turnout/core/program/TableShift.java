package dev.turnout.core.program;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.health.MovedShare;
import dev.turnout.core.health.Standing;
import dev.turnout.core.maglev.MaglevTable;
import dev.turnout.core.maglev.Permutations;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Service;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a change of standings moves, counted in the very tables that it would make. An instance keeps permutations, so that
 * it counts faster; not for use by several threads at once.
 */
public final class TableShift implements MovedShare {
    private final FleetConfig config;
    private final Surroundings surroundings;
    private final Permutations permutations;

    /** One table's weights before and after, and its size. */
    private record Step(List<Backend> before, List<Backend> after, int size) {}

    /** @param permutations of the configuration's seed */
    public TableShift(FleetConfig config, Surroundings surroundings, Permutations permutations) {
        this.config = config;
        this.surroundings = surroundings;
        this.permutations = permutations;
    }

    @Override
    public double between(String name, Map<BackendKey, Standing> before, Map<BackendKey, Standing> after) {
        Surroundings then = surroundings.with(name, before);
        Surroundings later = surroundings.with(name, after);
        Set<Step> steps = new HashSet<>();
        for (Service service : kinds(name)) {
            BackendPool pool = config.pool(name);
            steps.add(new Step(
                    Weights.of(service, pool, then).backends(),
                    Weights.of(service, pool, later).backends(),
                    service.tableSize()));
        }
        return steps.stream().mapToDouble(this::moved).max().orElse(0);
    }

    /** One service of the pool for each size and each answer to an empty pool: others have the same tables. */
    private Collection<Service> kinds(String pool) {
        Map<List<Object>, Service> kinds = new HashMap<>();
        config.services().stream()
                .filter(service -> service.pool().equals(pool))
                .forEach(service -> kinds.putIfAbsent(List.of(service.tableSize(), service.zeroBackends()), service));
        return kinds.values();
    }

    private double moved(Step step) {
        if (step.before().isEmpty() || step.before().equals(step.after())) {
            return 0;
        }
        if (step.after().isEmpty()) {
            return 1;
        }
        MaglevTable before = MaglevTable.build(permutations, step.before(), step.size());
        MaglevTable after = MaglevTable.build(permutations, step.after(), step.size());
        int moved = 0;
        for (int slot = 0; slot < step.size(); slot++) {
            moved += before.owner(slot).equals(after.owner(slot)) ? 0 : 1;
        }
        return (double) moved / step.size();
    }
}
