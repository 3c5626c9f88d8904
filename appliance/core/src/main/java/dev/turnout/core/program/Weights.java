package dev.turnout.core.program;

import dev.turnout.core.health.Standing;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A pool's backends as a service may use them: who is not healthy has weight 0, unless too few would be left for the pool,
 * or nobody and the service asks for all in that case.
 *
 * @param backends in address order, those of weight 0 left out; empty where there is nobody
 */
record Weights(BackendPool pool, List<Backend> backends, List<CompileResult.Notice> notices) {
    static Weights of(Service service, BackendPool pool, Surroundings surroundings) {
        PoolUse use = PoolUse.of(pool, surroundings);
        List<CompileResult.Notice> notices = new ArrayList<>();
        if (use.drainsIgnored()) {
            notices.add(notice("PGM_DRAIN_IGNORED", service, "all of pool %s was to be drained; nobody is"));
        }
        if (use.panics()) {
            notices.add(notice(
                    "PGM_PANIC",
                    service,
                    "only " + use.healthy().size() + " of " + use.configured().size()
                            + " backends of pool %s are healthy; health is ignored, dead ones aside"));
            return new Weights(pool, use.alive(), notices);
        }
        if (!use.healthy().isEmpty()) {
            return new Weights(
                    pool,
                    slowlyStarting(
                            use.healthy(),
                            backend -> PoolUse.standing(pool, backend, surroundings)
                                    .step()),
                    notices);
        }
        boolean useAll = service.zeroBackends() == ZeroBackendPolicy.USE_ALL;
        notices.add(
                useAll
                        ? notice(
                                "PGM_HEALTH_IGNORED",
                                service,
                                "no backend of pool %s is healthy; all are used, as the service asks")
                        : notice(
                                "PGM_NO_BACKEND", service, "no backend of pool %s is healthy; new flows are rejected"));
        return new Weights(pool, useAll ? use.configured() : List.of(), notices);
    }

    /** Weights are multiplied, so that a part of a weight of 1 is a whole number. */
    static List<Backend> slowlyStarting(List<Backend> healthy, ToIntFunction<Backend> step) {
        if (healthy.stream().allMatch(backend -> step.applyAsInt(backend) == Standing.STEPS)) {
            return healthy;
        }
        int heaviest = healthy.stream().mapToInt(Backend::weight).max().orElse(0);
        int factor = Math.clamp(Backend.MAX_WEIGHT / heaviest, 1, Standing.STEPS);
        return healthy.stream()
                .map(backend -> {
                    int whole = backend.weight() * factor;
                    int part = whole * step.applyAsInt(backend) / Standing.STEPS;
                    return new Backend(backend.address(), Math.max(1, part));
                })
                .toList();
    }

    private static CompileResult.Notice notice(String code, Service service, String message) {
        return new CompileResult.Notice(code, service.name(), message.formatted(service.pool()));
    }
}
