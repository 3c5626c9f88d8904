package dev.turnout.agent.reconcile;

import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.plan.Wave;
import dev.turnout.core.program.Allocation;
import java.time.Instant;
import java.util.SortedMap;

/** What must survive a power cut, written before the data plane changes. */
public interface Journal {
    /**
     * Makes durable that this configuration takes the place of the one before.
     *
     * @param changed when
     * @param begun when each wave of transitions began that will run then
     * @return whether it is durable; if not, the change is not begun
     */
    boolean applying(FleetConfig config, Instant changed, Allocation allocation, SortedMap<Wave, Instant> begun);

    /**
     * Makes durable that, of the same configuration, these waves will run and no others.
     *
     * @return whether it is durable; if not, it is said again by the next step
     */
    boolean moving(SortedMap<Wave, Instant> begun);
}
