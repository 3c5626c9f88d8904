package dev.turnout.core.program;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compiles a configuration. Equal inputs give equal programs.
 *
 * <p>An instance keeps the tables of its last compilation, so that what did not change is not built again; that changes
 * the time that it takes and nothing else. Not for use by several threads at once.
 */
public final class ProgramCompiler {
    private final TableBuilder tables = new TableBuilder();

    /** All that the content of a service's table comes of, within one configuration and its surroundings. */
    private record Content(String pool, Algorithm algorithm, int tableSize, ZeroBackendPolicy zeroBackends) {
        static Content of(Service service) {
            return new Content(service.pool(), service.algorithm(), service.tableSize(), service.zeroBackends());
        }
    }

    /** What one service was given, and the next of the same content is given too, with notices of its own name. */
    private record Made(Weights weights, TableBuilder.Wanted table) {}

    /** Compiles, with new ids taken from where the allocation has none. */
    public CompileResult compile(
            FleetConfig config, Surroundings surroundings, Allocation allocation, Capabilities capabilities) {
        Map<String, BackendPool> pools =
                config.pools().stream().collect(Collectors.toMap(BackendPool::name, Function.identity()));
        Set<String> names = config.services().stream().map(Service::pool).collect(Collectors.toSet());
        List<BackendPool> used = config.pools().stream()
                .filter(pool -> names.contains(pool.name()))
                .toList();
        List<BackendKey> keys = keysOf(used);
        List<CompileResult.Shortfall> shortfalls =
                Fit.before(config, used, allocation.backendIdsWith(keys), capabilities);
        if (!shortfalls.isEmpty()) {
            return new CompileResult.DoesNotFit(shortfalls);
        }
        Allocation allocated = allocation.with(keys, vipsOf(config));
        List<CompileResult.Notice> notices = new ArrayList<>();
        DataplaneProgram program = assemble(config, pools, keys, surroundings, allocated, notices);
        shortfalls = Fit.tables(program, capabilities);
        return shortfalls.isEmpty()
                ? new CompileResult.Compiled(program, allocated, notices)
                : new CompileResult.DoesNotFit(shortfalls);
    }

    private DataplaneProgram assemble(
            FleetConfig config,
            Map<String, BackendPool> pools,
            List<BackendKey> keys,
            Surroundings surroundings,
            Allocation allocation,
            List<CompileResult.Notice> notices) {
        SortedMap<BackendId, BackendEntry> backends = new TreeMap<>();
        SortedMap<ServiceId, DesiredService> services = new TreeMap<>();
        Map<Content, Made> known = new HashMap<>();
        tables.begin(config.seed(), allocation);
        for (Service service : config.services()) {
            BackendPool pool = poolOf(pools, service);
            Made made = known.computeIfAbsent(Content.of(service), _ -> {
                Weights weights = Weights.of(service, pool, surroundings);
                return new Made(weights, tables.wanted(service, weights));
            });
            made.weights().notices().forEach(notice -> notices.add(notice.about(service.name())));
            ServiceSpec spec = specOf(service, allocation);
            services.put(spec.id(), new DesiredService(spec, made.table().key(), service.transition()));
        }
        SortedMap<TableKey, SlotTable> slotTables =
                tables.tables(known.values().stream().map(Made::table).toList());
        BitSet owners = ownersOf(slotTables.values());
        keys.stream()
                .map(key -> entryOf(key, allocation, owners, surroundings))
                .forEach(entry -> backends.put(entry.id(), entry));
        return new DataplaneProgram(config.revision(), backends, slotTables, services, surroundings);
    }

    private static BackendEntry entryOf(
            BackendKey key, Allocation allocation, BitSet owners, Surroundings surroundings) {
        Allocation.Lease lease = allocation.lease(key);
        boolean draining = !owners.get(lease.id().value());
        Optional<NextHop> nextHop = Optional.ofNullable(surroundings.nextHops().get(key));
        return new BackendEntry(lease.id(), key, lease.generation(), draining, nextHop);
    }

    private static BitSet ownersOf(Collection<SlotTable> tables) {
        BitSet owners = new BitSet();
        tables.forEach(table -> owners.or(table.counts().currentOwners()));
        return owners;
    }

    private static ServiceSpec specOf(Service service, Allocation allocation) {
        return new ServiceSpec(
                allocation.serviceId(service.vip()),
                service.vip(),
                service.algorithm(),
                service.affinity(),
                service.persistence(),
                service.zeroBackends(),
                service.sourceRanges());
    }

    private static BackendPool poolOf(Map<String, BackendPool> pools, Service service) {
        BackendPool pool = pools.get(service.pool());
        if (pool == null) {
            throw new IllegalArgumentException("service " + service.name() + " names no pool: " + service.pool());
        }
        return pool;
    }

    /** Sorted, so that ids do not depend on the order of the document. */
    private static List<BackendKey> keysOf(List<BackendPool> pools) {
        return pools.stream()
                .flatMap(pool -> pool.backends().stream()
                        .map(backend -> new BackendKey(backend.address(), pool.encapsulation())))
                .distinct()
                .sorted()
                .toList();
    }

    private static List<Vip> vipsOf(FleetConfig config) {
        return config.services().stream().map(Service::vip).sorted().toList();
    }
}
