package dev.turnout.agent.status;

import dev.turnout.agent.reconcile.View;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.Traffic;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.Vip;
import dev.turnout.v1.BackendStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Every backend of the configuration that forwards, by pool and address, and those that only linger. */
final class BackendReports {
    private static final String NO_POOL = "";

    private final View view;
    private final BoxFacts facts;
    private final Map<BackendKey, BackendEntry> held = new TreeMap<>();

    private BackendReports(View view, BoxFacts facts) {
        this.view = view;
        this.facts = facts;
        view.state().backends().values().forEach(entry -> held.put(entry.key(), entry));
    }

    static List<BackendStatus> of(View view, BoxFacts facts) {
        return new BackendReports(view, facts).all();
    }

    private List<BackendStatus> all() {
        List<BackendStatus> all = new ArrayList<>();
        Set<BackendKey> configured = new HashSet<>();
        view.applied()
                .ifPresent(config -> config.pools().stream()
                        .sorted(Comparator.comparing(BackendPool::name))
                        .forEach(pool -> {
                            long[] slots = slotsByOwner(tablesOf(config.services(), pool));
                            pool.backends().stream()
                                    .sorted(Comparator.comparing(Backend::address))
                                    .forEach(backend -> {
                                        BackendKey key = new BackendKey(backend.address(), pool.encapsulation());
                                        configured.add(key);
                                        all.add(status(pool.name(), key, backend.weight(), slots));
                                    });
                        }));
        held.keySet().stream()
                .filter(key -> !configured.contains(key))
                .forEach(key -> all.add(status(
                        NO_POOL, key, 0, slotsByOwner(view.state().tables().keySet()))));
        return all;
    }

    private Set<TableId> tablesOf(List<Service> services, BackendPool pool) {
        Map<Vip, TableId> tableOf = new HashMap<>();
        for (ServiceEntry entry : view.state().services().values()) {
            tableOf.put(entry.spec().vip(), entry.table());
        }
        Set<TableId> tables = new TreeSet<>();
        services.stream()
                .filter(service -> service.pool().equals(pool.name()))
                .map(service -> tableOf.get(service.vip()))
                .filter(Objects::nonNull)
                .forEach(tables::add);
        return tables;
    }

    /** Index: owner; the last element is the number of all slots. */
    private long[] slotsByOwner(Set<TableId> tables) {
        long[] slots = new long[BackendId.MAX + 2];
        for (TableId id : tables) {
            SlotTable table = view.state().table(id);
            for (int slot = 0; slot < table.size(); slot++) {
                slots[table.slot(slot).current()]++;
            }
            slots[slots.length - 1] += table.size();
        }
        return slots;
    }

    private BackendStatus status(String pool, BackendKey key, int weight, long[] slots) {
        BackendEntry entry = held.get(key);
        BackendStatus.Builder status = BackendStatus.newBuilder()
                .setPool(pool)
                .setAddress(key.address().toString())
                .setWeight(weight)
                .setState(stateOf(key, weight, entry));
        String why = facts.reasons().getOrDefault(key, "");
        if (entry != null) {
            long owned = slots[entry.id().value()];
            long all = slots[slots.length - 1];
            Traffic traffic = view.counters().backends().getOrDefault(entry.id(), Traffic.NONE);
            status.setSlots(owned)
                    .setShare(all == 0 ? 0 : (double) owned / all)
                    .setPackets(traffic.packets())
                    .setBytes(traffic.bytes())
                    .setResolved(entry.nextHop().isPresent());
            facts.load()
                    .map(load -> load.backends().get(entry.id()))
                    .ifPresent(load -> status.setLoad(load.measured()).setLoadExpected(load.expected()));
        }
        return status.setWhy(why).build();
    }

    private BackendStatus.State stateOf(BackendKey key, int weight, @Nullable BackendEntry entry) {
        return switch (view.surroundings().healthOf(key)) {
            case DEAD -> BackendStatus.State.DEAD;
            case UNHEALTHY -> BackendStatus.State.DRAINING;
            case HEALTHY -> weight == 0 || entry == null ? BackendStatus.State.DRAINING : BackendStatus.State.UP;
        };
    }
}
