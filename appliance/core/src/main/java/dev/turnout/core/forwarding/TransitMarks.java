package dev.turnout.core.forwarding;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.hash.FiveTuple;

/** The transit filters, as the model sees them: marks that say "this flow began on this backend". */
@FunctionalInterface
public interface TransitMarks {
    /** No flow is marked. */
    TransitMarks NONE = (_, _, _) -> false;

    /** @param filter 0 or 1 */
    boolean contains(int filter, FiveTuple flow, BackendId backend);

    /** Whether a filter takes no more marks. */
    default boolean full(int filter) {
        return false;
    }
}
