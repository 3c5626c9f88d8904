package dev.turnout.agent.reconcile;

import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.plan.TransitionFacts;
import dev.turnout.core.plan.Transitions;
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.CompileResult;
import dev.turnout.core.program.ProgramCompiler;
import dev.turnout.core.program.Surroundings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a box that comes back empty goes on from.
 *
 * <p>Flows that its neighbours still send to previous owners must go there through this box too. So it does not begin with
 * the tables as they should end, but with those before its last change, and lets the change happen again; the marks that
 * it had are gone.
 *
 * @param snapshot as if the configurations before had been applied one after the other
 * @param allocation with the ids that this took
 * @param begun when the slots began that are in transition from there to what is wanted
 */
record Restoration(DataplaneSnapshot snapshot, Allocation allocation, Instant begun) {
    static Restoration of(
            History history,
            Allocation allocation,
            FleetConfig wanted,
            DataplaneSnapshot empty,
            Surroundings known,
            Capabilities capabilities,
            Instant now) {
        // One time for all of them, so it is the last: what ends late keeps a little state, what ends early breaks
        // flows.
        boolean sameChange = history.applied().equals(Optional.of(wanted));
        Restoration reached = new Restoration(empty, allocation, sameChange ? history.changed() : now);
        for (FleetConfig config : past(history, wanted, now)) {
            reached = reached.then(config, known, capabilities);
        }
        return reached;
    }

    private static List<FleetConfig> past(History history, FleetConfig wanted, Instant now) {
        List<FleetConfig> past = new ArrayList<>();
        history.applied().filter(applied -> stillRunning(history, applied, now)).ifPresent(applied -> {
            history.previous().ifPresent(past::add);
            if (!applied.equals(wanted)) {
                past.add(applied);
            }
        });
        return past;
    }

    private static boolean stillRunning(History history, FleetConfig applied, Instant now) {
        return applied.services().stream()
                .anyMatch(service ->
                        now.isBefore(history.changed().plus(service.transition().ceiling())));
    }

    private Restoration then(FleetConfig config, Surroundings known, Capabilities capabilities) {
        return switch (new ProgramCompiler().compile(config, known, allocation, capabilities)) {
            case CompileResult.Compiled compiled ->
                new Restoration(
                        new DataplaneSnapshot(
                                Transitions.advance(snapshot, compiled.program(), TransitionFacts.NONE),
                                snapshot.filters()),
                        compiled.allocation(),
                        begun);
            case CompileResult.DoesNotFit _ -> this;
        };
    }
}
