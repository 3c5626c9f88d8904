package dev.turnout.agent;

import dev.turnout.agent.health.HealthProbes;
import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Level;
import dev.turnout.agent.log.Log;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.health.BackendHealth;
import dev.turnout.core.health.HealthState;
import dev.turnout.core.health.HealthWatch;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.health.ProbeTask;
import dev.turnout.core.maglev.Permutations;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Probe;
import dev.turnout.core.program.PoolUse;
import dev.turnout.core.program.Surroundings;
import dev.turnout.core.program.TableShift;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has backends asked how they are, and makes of the answers what the compiler takes. Never waits for one: what has not come
 * is not known yet.
 */
final class Examiner {
    private final HealthProbes probes;
    private final ProbeResults results;
    private final Log log;
    private HealthWatch watch = HealthWatch.IDLE;
    private List<FleetConfig> watched = List.of();
    private Map<PoolBackend, ProbeTask> asked = Map.of();
    private Set<String> panicking = Set.of();
    private @Nullable Permutations permutations;

    Examiner(HealthProbes probes, Log log, Runnable wake) {
        this.probes = probes;
        this.log = log;
        this.results = new ProbeResults(wake);
        probes.start(results::arrived);
    }

    /**
     * Asks what these configurations want, the first before the others.
     *
     * @param held what is known of backends that were not asked before
     */
    void watch(List<FleetConfig> configs, HeldHealth held, Instant now) {
        if (!configs.equals(watched)) {
            watched = configs;
            watch = watch.watching(configs, held::of, now);
        }
    }

    /** What is known now, with what probes have said since the last time. */
    Surroundings examine(Surroundings ways, Set<IpAddress> drained, Instant now) {
        ask(drained);
        Surroundings unasked = new Surroundings(ways.health(), ways.nextHops(), Map.of(), drained);
        if (watch.tasks().isEmpty()) {
            results.take();
            panicking = Set.of();
            return unasked;
        }
        HealthWatch before = watch;
        FleetConfig config = watched.getFirst();
        Permutations known = permutations == null || !permutations.seed().equals(config.seed())
                ? new Permutations(config.seed())
                : permutations;
        permutations = known;
        watch = watch.after(results.take()).advance(now, new TableShift(config, unasked, known));
        tell(before);
        Surroundings all =
                new Surroundings(with(ways.health(), watch.dead(watched)), ways.nextHops(), watch.standings(), drained);
        tellPanic(config, all);
        return all;
    }

    /** How a backend stands; empty where nobody asks. */
    Optional<HealthWatch.Health> of(PoolBackend backend) {
        return watch.of(backend);
    }

    /**
     * Probes by the forwarding path are packets to a backend: whoever drains would never be seen to be quiet, so it is not
     * asked, and stands as it stood.
     */
    private void ask(Set<IpAddress> drained) {
        Map<PoolBackend, ProbeTask> tasks = new HashMap<>(watch.tasks());
        Set<PoolBackend> resting = resting();
        tasks.entrySet()
                .removeIf(entry -> entry.getValue().probe().via() == Probe.Via.FORWARDING_PATH
                        && (resting.contains(entry.getKey())
                                || drained.contains(entry.getKey().backend().address())));
        if (!tasks.equals(asked)) {
            asked = tasks;
            probes.watch(tasks);
        }
    }

    private Set<PoolBackend> resting() {
        Set<PoolBackend> resting = new HashSet<>();
        watched.stream()
                .limit(1)
                .flatMap(config -> config.pools().stream())
                .forEach(pool -> pool.backends().stream()
                        .filter(backend -> backend.weight() == 0)
                        .map(backend -> PoolBackend.of(pool, backend))
                        .forEach(resting::add));
        return resting;
    }

    private static Map<BackendKey, HealthState> with(Map<BackendKey, HealthState> health, Set<BackendKey> dead) {
        Map<BackendKey, HealthState> all = new HashMap<>(health);
        dead.forEach(key -> all.put(key, HealthState.DEAD));
        return all;
    }

    private void tell(HealthWatch before) {
        for (PoolBackend backend : watch.tasks().keySet()) {
            Optional<BackendHealth> now = watch.of(backend).map(HealthWatch.Health::observed);
            Optional<BackendHealth> then = before.of(backend).map(HealthWatch.Health::observed);
            boolean same = now.map(BackendHealth::state).equals(then.map(BackendHealth::state));
            if (!same && now.isPresent()) {
                tell(backend, now.get(), then);
            }
        }
    }

    private void tell(PoolBackend backend, BackendHealth now, Optional<BackendHealth> then) {
        String why = now.state() == HealthState.HEALTHY
                ? ""
                : now.lastFailure().map(ProbeOutcome.Failed::sentence).orElse("");
        log.log(
                now.state() == HealthState.HEALTHY ? Level.INFO : Level.WARN,
                "health",
                Field.of("pool", backend.pool()),
                Field.of("backend", backend.backend().address()),
                Field.of("state", now.state()),
                Field.of("was", then.map(BackendHealth::state).map(Enum::name).orElse("-")),
                Field.of("why", why));
    }

    private void tellPanic(FleetConfig config, Surroundings all) {
        Set<String> now = new HashSet<>();
        for (BackendPool pool : config.pools()) {
            if (PoolUse.of(pool, all).panics()) {
                now.add(pool.name());
            }
        }
        now.stream()
                .filter(pool -> !panicking.contains(pool))
                .forEach(pool -> log.warn("panic", Field.of("pool", pool), Field.of("health", "ignored")));
        panicking.stream()
                .filter(pool -> !now.contains(pool))
                .forEach(pool -> log.info("panic_over", Field.of("pool", pool), Field.of("health", "counts")));
        panicking = now;
    }
}
