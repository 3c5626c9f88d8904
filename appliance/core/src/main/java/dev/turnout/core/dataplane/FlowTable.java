package dev.turnout.core.dataplane;

import java.util.Set;

/**
 * What a data plane remembers of the flows of services with persistence {@code FLOW_TABLE}, as far as others have a say in
 * it. Packets make the entries; here they are found and forgotten by the backend that they name.
 */
public interface FlowTable {
    /** Of a data plane that remembers no flow. */
    FlowTable NONE = new FlowTable() {
        @Override
        public Set<Keeping> keeping() {
            return Set.of();
        }

        @Override
        public long forget(Set<Keeping> which) {
            return 0;
        }
    };

    /** There are entries by which flows of that service stay with that backend. */
    record Keeping(ServiceId service, BackendId backend) {}

    /** Who is kept by entries now. Looks at every entry once. */
    Set<Keeping> keeping();

    /**
     * Deletes all entries of these: the next packet of such a flow goes by its slot. Looks at every entry once; one that is made
     * meanwhile may stay.
     *
     * @return how many were deleted
     */
    long forget(Set<Keeping> which);
}
