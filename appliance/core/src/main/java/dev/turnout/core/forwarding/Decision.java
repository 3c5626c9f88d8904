package dev.turnout.core.forwarding;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import java.util.Optional;

/** What becomes of a packet. */
public sealed interface Decision {
    /** Its destination is no VIP: it is the kernel's, or passes through. */
    record NotAVip() implements Decision {}

    /** The VIP has no service for its protocol and port; counted and dropped. */
    record UnknownPort() implements Decision {}

    /** The service does not let its source in. */
    record SourceRefused(ServiceId service) implements Decision {}

    /** Its slot names nobody for it: the service's zero-backend policy answers. */
    record NoBackend(ServiceId service, Lookup lookup) implements Decision {}

    /**
     * It goes to a backend.
     *
     * @param marks the filter that the flow is marked in by this packet; empty for most
     * @param role which owner of the slot was taken, and why
     */
    record ToBackend(ServiceId service, Lookup lookup, BackendId backend, Role role, Optional<Integer> marks)
            implements Decision {}

    /**
     * The slot that was looked at.
     *
     * @param hash CRC-32 of the flow
     * @param index within the table
     */
    record Lookup(TableId table, int hash, int index, SlotWord word) {}

    /** Why an owner was taken. */
    enum Role {
        /** The slot is stable, or its service keeps no flows. */
        OWNER,
        /** A new flow, in a slot in transition. */
        NEW_FLOW,
        /** The flow is marked: it began on the current owner. */
        MARKED,
        /** The flow is not marked: it began on the previous owner, or the move is being taken back. */
        PREVIOUS
    }
}
