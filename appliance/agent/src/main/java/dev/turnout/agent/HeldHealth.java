package dev.turnout.agent;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.SlotCounts;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.Standing;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.Vip;
import dev.turnout.core.program.HeldSteps;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a data plane's tables tell of the health of backends: who is out of them was unhealthy when they were written, and who
 * has less than its weight was growing to it. It is what an agent that starts goes on from, so that a restart moves no slot.
 */
final class HeldHealth {
    private final Map<PoolBackend, Found> found = new HashMap<>();

    private final Optional<FleetConfig> config;
    private final DataplaneState held;
    private final Set<IpAddress> drained;
    private boolean read;

    /** What many services may share. */
    private record Source(String pool, TableId table) {}

    /** @param size of the table that tells it: a larger one knows better */
    private record Found(Standing standing, int size) {
        /** Some service may have nobody left to choose from, so who is in any table is healthy. */
        Found or(Found other) {
            if (standing.healthy() != other.standing.healthy()) {
                return standing.healthy() ? this : other;
            }
            return other.size > size ? other : this;
        }
    }

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
    Optional<Standing> of(PoolBackend backend) {
        if (!read) {
            read = true;
            config.ifPresent(this::read);
        }
        return Optional.ofNullable(found.get(backend)).map(Found::standing);
    }

    private void read(FleetConfig config) {
        Map<Vip, ServiceEntry> services = new HashMap<>();
        held.services().values().forEach(entry -> services.put(entry.spec().vip(), entry));
        Map<BackendKey, BackendId> ids = new HashMap<>();
        for (BackendEntry entry : held.backends().values()) {
            ids.put(entry.key(), entry.id());
        }
        Set<Source> seen = new HashSet<>();
        for (Service service : config.services()) {
            ServiceEntry entry = services.get(service.vip());
            if (entry != null && seen.add(new Source(service.pool(), entry.table()))) {
                read(config.pool(service.pool()), held.table(entry.table()), ids);
            }
        }
    }

    private void read(BackendPool pool, SlotTable table, Map<BackendKey, BackendId> ids) {
        SlotCounts slots = table.counts();
        Map<Backend, Integer> owned = new HashMap<>();
        Map<PoolBackend, Backend> members = new HashMap<>();
        for (Backend backend : pool.backends()) {
            PoolBackend member = PoolBackend.of(pool, backend);
            BackendId id = ids.get(member.backend());
            if (backend.weight() > 0 && id != null) {
                members.put(member, backend);
                if (slots.resting(id.value()) > 0) {
                    owned.put(backend, slots.resting(id.value()));
                }
            }
        }
        Map<IpAddress, Integer> steps = HeldSteps.of(owned, slots.frozen());
        members.forEach((member, backend) -> {
            if (!drained.contains(backend.address())) {
                Standing standing = owned.containsKey(backend)
                        ? Standing.growing(steps.getOrDefault(backend.address(), Standing.STEPS))
                        : Standing.UNHEALTHY;
                found.merge(member, new Found(standing, table.size()), Found::or);
            }
        });
    }
}
