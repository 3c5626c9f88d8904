package dev.turnout.agent.reconcile;

import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.program.Allocation;
import java.time.Instant;

/** What must survive a power cut, written before the data plane changes. */
@FunctionalInterface
public interface Journal {
    /** Remembers nothing. */
    Journal NONE = (_, _, _) -> true;

    /**
     * Makes durable that this configuration takes the place of the one before.
     *
     * @param changed when: transitions that it starts are counted from then
     * @return whether it is durable; if not, the change is not begun
     */
    boolean applying(FleetConfig config, Instant changed, Allocation allocation);
}
