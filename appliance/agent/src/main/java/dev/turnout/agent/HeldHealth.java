package dev.turnout.agent;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.health.HealthState;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.Vip;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a data plane's tables tell of the health of backends: who is out of them was unhealthy when they were written. It is
 * what an agent that starts goes on from, so that a restart moves no slot.
 */
final class HeldHealth {
    private final Map<PoolBackend, HealthState> found = new HashMap<>();

    private final Optional<FleetConfig> config;
    private final DataplaneState held;
    private final Set<IpAddress> drained;
    private boolean read;

    /**
     * @param config by which the tables were written
     * @param drained who is out of them for another reason
     */
    HeldHealth(Optional<FleetConfig> config, DataplaneState held, Set<IpAddress> drained) {
        this.config = config;
        this.held = held;
        this.drained = drained;
    }

    /** Empty where the tables tell nothing. */
    Optional<HealthState> of(PoolBackend backend) {
        if (!read) {
            read = true;
            config.ifPresent(this::read);
        }
        return Optional.ofNullable(found.get(backend));
    }

    private void read(FleetConfig config) {
        Map<Vip, ServiceEntry> services = new HashMap<>();
        held.services().values().forEach(entry -> services.put(entry.spec().vip(), entry));
        Map<BackendKey, BackendId> ids = new HashMap<>();
        for (BackendEntry entry : held.backends().values()) {
            ids.put(entry.key(), entry.id());
        }
        for (Service service : config.services()) {
            ServiceEntry entry = services.get(service.vip());
            if (entry != null) {
                read(
                        config.pool(service.pool()),
                        held.table(entry.table()).counts().restingOwners(),
                        ids);
            }
        }
    }

    private void read(BackendPool pool, BitSet owners, Map<BackendKey, BackendId> ids) {
        for (Backend backend : pool.backends()) {
            PoolBackend member = PoolBackend.of(pool, backend);
            BackendId id = ids.get(member.backend());
            if (backend.weight() > 0 && id != null && !drained.contains(backend.address())) {
                HealthState here = owners.get(id.value()) ? HealthState.HEALTHY : HealthState.UNHEALTHY;
                found.merge(member, here, (a, b) -> a.compareTo(b) < 0 ? a : b);
            }
        }
    }
}
