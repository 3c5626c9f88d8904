package dev.turnout.core.program;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Probe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a data plane has room for and can do, against what is asked of it. Always all shortfalls at once. */
public final class Fit {
    private Fit() {}

    /** What can be said before any table is built. */
    static List<CompileResult.Shortfall> before(
            FleetConfig config, List<BackendPool> pools, int backends, Capabilities has) {
        Shortfalls found = new Shortfalls();
        found.room("FIT_SERVICES", "services", config.services().size(), has.maxServices());
        found.room("FIT_BACKENDS", "backends, draining ones included", backends, has.maxBackends());
        long ranges = config.services().stream()
                .mapToLong(service -> service.sourceRanges().size())
                .sum();
        found.room("FIT_SOURCE_RANGES", "source ranges", ranges, has.sourceRanges());
        config.services().stream()
                .filter(service -> service.persistence() == Persistence.FLOW_TABLE)
                .filter(_ -> !has.flowTables())
                .forEach(service -> found.ability(
                        "FIT_FLOW_TABLE",
                        has.name() + " keeps no flow table, which service " + service.name() + " needs"));
        pools.forEach(pool -> encapsulation(pool, has, found));
        pools.forEach(pool -> probes(pool, has, found));
        return found.list;
    }

    private static void encapsulation(BackendPool pool, Capabilities has, Shortfalls found) {
        switch (pool.encapsulation()) {
            case Encapsulation.Ipip() -> {}
            case Encapsulation.Gue(int port) -> {
                if (!has.gue()) {
                    found.ability(
                            "FIT_GUE",
                            has.name() + " has no GUE, which pool " + pool.name() + " wants on port " + port);
                }
            }
            case Encapsulation.L2() -> {
                if (!has.layer2()) {
                    found.ability(
                            "FIT_L2", has.name() + " has no layer-2 return, which pool " + pool.name() + " wants");
                }
            }
        }
    }

    private static void probes(BackendPool pool, Capabilities has, Shortfalls found) {
        if (!has.pathProbes()
                && pool.healthCheck()
                        .filter(check -> check.probe().via() == Probe.Via.FORWARDING_PATH)
                        .isPresent()) {
            found.ability(
                    "FIT_PROBE_PATH",
                    has.name() + " takes no probes through the forwarding path, which pool " + pool.name()
                            + " wants: via ADDRESS asks its backends directly");
        }
    }

    /** Room for the program's tables once all is quiet. */
    static List<CompileResult.Shortfall> tables(DataplaneProgram program, Capabilities has) {
        Shortfalls found = new Shortfalls();
        found.room("FIT_TABLES", "tables", program.tables().size(), has.maxTables());
        found.room("FIT_SLOTS", "slots", slots(program.tables()), has.slotCapacity());
        return found.list;
    }

    /** Room for what stands side by side while a plan is carried out: what is there, and what comes new. */
    public static List<CompileResult.Shortfall> peak(DataplaneState observed, DataplaneState target, Capabilities has) {
        Map<TableId, SlotTable> both = new TreeMap<>(observed.tables());
        both.putAll(target.tables());
        Set<BackendId> backends = new HashSet<>(observed.backends().keySet());
        backends.addAll(target.backends().keySet());
        Shortfalls found = new Shortfalls();
        found.room("FIT_TABLES", "tables during the change", both.size(), has.maxTables());
        found.room("FIT_SLOTS", "slots during the change", slots(both), has.slotCapacity());
        found.room("FIT_BACKENDS", "backends during the change", backends.size(), has.maxBackends());
        found.room(
                "FIT_SOURCE_RANGES", "source ranges during the change", ranges(observed, target), has.sourceRanges());
        return found.list;
    }

    /** Those of a service that come are there before those that go are taken out, so that nobody is refused in between. */
    private static long ranges(DataplaneState observed, DataplaneState target) {
        Map<ServiceId, Set<Cidr>> both = new HashMap<>();
        for (DataplaneState state : List.of(observed, target)) {
            state.services()
                    .forEach((id, entry) -> both.computeIfAbsent(id, _ -> new HashSet<>())
                            .addAll(entry.spec().sourceRanges()));
        }
        return both.values().stream().mapToLong(Set::size).sum();
    }

    private static long slots(Map<?, SlotTable> tables) {
        return tables.values().stream().mapToLong(SlotTable::size).sum();
    }

    private static final class Shortfalls {
        private final List<CompileResult.Shortfall> list = new ArrayList<>();

        void room(String code, String what, long needed, long available) {
            if (needed > available) {
                list.add(new CompileResult.Shortfall(
                        code, what + ": " + needed + " needed, " + available + " there are", needed, available));
            }
        }

        void ability(String code, String message) {
            list.add(new CompileResult.Shortfall(code, message, 1, 0));
        }
    }
}
