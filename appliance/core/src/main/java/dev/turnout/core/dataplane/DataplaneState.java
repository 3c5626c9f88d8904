package dev.turnout.core.dataplane;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a data plane holds, or all that it should hold.
 *
 * <p>Closed: every table that a service names is there. An owner in a slot word may lack its entry only in what was read
 * from a damaged data plane.
 *
 * @param maxFalsePositiveRate the share of unmarked flows (0–1) that a transit filter may take for marked: one that is fuller
 *     takes no marks, and slots that use it do as frozen ones; 0 = not said yet
 */
public record DataplaneState(
        SortedMap<BackendId, BackendEntry> backends,
        SortedMap<TableId, SlotTable> tables,
        SortedMap<ServiceId, ServiceEntry> services,
        double maxFalsePositiveRate) {
    public static final DataplaneState EMPTY = new DataplaneState(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    /** Of which nothing is said of its filters. */
    public DataplaneState(
            SortedMap<BackendId, BackendEntry> backends,
            SortedMap<TableId, SlotTable> tables,
            SortedMap<ServiceId, ServiceEntry> services) {
        this(backends, tables, services, 0);
    }

    public DataplaneState {
        backends = Collections.unmodifiableSortedMap(new TreeMap<>(backends));
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
        for (ServiceEntry service : services.values()) {
            if (!tables.containsKey(service.table())) {
                throw new IllegalArgumentException("service " + service.id() + " names no table that is there");
            }
        }
    }

    /** A table that is there. */
    public SlotTable table(TableId id) {
        SlotTable table = tables.get(id);
        if (table == null) {
            throw new IllegalArgumentException("no table " + id);
        }
        return table;
    }
}
