package dev.turnout.p4.driver;

import dev.turnout.core.dataplane.BackendId;
import java.util.Optional;

/** The outcome of asking the program what it does with a packet. */
public sealed interface ExplainResult {
    /**
     * What it says.
     *
     * @param backend whom it chose; empty for none
     * @param marked the flow is in the slot's transit filter
     * @param previousOwner the slot's previous owner was taken
     */
    record Explained(Outcome outcome, Optional<BackendId> backend, boolean marked, boolean previousOwner)
            implements ExplainResult {}

    /** It cannot be asked. */
    record Refused(Refusal refusal) implements ExplainResult {}
}
