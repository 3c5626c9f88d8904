package dev.turnout.agent.reconcile;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.plan.FlowCounts;
import dev.turnout.core.plan.Forecast;
import dev.turnout.core.plan.Plan;
import dev.turnout.core.plan.Planner;
import dev.turnout.core.plan.Transitions;
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.CompileResult;
import dev.turnout.core.program.DataplaneProgram;
import dev.turnout.core.program.DesiredService;
import dev.turnout.core.program.Fit;
import dev.turnout.core.program.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings a data plane to the configuration that is wanted, and through the transitions on the way.
 *
 * <p>It writes nothing before it has read what is there, and nothing before both a configuration and the surroundings are
 * known: to write again what is right already, or to unresolve a backend that is only not looked up yet, would be worse
 * than to wait. While the wanted configuration does not fit, the applied one is kept up, its health and its transitions
 * included.
 */
public final class Reconciler {
    /** How often what is there is read again, to find what somebody else has changed. */
    static final Duration AUDIT_INTERVAL = Duration.ofMinutes(1);

    private final Dataplane dataplane;
    private final History history;
    private final TransitionLog transitions;
    private final Departures departures;
    private final InstantSource time;
    private final Compilation wantedCompilation = new Compilation();
    private final Compilation appliedCompilation = new Compilation();

    private @Nullable Wanted wanted;
    private @Nullable Surroundings surroundings;

    private @Nullable DataplaneSnapshot observed;
    private Instant nextAudit = Instant.MIN;
    private boolean read;
    private boolean programmed;
    private boolean changing;
    private Allocation allocation;
    private Counters counters = Counters.NONE;

    private Sources backendsFrom = new Sources(null, null, null);
    private Set<BackendKey> backends = Set.of();

    private Optional<FleetConfig> journaled;
    private Optional<FleetConfig> applied = Optional.empty();
    private Optional<DataplaneProgram> program = Optional.empty();
    private List<CompileResult.Notice> notices = List.of();
    private Forecast forecast = Forecast.EMPTY;
    private Optional<LastChange> lastChange = Optional.empty();
    private StepResult result = new StepResult.Idle();

    /**
     * @param history what is remembered from before this process
     * @param time must not run backwards
     */
    public Reconciler(Dataplane dataplane, History history, Journal journal, InstantSource time) {
        this.dataplane = dataplane;
        this.history = history;
        this.transitions = new TransitionLog(journal, history.begun());
        this.departures = new Departures(dataplane.flowTable());
        this.time = time;
        this.allocation = history.allocation();
        this.journaled = history.applied();
    }

    /** Says what should forward from now on; what was wanted before is forgotten. */
    public void want(Wanted latest) {
        wanted = latest;
    }

    /** Says that nobody knows what should forward: what does stays as it is. */
    public void wantNothing() {
        wanted = null;
    }

    /** Says what is known of the backends now. */
    public void surroundings(Surroundings latest) {
        surroundings = latest;
    }

    /**
     * The backends whose next hops matter: those that are wanted and those that are still there. The very same set until that
     * changes.
     */
    public Set<BackendKey> backends() {
        Sources from = new Sources(
                wanted == null ? null : wanted.config(),
                lastGood().orElse(null),
                observed == null ? null : observed.state());
        if (!from.same(backendsFrom)) {
            backendsFrom = from;
            backends = from.backends();
        }
        return backends;
    }

    /** Has the next step read what is there, since somebody else may have changed it. */
    public void audit() {
        nextAudit = Instant.MIN;
    }

    /** Whether it has ever read what is there. */
    public boolean hasRead() {
        return read;
    }

    /** What to keep up where the wanted configuration does not fit; after a restart, what is remembered of it. */
    public Optional<FleetConfig> lastGood() {
        return applied.or(history::applied);
    }

    /** Does one thing that is to be done. After an exception, which is a bug, the next step reads what is there. */
    public StepResult step() {
        boolean returned = false;
        try {
            result = look(time.instant());
            returned = true;
            return result;
        } finally {
            if (!returned) {
                observed = null;
            }
        }
    }

    private StepResult look(Instant now) {
        DataplaneSnapshot snapshot = observed;
        if (snapshot == null || !now.isBefore(nextAudit)) {
            switch (dataplane.read()) {
                case ReadResult.Read(DataplaneSnapshot read) -> snapshot = adopt(read, now);
                case ReadResult.Unreadable(String code, String message) -> {
                    return new StepResult.Failed(code, message);
                }
            }
        }
        counters = dataplane.counters();
        snapshot = new DataplaneSnapshot(snapshot.state(), counters.filters());
        transitions.look(snapshot.state(), counters, now);
        departures.look(snapshot.state(), this::ceiling, now);
        observed = snapshot;
        return wanted == null || surroundings == null
                ? new StepResult.Idle()
                : reconcile(snapshot, wanted, surroundings, now);
    }

    private Duration ceiling(ServiceId service) {
        return program.map(current -> current.services().get(service))
                .map(DesiredService::times)
                .orElse(TransitionTimes.DEFAULT)
                .ceiling();
    }

    private DataplaneSnapshot adopt(DataplaneSnapshot there, Instant now) {
        read = true;
        nextAudit = now.plus(AUDIT_INTERVAL);
        allocation = allocation.adopting(there.state());
        return there;
    }

