package dev.turnout.core.dataplane;

import java.util.List;
import java.util.Map;

/**
 * What a data plane has counted. Ids without traffic may be missing.
 *
 * @param verdicts packets by outcome, drops by their reason, under stable names such as {@code DROP_UNKNOWN_PORT}
 * @param filters the fill of both transit filters now
 * @param flowTableLimited packets that were forwarded without the flow-table entry they were due, since too many new ones came
 */
public record Counters(
        Map<ServiceId, Traffic> services,
        Map<BackendId, Traffic> backends,
        Map<TableId, TransitTraffic> tables,
        Map<String, Long> verdicts,
        List<FilterFill> filters,
        long flowTableLimited) {
    /** Nothing was counted. */
    public static final Counters NONE =
            new Counters(Map.of(), Map.of(), Map.of(), Map.of(), List.of(FilterFill.EMPTY, FilterFill.EMPTY), 0);

    public Counters {
        services = Map.copyOf(services);
        backends = Map.copyOf(backends);
        tables = Map.copyOf(tables);
        verdicts = Map.copyOf(verdicts);
        filters = List.copyOf(filters);
    }
}
