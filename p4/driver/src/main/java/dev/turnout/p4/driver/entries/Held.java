package dev.turnout.p4.driver.entries;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Vip;
import dev.turnout.p4.runtime.TableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a target holds: as it was read, and as it was written since and acknowledged. It tells whether an entry is to be inserted
 * or modified, or is right already. For one thread.
 */
public final class Held {
    private final SlotWords slots = new SlotWords();
    private final SortedMap<BackendId, BackendRow> backends = new TreeMap<>();
    private final SortedMap<Vip, ServiceRow> services = new TreeMap<>();
    private final Set<VipRow> vips = new HashSet<>();
    private final Set<RangeRow> ranges = new HashSet<>();
    private final SortedMap<Integer, FilterRow> filters = new TreeMap<>();
    private final Map<TableEntry, StrayRow> strays = new HashMap<>();

    /** Once all entries were put that were read: which tables are how large is known from the services that name them. */
    public void settle(SlotMessages messages) {
        Map<Integer, Integer> sizes = new HashMap<>();
        services.values().forEach(row -> sizes.merge(row.table(), row.slots(), Math::max));
        sizes.forEach((table, size) -> slots.resize(table, size, slot -> {
            StrayRow stray = StrayRow.of(new SlotRow(messages, table, slot, 0).key());
            strays.put(stray.key(), stray);
        }));
    }

    /** It is there. */
    public void put(Row row) {
        if (!strays.isEmpty() && !(row instanceof StrayRow)) {
            strays.remove(row.key());
        }
        switch (row) {
            case SlotRow slot -> slots.put(slot.table(), slot.slot(), slot.word());
            case BackendRow backend -> backends.put(backend.backend().id(), backend);
            case ServiceRow service -> services.put(service.vip(), service);
            case VipRow vip -> vips.add(vip);
            case RangeRow range -> ranges.add(range);
            case FilterRow filter -> filters.put(filter.filter(), filter);
            case StrayRow stray -> strays.put(stray.key(), stray);
        }
    }

    /** It is gone. */
    public void remove(Row row) {
        switch (row) {
            case SlotRow slot -> slots.put(slot.table(), slot.slot(), 0);
            case BackendRow backend -> backends.remove(backend.backend().id());
            case ServiceRow service -> services.remove(service.vip());
            case VipRow vip -> vips.remove(vip);
            case RangeRow range -> ranges.remove(range);
            case FilterRow filter -> filters.remove(filter.filter());
            case StrayRow stray -> strays.remove(stray.key());
        }
    }

    /** What makes a row be there; empty where it is. */
    public Optional<Op> write(Row row) {
        boolean stray = !strays.isEmpty() && strays.containsKey(row.key());
        Optional<Row> there = same(row);
        if (there.isEmpty()) {
            return Optional.of(new Op(stray ? Op.Type.MODIFY : Op.Type.INSERT, row));
        }
        return there.get().equals(row) ? Optional.empty() : Optional.of(new Op(Op.Type.MODIFY, row));
    }

    /** The row that has the same key. */
    private Optional<Row> same(Row row) {
        return switch (row) {
            case SlotRow slot -> {
                int word = word(slot.table(), slot.slot());
                yield word == 0
                        ? Optional.empty()
                        : Optional.of(new SlotRow(slot.messages(), slot.table(), slot.slot(), word));
            }
            case BackendRow backend ->
                Optional.ofNullable(backends.get(backend.backend().id()));
            case ServiceRow service -> Optional.ofNullable(services.get(service.vip()));
            case VipRow vip -> vips.contains(vip) ? Optional.of(vip) : Optional.empty();
            case RangeRow range -> ranges.contains(range) ? Optional.of(range) : Optional.empty();
            case FilterRow filter -> filter(filter.filter()).map(Row.class::cast);
            case StrayRow _ -> Optional.empty();
        };
    }

    int word(int table, int slot) {
        return slots.word(table, slot);
    }

    boolean isStray(Row row) {
        return !strays.isEmpty() && strays.containsKey(row.key());
    }

    /** Slots of a table; 0 where it is not there. */
    int size(int table) {
        return slots.size(table);
    }

    /** A table is there from now on, though it may have no entry yet. */
    void create(int table, int size) {
        slots.resize(table, size, _ -> {});
    }

    void forget(int table) {
        slots.forget(table);
    }

    public Optional<FilterRow> filter(int filter) {
        return Optional.ofNullable(filters.get(filter));
    }

    Optional<BackendEntry> backend(BackendId id) {
        return Optional.ofNullable(backends.get(id)).map(BackendRow::backend);
    }

    /** The id of the service of a VIP; 0 where there is none. */
    int service(Vip vip) {
        ServiceRow row = services.get(vip);
        return row == null ? 0 : row.id();
    }

    Collection<ServiceRow> services() {
        return Collections.unmodifiableCollection(services.values());
    }

    Set<VipRow> vips() {
        return Collections.unmodifiableSet(vips);
    }

    Set<RangeRow> ranges() {
        return Collections.unmodifiableSet(ranges);
    }

    public List<StrayRow> strays() {
        return List.copyOf(strays.values());
    }

    /** The services that are there with all that belongs to them. */
    SortedMap<ServiceId, ServiceEntry> complete() {
        Map<Integer, List<RangeRow>> byService = new HashMap<>();
        ranges.forEach(row ->
                byService.computeIfAbsent(row.service(), _ -> new ArrayList<>()).add(row));
        SortedMap<ServiceId, ServiceEntry> complete = new TreeMap<>();
        for (ServiceRow row : services.values()) {
            List<RangeRow> own = row.ranged() ? byService.getOrDefault(row.id(), List.of()) : List.of();
            if (row.ranged() == !own.isEmpty() && vips.contains(vip(row)) && size(row.table()) == row.slots()) {
                complete.putIfAbsent(
                        new ServiceId(row.id()),
                        row.entry(own.stream().map(RangeRow::source).sorted().toList()));
            }
        }
        return complete;
    }

    private static VipRow vip(ServiceRow row) {
        IpAddress address = row.vip().address();
        return new VipRow(address);
    }

    /** The counters of all that is there. */
    public List<Cell> counted() {
        List<Cell> cells = new ArrayList<>();
        Set<Integer> tables = new HashSet<>();
        services.values().forEach(row -> {
            cells.add(new Cell(Ids.SERVICE_PACKETS, row.id()));
            if (tables.add(row.table())) {
                cells.add(new Cell(Ids.TO_PREVIOUS, row.table()));
                cells.add(new Cell(Ids.MARKED_FROZEN, row.table()));
            }
        });
        backends.keySet().forEach(id -> cells.add(new Cell(Ids.BACKEND_PACKETS, id.value())));
        return cells;
    }

    /** What all of it says. Services that lack a part are left out, so that they are written anew. */
    public DataplaneState state() {
        SortedMap<BackendId, BackendEntry> entries = new TreeMap<>();
        backends.forEach((id, row) -> entries.put(id, row.backend()));
        return new DataplaneState(entries, slots.copy(), complete(), maxFalsePositiveRate());
    }

    /** 0 where nothing is said of it, or not the same of both filters. */
    public double maxFalsePositiveRate() {
        List<Double> rates = filters.values().stream()
                .map(FilterRow::maxFalsePositiveRate)
                .distinct()
                .toList();
        return filters.size() == DataplaneSnapshot.FILTERS && rates.size() == 1 ? rates.getFirst() : 0;
    }
}
