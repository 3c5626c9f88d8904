package dev.turnout.core.dataplane;

import java.util.List;
import java.util.Map;

/**
 * What a data plane has counted. Ids without traffic may be missing.
 *
 * @param verdicts packets by outcome, drops by their reason, under stable names such as {@code DROP_UNKNOWN_PORT}
 * @param filters the fill of both transit filters now
 */
public record Counters(
        Map<ServiceId, Traffic> services,
        Map<BackendId, Traffic> backends,
        Map<TableId, TransitTraffic> tables,
        Map<String, Long> verdicts,
        List<FilterFill> filters) {
    public Counters {
        services = Map.copyOf(services);
        backends = Map.copyOf(backends);
        tables = Map.copyOf(tables);
        verdicts = Map.copyOf(verdicts);
        filters = List.copyOf(filters);
    }
}
