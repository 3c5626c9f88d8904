package dev.turnout.core.dataplane;

import java.util.List;

/**
 * What a data plane was found to hold.
 *
 * @param filters the two transit filters, by their number
 */
public record DataplaneSnapshot(DataplaneState state, List<FilterFill> filters) {
    public static final int FILTERS = 2;

    public DataplaneSnapshot {
        filters = List.copyOf(filters);
        if (filters.size() != FILTERS) {
            throw new IllegalArgumentException(filters.size() + " filters");
        }
    }
}
