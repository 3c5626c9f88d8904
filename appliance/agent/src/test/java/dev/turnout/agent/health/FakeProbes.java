package dev.turnout.agent.health;

import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.health.ProbeResult;
import dev.turnout.core.health.ProbeTask;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Probes without a wire: backends answer as the test says, each time that it asks for a round. */
public final class FakeProbes implements HealthProbes {
    public static final ProbeOutcome REFUSED =
            new ProbeOutcome.Failed("PROBE_REFUSED", "the backend refused the connection", true);
    public static final ProbeOutcome SILENT =
            new ProbeOutcome.Failed("PROBE_TIMEOUT", "no answer came within the timeout", false);

    private final InstantSource clock;
    private final Map<PoolBackend, ProbeOutcome> answers = new HashMap<>();
    private Map<PoolBackend, ProbeTask> watched = Map.of();
    private Consumer<ProbeResult> results = _ -> {};

    public FakeProbes(InstantSource clock) {
        this.clock = clock;
    }

    /** How that backend answers from now on; until then its probes pass. */
    public void answer(PoolBackend backend, ProbeOutcome outcome) {
        answers.put(backend, outcome);
    }

    /** What is asked now. */
    public Map<PoolBackend, ProbeTask> watched() {
        return watched;
    }

    /** Asks each backend once, in order. */
    public void round() {
        new TreeMap<>(watched)
                .forEach((backend, task) -> results.accept(new ProbeResult(
                        backend, task, clock.instant(), answers.getOrDefault(backend, new ProbeOutcome.Passed()))));
    }

    @Override
    public void start(Consumer<ProbeResult> to) {
        results = to;
    }

    @Override
    public void watch(Map<PoolBackend, ProbeTask> wanted) {
        watched = Map.copyOf(wanted);
    }

    @Override
    public void close() {
        watched = Map.of();
    }
}
