package dev.turnout.core.plan;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FlowTable;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.model.Persistence;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How many flows a data plane's flow table knows, by service and the backend that it names.
 *
 * @param entries by backend, each more than 0, void ones left out; a service that is missing was not counted, which is no
 *     zero
 */
public record FlowCounts(Map<ServiceId, Map<BackendId, Long>> entries) {
    /** Nobody counted. */
    public static final FlowCounts NONE = new FlowCounts(Map.of());

    public FlowCounts {
        entries = Map.copyOf(entries);
    }

    /**
     * Of what a flow table has counted, what holds: the backend is there, its id has not named another since, and it is not
     * dead. Services that remember no flows are left out: what they left behind is forgotten of itself.
     */
    public static FlowCounts of(Map<FlowTable.Kind, Long> counted, DataplaneState state) {
        Map<ServiceId, Map<BackendId, Long>> entries = new HashMap<>();
        state.services().forEach((id, service) -> {
            if (remembers(service)) {
                entries.put(id, new HashMap<>());
            }
        });
        counted.forEach((kind, count) -> {
            Map<BackendId, Long> ofService = entries.get(kind.keeping().service());
            BackendEntry backend = state.backends().get(kind.keeping().backend());
            if (ofService != null && backend != null && holds(backend, kind.generation())) {
                ofService.merge(backend.id(), count, Long::sum);
            }
        });
        return new FlowCounts(entries);
    }

    /** Whether there is anything to count: a service that remembers flows. */
    public static boolean mayHold(DataplaneState state) {
        return state.services().values().stream().anyMatch(FlowCounts::remembers);
    }

    private static boolean remembers(ServiceEntry service) {
        return service.spec().persistence() == Persistence.FLOW_TABLE;
    }

    private static boolean holds(BackendEntry backend, int generation) {
        return backend.idGeneration() == generation
                && !(backend.draining() && backend.nextHop().isEmpty());
    }

    OptionalLong of(ServiceId service) {
        Map<BackendId, Long> counted = entries.get(service);
        return counted == null
                ? OptionalLong.empty()
                : OptionalLong.of(
                        counted.values().stream().mapToLong(Long::longValue).sum());
    }
}
