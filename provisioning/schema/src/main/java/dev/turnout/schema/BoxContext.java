package dev.turnout.schema;

import dev.turnout.core.model.IpAddress;
import java.util.Set;

/**
 * What a document is judged by besides itself.
 *
 * @param managementAddresses the box's own addresses, by which it is managed, without the VIPs that it has put on its
 *     loopback: none of them may become a VIP
 */
public record BoxContext(Set<IpAddress> managementAddresses) {
    /** For where no box is known, as at a fleet manager's desk. */
    public static final BoxContext NONE = new BoxContext(Set.of());

    public BoxContext {
        managementAddresses = Set.copyOf(managementAddresses);
    }
}
