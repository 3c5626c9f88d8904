package dev.turnout.ebpf;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.Cidr;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The views of one set of maps that reading and writing share. It keeps nothing of what they hold. */
final class State {
    private final Sizes sizes;
    private final GracePeriod grace = new GracePeriod();
    private final SlotArray slots;
    private final ServiceTable services;
    private final BackendTable backends;
    private final TransitFilters filters;
    private final SourceRanges ranges;
    private final TunnelErrors tunnels;
    private final Tallies tallies;
    private final FlowEntries flows;

    State(MapSet maps, Sizes sizes) {
        this.sizes = sizes;
        slots = new SlotArray(maps.memory(Maps.SLOTS));
        services = new ServiceTable(maps.memory(Maps.SERVICES), sizes, grace);
        backends = new BackendTable(maps.memory(Maps.BACKEND_INDEX), maps.memory(Maps.BACKENDS), grace);
        filters = new TransitFilters(maps.memory(Maps.TRANSIT), sizes);
        ranges = new SourceRanges(maps.fd(Maps.SOURCE_RANGES));
        tunnels = new TunnelErrors(maps.fd(Maps.TUNNEL_MTU));
        tallies = new Tallies(maps, sizes);
        flows = new FlowEntries(maps.fd(Maps.FLOWS));
    }

    /**
     * Reads all of it, and mends what stands beside the records and follows from them, tunnels, source ranges and the sets of
     * owners: a writer may have died after it had written the one and before the other, and no plan would ever show it.
     */
    DataplaneSnapshot snapshot() throws DamagedException {
        try {
            return copy();
        } catch (IllegalArgumentException e) {
            // A value that the core has no word for: no plan of ours wrote it.
            throw new DamagedException(String.valueOf(e.getMessage()));
        }
    }

    private DataplaneSnapshot copy() throws DamagedException {
        List<ServiceRow> rows = services.read();
        SortedMap<BackendId, BackendEntry> known = backends.read();
        tunnels.follow(known.values());
        SortedMap<TableId, SlotTable> tables = new TreeMap<>();
        Regions.of(rows, slots.capacity())
                .all()
                .forEach((id, region) -> tables.put(id, slots.read(region.base(), region.size())));
        mendSets(rows, known);
        return new DataplaneSnapshot(
                new DataplaneState(known, tables, entries(rows), filters.maxFalsePositiveRate()), filters.fill());
    }

    private void mendSets(List<ServiceRow> rows, SortedMap<BackendId, BackendEntry> known) {
        OwnerSets sets = new OwnerSets(slots, known);
        List<ServiceRow> right = rows.stream().map(sets::with).toList();
        if (!right.equals(rows)) {
            grace.await();
            services.write(right);
        }
    }

    private SortedMap<ServiceId, ServiceEntry> entries(List<ServiceRow> rows) throws DamagedException {
        Map<Integer, List<Cidr>> permitted = ranges.retain(ServiceRow.ranged(rows));
        SortedMap<ServiceId, ServiceEntry> entries = new TreeMap<>();
        for (ServiceRow row : rows) {
            List<Cidr> of = permitted.getOrDefault(row.id().value(), List.of());
            if (entries.put(row.id(), row.entry(of)) != null) {
                throw new DamagedException("two service records have id " + row.id());
            }
        }
        return entries;
    }

    Sizes sizes() {
        return sizes;
    }

    GracePeriod grace() {
        return grace;
    }

    SlotArray slots() {
        return slots;
    }

    ServiceTable services() {
        return services;
    }

    BackendTable backends() {
        return backends;
    }

    TransitFilters filters() {
        return filters;
    }

    SourceRanges ranges() {
        return ranges;
    }

    TunnelErrors tunnels() {
        return tunnels;
    }

    Tallies tallies() {
        return tallies;
    }

    FlowEntries flows() {
        return flows;
    }
}
