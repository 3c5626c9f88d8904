package dev.turnout.agent.reconcile;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FlowTable;
import dev.turnout.core.dataplane.FlowTable.Keeping;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.Persistence;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which backends have left which services that remember their flows, and since when.
 *
 * <p>An entry of the flow table outlives its backend's part in the service, so that its connection is kept. A UDP flow or a
 * client may go on for ever, and its entry with it, so the entries are forgotten once the service's ceiling has passed. Those of
 * a service that is gone, or that remembers no flows any more, are forgotten at once: its id may be another's next.
 *
 * <p>In memory alone. A process that starts finds in the flow table who left before, and counts from its start.
 */
final class Departures {
    private final FlowTable flows;
    private final Map<Keeping, Instant> left = new HashMap<>();
    private Set<Keeping> owners = Set.of();
    private @Nullable DataplaneState looked;

    Departures(FlowTable flows) {
        this.flows = flows;
    }

    /**
     * Looks at who owns slots now, and has forgotten what is due.
     *
     * @param ceiling of a service
     */
    void look(DataplaneState state, Function<ServiceId, Duration> ceiling, Instant now) {
        if (looked != state) {
            Set<Keeping> before = looked == null ? flows.keeping() : owners;
            owners = owners(state);
            before.forEach(keeping -> left.putIfAbsent(keeping, now));
            left.keySet().removeAll(owners);
            looked = state;
        }
        Set<Keeping> due = new HashSet<>();
        left.forEach((keeping, since) -> {
            boolean remembers = remembersFlows(state, keeping.service());
            if (!remembers || !now.isBefore(since.plus(ceiling.apply(keeping.service())))) {
                due.add(keeping);
            }
        });
        if (!due.isEmpty()) {
            flows.forget(due);
            left.keySet().removeAll(due);
        }
    }

    private static boolean remembersFlows(DataplaneState state, ServiceId id) {
        var service = state.services().get(id);
        return service != null && service.spec().persistence() == Persistence.FLOW_TABLE;
    }

    /** Whom the slots of each service end with: where its flows may begin. */
    private static Set<Keeping> owners(DataplaneState state) {
        Map<TableId, BitSet> ofTables = new HashMap<>();
        Set<Keeping> owners = new HashSet<>();
        state.services().forEach((id, service) -> {
            if (remembersFlows(state, id)) {
                ofTables.computeIfAbsent(service.table(), table -> owners(state.table(table))).stream()
                        .forEach(owner -> owners.add(new Keeping(id, new BackendId(owner))));
            }
        });
        return owners;
    }

    private static BitSet owners(SlotTable table) {
        BitSet owners = table.counts().restingOwners();
        owners.clear(0);
        return owners;
    }
}
