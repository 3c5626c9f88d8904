package dev.turnout.ebpf;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.Traffic;
import dev.turnout.core.dataplane.TransitTraffic;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The per-CPU counters. Only the ids in use are read, a thousand or so to a system call. */
final class Tallies {
    private final PerCpuArray outcomes;
    private final PerCpuArray services;
    private final PerCpuArray backends;
    private final PerCpuArray tables;
    private final Sizes sizes;

    Tallies(MapSet maps, Sizes sizes) {
        this.sizes = sizes;
        outcomes = new PerCpuArray(Maps.OUTCOMES, maps.fd(Maps.OUTCOMES), Layout.Counts.OUTCOMES_SIZE);
        services = pairs(maps, Maps.SERVICE_COUNTS);
        backends = pairs(maps, Maps.BACKEND_COUNTS);
        tables = pairs(maps, Maps.TABLE_COUNTS);
    }

    private static PerCpuArray pairs(MapSet maps, String name) {
        return new PerCpuArray(name, maps.fd(name), Layout.Counts.PAIR_SIZE);
    }

    Counters read(List<ServiceRow> rows, Collection<BackendEntry> known, List<FilterFill> fill) {
        long[] counts = outcomes.sums(1)[0];
        long limited = counts[Layout.Counts.EVENT_FLOW_TABLE_LIMITED];
        return new Counters(services(rows), backends(known), tables(rows), verdicts(counts), fill, limited);
    }

    private Map<ServiceId, Traffic> services(List<ServiceRow> rows) {
        int top = rows.stream().mapToInt(row -> row.id().value()).max().orElse(-1);
        long[][] sums = services.sums(Math.min(top + 1, sizes.serviceIds()));
        Map<ServiceId, Traffic> traffic = new HashMap<>();
        for (ServiceRow row : rows) {
            if (row.id().value() < sums.length) {
                traffic.put(
                        row.id(),
                        new Traffic(sums[row.id().value()][0], sums[row.id().value()][1]));
            }
        }
        return traffic;
    }

    private Map<BackendId, Traffic> backends(Collection<BackendEntry> known) {
        int top = known.stream().mapToInt(entry -> entry.id().value()).max().orElse(-1);
        long[][] sums = backends.sums(top + 1);
        Map<BackendId, Traffic> traffic = new HashMap<>();
        for (BackendEntry entry : known) {
            long[] sum = sums[entry.id().value()];
            traffic.put(entry.id(), new Traffic(sum[0], sum[1]));
        }
        return traffic;
    }

    private Map<TableId, TransitTraffic> tables(List<ServiceRow> rows) {
        int top = rows.stream().mapToInt(row -> row.table().value()).max().orElse(-1);
        long[][] sums = tables.sums(Math.min(top + 1, sizes.tableIds()));
        Map<TableId, TransitTraffic> traffic = new HashMap<>();
        for (ServiceRow row : rows) {
            int table = row.table().value();
            if (table < sums.length) {
                traffic.put(row.table(), new TransitTraffic(sums[table][0], sums[table][1]));
            }
        }
        return traffic;
    }

    private static Map<String, Long> verdicts(long[] counts) {
        Map<String, Long> verdicts = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            verdicts.put(outcome.name(), counts[outcome.number()]);
        }
        return verdicts;
    }

    /** The id belongs to another service now. */
    void reset(ServiceId id) {
        if (id.value() < sizes.serviceIds()) {
            services.reset(id.value());
        }
    }

    void reset(BackendId id) {
        backends.reset(id.value());
    }

    void reset(TableId id) {
        if (id.value() < sizes.tableIds()) {
            tables.reset(id.value());
        }
    }
}
