package dev.turnout.agent.reconcile;

import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.plan.TransitionClock;
import dev.turnout.core.program.CompileResult;
import dev.turnout.core.program.DataplaneProgram;
import dev.turnout.core.program.Surroundings;
import java.util.List;
import java.util.Optional;

/**
 * Where the reconciler stands, for those who report it. Immutable.
 *
 * @param desired the configuration that should forward
 * @param applied the one that does
 * @param program what was compiled last
 * @param state what the data plane holds
 * @param counters as of the last step
 * @param clock transitions that run
 * @param lastChange what applying it took
 * @param result of the last step
 */
public record View(
        Optional<FleetConfig> desired,
        Optional<FleetConfig> applied,
        Optional<DataplaneProgram> program,
        Surroundings surroundings,
        DataplaneState state,
        Counters counters,
        TransitionClock clock,
        Optional<LastChange> lastChange,
        List<CompileResult.Notice> notices,
        StepResult result) {
    public View {
        notices = List.copyOf(notices);
    }

    /** The same where a configuration should forward that the reconciler has not been told of yet. */
    public View desiring(Optional<FleetConfig> config) {
        return new View(config, applied, program, surroundings, state, counters, clock, lastChange, notices, result);
    }
}