    private StepResult reconcile(DataplaneSnapshot snapshot, Wanted target, Surroundings known, Instant now) {
        Restoration from = startingPoint(snapshot, target.config(), known, now);
        allocation = from.allocation();
        List<CompileResult.Shortfall> shortfalls = new ArrayList<>();
        Optional<StepResult> done = attempt(wantedCompilation, target.config(), from, snapshot, known, now, shortfalls);
        if (done.isPresent()) {
            return done.get();
        }
        Optional<StepResult> kept = lastGood()
                .flatMap(config -> attempt(appliedCompilation, config, from, snapshot, known, now, new ArrayList<>()));
        return kept.filter(step -> !(step instanceof StepResult.Idle)).orElse(new StepResult.DoesNotFit(shortfalls));
    }

    /** What the data plane holds; on a box that comes back empty, what its neighbours hold. */
    private Restoration startingPoint(DataplaneSnapshot snapshot, FleetConfig target, Surroundings known, Instant now) {
        return programmed || !snapshot.state().services().isEmpty()
                ? new Restoration(snapshot, allocation, now)
                : Restoration.of(history, allocation, target, snapshot, known, dataplane.capabilities(), now);
    }

    /** Goes a step towards a configuration; empty where it does not fit. */
    private Optional<StepResult> attempt(
            Compilation compilation,
            FleetConfig config,
            Restoration from,
            DataplaneSnapshot there,
            Surroundings known,
            Instant now,
            List<CompileResult.Shortfall> shortfalls) {
        switch (compilation.of(config, known, allocation, dataplane.capabilities())) {
            case CompileResult.DoesNotFit(List<CompileResult.Shortfall> missing) -> {
                shortfalls.addAll(missing);
                return Optional.empty();
            }
            case CompileResult.Compiled compiled -> {
                DataplaneState next = Transitions.advance(
                        from.snapshot(),
                        compiled.program(),
                        transitions.clock().facts(there.state(), compiled.program(), now));
                shortfalls.addAll(Fit.peak(there.state(), next, dataplane.capabilities()));
                return shortfalls.isEmpty()
                        ? Optional.of(carryOut(there, next, from.begun(), config, compiled))
                        : Optional.empty();
            }
        }
    }

    private StepResult carryOut(
            DataplaneSnapshot there,
            DataplaneState next,
            Instant joining,
            FleetConfig config,
            CompileResult.Compiled compiled) {
        allocation = compiled.allocation();
        if (journaled.equals(Optional.of(config))) {
            transitions.moving(next, joining);
        } else {
            if (!transitions.applying(config, time.instant(), allocation, next, joining)) {
                return new StepResult.Failed(
                        "AGENT_NOT_DURABLE",
                        "the change could not be written to disk, so it was not begun; free some space");
            }
            journaled = Optional.of(config);
            forecast = Forecast.of(there.state(), compiled.program(), flows(there.state()));
            changing = true;
        }
        program = Optional.of(compiled.program());
        notices = compiled.notices();
        Plan plan = Planner.diff(there, next);
        StepResult done = plan.isEmpty() ? idle(there, next) : apply(plan, there, next);
        if (done instanceof StepResult.Idle || done instanceof StepResult.Changed) {
            arrived(there.state(), next, config);
        }
        return done;
    }

    /** Of two equal states the one that shares its tables with the program, so that they are the same at the next look. */
    private StepResult idle(DataplaneSnapshot there, DataplaneState next) {
        observed = new DataplaneSnapshot(next, there.filters());
        return new StepResult.Idle();
    }

    private StepResult apply(Plan plan, DataplaneSnapshot there, DataplaneState next) {
        return switch (dataplane.apply(plan)) {
            case ApplyResult.Applied(long slotWords, long records) -> {
                observed = new DataplaneSnapshot(next, there.filters());
                yield new StepResult.Changed(slotWords, records);
            }
            case ApplyResult.PartlyApplied partly -> {
                observed = null;
                yield new StepResult.PartlyApplied(partly.failures());
            }
        };
    }

    private void arrived(DataplaneState before, DataplaneState after, FleetConfig config) {
        programmed = true;
        applied = Optional.of(config);
        allocation =
                program.map(current -> allocation.retaining(current, after)).orElse(allocation);
        if (changing && wanted != null) {
            changing = false;
            Instant done = time.instant();
            lastChange = Optional.of(new LastChange(
                    forecast, Movement.between(before, after), done, Duration.between(wanted.arrived(), done)));
        } else if (!before.equals(after)) {
            lastChange = lastChange.map(last -> last.and(Movement.between(before, after)));
        }
    }

    /** How many flows the flow table keeps now. Looks at every entry once, where a service remembers any. */
    public FlowCounts flows() {
        return observed == null ? FlowCounts.NONE : flows(observed.state());
    }

    private FlowCounts flows(DataplaneState state) {
        return FlowCounts.mayHold(state) ? FlowCounts.of(dataplane.flowTable().count(), state) : FlowCounts.NONE;
    }

    /** Where it stands after the last step. */
    public View view() {
        return new View(
                Optional.ofNullable(wanted).map(Wanted::config),
                applied,
                program,
                Optional.ofNullable(surroundings).orElse(Surroundings.UNKNOWN),
                observed == null ? DataplaneState.EMPTY : observed.state(),
                counters,
                transitions.clock(),
                lastChange,
                notices,
                result);
    }
}
