package dev.turnout.hwtests.bench;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.plan.Plan;
import dev.turnout.core.plan.Planner;
import dev.turnout.core.plan.TransitionFacts;
import dev.turnout.core.plan.Transitions;
import dev.turnout.core.plan.Wave;
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.CompileResult;
import dev.turnout.core.program.DataplaneProgram;
import dev.turnout.core.program.ProgramCompiler;
import dev.turnout.hwtests.net.Await;
import dev.turnout.hwtests.speed.Site.Wish;
import dev.turnout.p4.driver.P4Dataplane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/** What the agent does with its driver between a document and a target, step by step. */
final class P4Box implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final P4Site site;
    private final P4Dataplane dataplane;
    private final ProgramCompiler compiler = new ProgramCompiler();
    private Allocation allocation = Allocation.EMPTY;
    private int generation;

    private P4Box(P4Site site, P4Dataplane dataplane) {
        this.site = site;
        this.dataplane = dataplane;
    }

    /** The target holds nothing afterwards. */
    static P4Box open(P4Site site, P4Endpoint endpoint, Path state) {
        P4Box box = new P4Box(site, endpoint.connect(state));
        try {
            long ignored = box.clear();
            return box;
        } catch (RuntimeException | Error unusable) {
            box.close();
            throw unusable;
        }
    }

    DataplaneSnapshot read() {
        return switch (dataplane.read()) {
            case ReadResult.Read(DataplaneSnapshot snapshot) -> snapshot;
            case ReadResult.Unreadable unreadable -> throw new IllegalStateException(unreadable.toString());
        };
    }

    /** Once it is the primary again. */
    DataplaneSnapshot readAgain() {
        Await.until(PATIENCE, () -> dataplane.read() instanceof ReadResult.Read, () -> "it does not take over again");
        return read();
    }

    /** What leads to this, or to the beginning of the transition to it. Reads first. */
    Plan towards(Wish wish) {
        DataplaneSnapshot snapshot = read();
        return Planner.diff(snapshot, Transitions.advance(snapshot, program(wish), TransitionFacts.NONE));
    }

    /** What ends the transition to this, as if all had been quiet long enough. Reads first. */
    Plan end(Wish wish) {
        DataplaneSnapshot snapshot = read();
        Set<Wave> waves = new HashSet<>();
        for (TableId table : snapshot.state().tables().keySet()) {
            for (int filter = 0; filter < DataplaneSnapshot.FILTERS; filter++) {
                waves.add(new Wave(table, filter, false));
            }
        }
        TransitionFacts quiet = new TransitionFacts(waves, OptionalInt.empty());
        return Planner.diff(snapshot, Transitions.advance(snapshot, program(wish), quiet));
    }

    private DataplaneProgram program(Wish wish) {
        generation++;
        if (!(compiler.compile(site.config(generation, wish), site.surroundings(), allocation, dataplane.capabilities())
                instanceof CompileResult.Compiled compiled)) {
            throw new IllegalStateException("the site does not fit");
        }
        allocation = compiled.allocation();
        return compiled.program();
    }

    /** Returns when all is acknowledged: the nanoseconds until then. */
    long apply(Plan plan) {
        long begun = System.nanoTime();
        ApplyResult result = dataplane.apply(plan);
        long taken = System.nanoTime() - begun;
        if (!(result instanceof ApplyResult.Applied)) {
            throw new IllegalStateException(result.toString());
        }
        return taken;
    }

    /** Deletes all that there is. */
    long clear() {
        return apply(Planner.diff(read(), DataplaneState.EMPTY));
    }

    @Override
    public void close() {
        dataplane.close();
    }
}
