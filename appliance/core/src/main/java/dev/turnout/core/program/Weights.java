package dev.turnout.core.program;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A pool's backends as a service may use them: who is not healthy has weight 0, unless nobody would be left and the
 * service asks for all in that case.
 *
 * @param backends in address order, those of weight 0 left out; empty where there is nobody
 */
record Weights(BackendPool pool, List<Backend> backends, Optional<CompileResult.Notice> notice) {
    static Weights of(Service service, BackendPool pool, Surroundings surroundings) {
        List<Backend> configured = pool.backends().stream()
                .filter(backend -> backend.weight() > 0)
                .sorted(Comparator.comparing(Backend::address))
                .toList();
        List<Backend> healthy = configured.stream()
                .filter(backend -> surroundings.healthOf(new BackendKey(backend.address(), pool.encapsulation()))
                        == HealthState.HEALTHY)
                .toList();
        if (!healthy.isEmpty()) {
            return new Weights(pool, healthy, Optional.empty());
        }
        boolean useAll = service.zeroBackends() == ZeroBackendPolicy.USE_ALL;
        return new Weights(pool, useAll ? configured : List.of(), Optional.of(noticeOf(service, useAll)));
    }

    private static CompileResult.Notice noticeOf(Service service, boolean useAll) {
        return useAll
                ? new CompileResult.Notice(
                        "PGM_HEALTH_IGNORED",
                        service.name(),
                        "no backend of pool " + service.pool() + " is healthy; all are used, as the service asks")
                : new CompileResult.Notice(
                        "PGM_NO_BACKEND",
                        service.name(),
                        "no backend of pool " + service.pool() + " is healthy; new flows are rejected");
    }
}
