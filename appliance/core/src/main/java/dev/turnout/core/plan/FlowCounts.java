package dev.turnout.core.plan;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.ServiceId;
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

    OptionalLong of(ServiceId service) {
        Map<BackendId, Long> counted = entries.get(service);
        return counted == null
                ? OptionalLong.empty()
                : OptionalLong.of(
                        counted.values().stream().mapToLong(Long::longValue).sum());
    }
}
