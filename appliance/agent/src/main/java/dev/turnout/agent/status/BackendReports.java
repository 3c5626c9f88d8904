package dev.turnout.agent.status;

import dev.turnout.agent.reconcile.View;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.Traffic;
import dev.turnout.core.health.BackendHealth;
import dev.turnout.core.health.HealthState;
import dev.turnout.core.health.HealthWatch;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.health.Standing;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.Vip;
import dev.turnout.core.program.PoolUse;
import dev.turnout.v1.BackendStatus;
import dev.turnout.v1.Health;
import dev.turnout.v1.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Every backend of the configuration that forwards, by pool and address, and those that only linger. */
final class BackendReports {
    private static final String NO_POOL = "";

    private final View view;
    private final BoxFacts facts;
    private final Times times;
    private final DrainReports drains;
    private final Map<BackendKey, BackendEntry> held = new TreeMap<>();

    /** Whom a pool's services use. */
    private record Use(Set<IpAddress> taking, boolean panics) {
        static final Use NONE = new Use(Set.of(), false);

        static Use of(PoolUse pool) {
            return new Use(pool.taking(), pool.panics());
        }
    }

    private BackendReports(View view, BoxFacts facts, Times times) {
        this.view = view;
        this.facts = facts;
        this.times = times;
        this.drains = new DrainReports(view, facts, times);
        view.state().backends().values().forEach(entry -> held.put(entry.key(), entry));
    }

    static List<BackendStatus> of(View view, BoxFacts facts, Times times) {
        return new BackendReports(view, facts, times).all();
    }

    private List<BackendStatus> all() {
        List<BackendStatus> all = new ArrayList<>();
        Set<BackendKey> configured = new HashSet<>();
        view.applied().ifPresent(config -> {
            Map<String, Set<TableId>> tables = tablesOf(config.services());
            config.pools().stream()
                    .sorted(Comparator.comparing(BackendPool::name))
                    .forEach(
                            pool -> addPool(pool, tables(tables.getOrDefault(pool.name(), Set.of())), all, configured));
        });
        held.keySet().stream()
                .filter(key -> !configured.contains(key))
                .forEach(key -> all.add(status(
                        new PoolBackend(NO_POOL, key),
                        0,
                        tables(view.state().tables().keySet()),
                        Use.NONE)));
        return all;
    }

    private void addPool(
            BackendPool pool, List<SlotTable> tables, List<BackendStatus> all, Set<BackendKey> configured) {
        Use use = Use.of(PoolUse.of(pool, view.surroundings()));
        pool.backends().stream().sorted(Comparator.comparing(Backend::address)).forEach(backend -> {
            PoolBackend member = PoolBackend.of(pool, backend);
            configured.add(member.backend());
            all.add(status(member, backend.weight(), tables, use));
        });
    }

    /** By pool: the tables of its services. */
    private Map<String, Set<TableId>> tablesOf(List<Service> services) {
        Map<Vip, TableId> tableOf = new HashMap<>();
        for (ServiceEntry entry : view.state().services().values()) {
            tableOf.put(entry.spec().vip(), entry.table());
        }
        Map<String, Set<TableId>> tables = new HashMap<>();
        for (Service service : services) {
            TableId table = tableOf.get(service.vip());
            if (table != null) {
                tables.computeIfAbsent(service.pool(), _ -> new TreeSet<>()).add(table);
            }
        }
        return tables;
    }

    private List<SlotTable> tables(Set<TableId> ids) {
        return ids.stream().map(view.state()::table).toList();
    }

    private BackendStatus status(PoolBackend member, int weight, List<SlotTable> tables, Use use) {
        BackendKey key = member.backend();
        BackendEntry entry = held.get(key);
        BackendStatus.State state = stateOf(member, weight, entry, use);
        BackendStatus.Builder status = BackendStatus.newBuilder()
                .setPool(member.pool())
                .setAddress(key.address().toString())
                .setWeight(weight)
                .setState(state);
        Optional<HealthWatch.Health> health = facts.health().apply(member);
        health.ifPresent(known -> status.setHealth(health(known, use)));
        drains.of(key, entry).ifPresent(status::setDrain);
        if (entry != null) {
            addHeld(status, entry, tables);
        }
        return status.setWhy(why(key, state, health)).build();
    }

    private void addHeld(BackendStatus.Builder status, BackendEntry entry, List<SlotTable> tables) {
        int id = entry.id().value();
        long owned =
                tables.stream().mapToLong(table -> table.counts().current(id)).sum();
        long all = tables.stream().mapToLong(SlotTable::size).sum();
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

    private String why(BackendKey key, BackendStatus.State state, Optional<HealthWatch.Health> health) {
        String way = facts.reasons().getOrDefault(key, "");
        if (!way.isEmpty() || state == BackendStatus.State.UP) {
            return way;
        }
        return health.map(HealthWatch.Health::observed)
                .filter(known -> known.state() != HealthState.HEALTHY)
                .flatMap(BackendHealth::lastFailure)
                .map(ProbeOutcome.Failed::sentence)
                .orElse("");
    }

    private Health health(HealthWatch.Health known, Use use) {
        BackendHealth observed = known.observed();
        Health.Builder health = Health.newBuilder()
                .setState(stateOf(observed))
                .setSince(times.timestamp(observed.since()))
                .setWeightShare((double) known.acting().step() / Standing.STEPS)
                .setHeldOff(known.heldOff())
                .setPanic(use.panics());
        observed.lastFailure()
                .ifPresent(failed -> health.setLastFailure(
                        Reason.newBuilder().setCode(failed.code()).setMessage(failed.sentence())));
        return health.build();
    }

    private static Health.State stateOf(BackendHealth observed) {
        return switch (observed.state()) {
            case HEALTHY -> observed.known() ? Health.State.HEALTHY : Health.State.UNKNOWN;
            case UNHEALTHY -> Health.State.UNHEALTHY;
            case DEAD -> Health.State.DEAD;
        };
    }

    private BackendStatus.State stateOf(PoolBackend member, int weight, @Nullable BackendEntry entry, Use use) {
        HealthState health = view.surroundings().standingOf(member).state();
        if (health == HealthState.DEAD) {
            return BackendStatus.State.DEAD;
        }
        boolean taken = use.taking().contains(member.backend().address());
        return weight == 0 || entry == null || !taken ? BackendStatus.State.DRAINING : BackendStatus.State.UP;
    }
}
