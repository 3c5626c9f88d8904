package dev.turnout.core.dataplane;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a data plane remembers of the flows of services with persistence {@code FLOW_TABLE}, as far as others have a say in
 * it. Packets make the entries; here they are found and forgotten by the backend that they name.
 */
public interface FlowTable {
    /** Of a data plane that remembers no flow. */
    FlowTable NONE = new FlowTable() {
        @Override
        public Map<Kind, Long> count() {
            return Map.of();
        }

        @Override
        public long forget(Set<Keeping> which) {
            return 0;
        }
    };

    /** There are entries by which flows of that service stay with that backend. */
    record Keeping(ServiceId service, BackendId backend) {}

    /**
     * What entries are told apart by here.
     *
     * @param generation of the backend's id when they were made; they are void once it has another
     */
    record Kind(Keeping keeping, int generation) {}

    /** How many entries there are of each kind, the void ones included. Looks at every entry once. */
    Map<Kind, Long> count();

    /** Who is kept by entries now. Looks at every entry once. */
    default Set<Keeping> keeping() {
        return count().keySet().stream().map(Kind::keeping).collect(Collectors.toSet());
    }

    /**
     * Deletes all entries of these: the next packet of such a flow goes by its slot. Looks at every entry once; one that is made
     * meanwhile may stay.
     *
     * @return how many were deleted
     */
    long forget(Set<Keeping> which);
}
