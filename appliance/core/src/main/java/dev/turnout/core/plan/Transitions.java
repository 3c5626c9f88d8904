package dev.turnout.core.plan;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.program.DataplaneProgram;
import java.util.BitSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a data plane should go next: the nearest state to what is desired that no live flow notices.
 *
 * <p>Called again and again with what was then observed, it arrives at the desired program once all transitions have
 * ended, and stays there. It remembers nothing between calls; all that it needs is in the data plane itself.
 */
public final class Transitions {
    private Transitions() {}

    /** The state to write now. Equal arguments give equal states. */
    public static DataplaneState advance(DataplaneSnapshot observed, DataplaneProgram wanted, TransitionFacts facts) {
        DataplaneProgram desired = FlagLast.of(observed.state(), wanted);
        TableMoves moves = new TableMoves(observed, desired, facts);
        SortedMap<ServiceId, TableId> tableOf = moves.assign();
        SortedMap<TableId, SlotTable> tables = moves.tables();
        SortedMap<ServiceId, ServiceEntry> services = new TreeMap<>();
        desired.services().forEach((id, service) -> {
            TableId table = tableOf.get(id);
            if (table == null) {
                throw new IllegalStateException("service " + id + " was given no table");
            }
            services.put(id, new ServiceEntry(service.spec(), table));
        });
        tables.keySet().retainAll(tableOf.values());
        return new DataplaneState(
                backends(observed.state(), desired, tables), tables, services, moves.maxFalsePositiveRate());
    }

    /** Those of the program, and those that only a slot in transition still names. */
    private static SortedMap<BackendId, BackendEntry> backends(
            DataplaneState observed, DataplaneProgram desired, SortedMap<TableId, SlotTable> tables) {
        BitSet owners = new BitSet();
        tables.values().forEach(table -> owners.or(table.counts().allOwners()));
        SortedMap<BackendId, BackendEntry> backends = new TreeMap<>(desired.backends());
        owners.stream().filter(owner -> owner != 0).mapToObj(BackendId::new).forEach(id -> {
            BackendEntry lingering = observed.backends().get(id);
            if (lingering != null) {
                backends.computeIfAbsent(
                        id,
                        _ -> lingering.lingering(Optional.ofNullable(
                                desired.surroundings().nextHops().get(lingering.key()))));
            }
        });
        return backends;
    }
}
