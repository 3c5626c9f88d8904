package dev.turnout.core.load;

import dev.turnout.core.dataplane.ServiceId;
import java.util.List;

/**
 * What one backend got in a window. A backend's packets are counted once for all of its services, so the window tells which
 * services they may have come through, and not which of them they did.
 *
 * @param services those that may send to it
 * @param packets that were sent to it
 * @param all packets of these services
 * @param expected the share of those that its slots make, 0 to 1; the upper end where slots are in transition or a flow table
 *     decides
 */
public record BackendLoad(List<ServiceId> services, long packets, long all, double expected) {
    /** Of fewer packets nothing is said. */
    public static final long SIGNIFICANT = 10_000;

    /** Twice the odds is beyond what slots and ordinary flows make; two points more are for what is small. */
    private static final double ODDS = 2;

    private static final double MARGIN = 0.02;

    public BackendLoad {
        services = List.copyOf(services);
    }

    /** Of all packets of its services, those that it got; 0 to 1. */
    public double measured() {
        return all == 0 ? 0 : Math.min(1, (double) packets / all);
    }

    /**
     * Whether it carries far more than its share: measured by odds, since a backend of two whose share is a half cannot get
     * twice of it.
     */
    public boolean excessive() {
        double limit = ODDS * expected / (1 - expected + ODDS * expected) + MARGIN;
        return all >= SIGNIFICANT && measured() > limit;
    }
}
