package dev.turnout.core.program;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.model.Revision;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a data plane should run once nothing is in transition.
 *
 * @param backends of all pools that a service names, those of weight 0 included
 * @param tables by content; every slot stable, 0 where a service has no backend to use
 * @param surroundings what the backends were known to be, for those too that only older programs name
 */
public record DataplaneProgram(
        Revision revision,
        SortedMap<BackendId, BackendEntry> backends,
        SortedMap<TableKey, SlotTable> tables,
        SortedMap<ServiceId, DesiredService> services,
        Surroundings surroundings) {
    public DataplaneProgram {
        backends = Collections.unmodifiableSortedMap(new TreeMap<>(backends));
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    }

    /** The same program with other services, whose tables it has. */
    public DataplaneProgram with(SortedMap<ServiceId, DesiredService> others) {
        return new DataplaneProgram(revision, backends, tables, others, surroundings);
    }

    /** The content that a service of this program should have. */
    public SlotTable table(TableKey key) {
        SlotTable table = tables.get(key);
        if (table == null) {
            throw new IllegalArgumentException("the program has no table " + key.digest());
        }
        return table;
    }
}
