package dev.turnout.core.health;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.HealthCheck;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.Vip;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The health of all pools that ask for it. Immutable; what probes say and the time are handed in, so two boxes that saw the
 * same make the same of it.
 *
 * <pre>
 *   ProbeResult* ──after()──▶ BackendHealth ──advance(now)──▶ Standing ──▶ the compiler
 *                              what is so        hold-off        what is made of it
 * </pre>
 */
public final class HealthWatch {
    /** No pool asks for anything. */
    public static final HealthWatch IDLE = new HealthWatch(new TreeMap<>(), Map.of());

    private final SortedMap<String, PoolHealth> pools;
    private final Map<PoolBackend, ProbeTask> tasks;

    /**
     * How a backend stands.
     *
     * @param acting what the compiler is told, which may lag behind what was observed
     * @param heldOff whether it does, for want of budget
     */
    public record Health(BackendHealth observed, Standing acting, boolean heldOff) {}

    private HealthWatch(SortedMap<String, PoolHealth> pools, Map<PoolBackend, ProbeTask> tasks) {
        this.pools = Collections.unmodifiableSortedMap(pools);
        this.tasks = Map.copyOf(tasks);
    }

    /**
     * Watches what these configurations ask for; where several name a backend of the same pool, the first decides. Who was
     * watched before keeps its health, whatever it is asked from now on.
     *
     * @param found of a backend that is new, what somebody before found of it; empty where nothing is known
     */
    public HealthWatch watching(
            List<FleetConfig> configs, Function<PoolBackend, Optional<Standing>> found, Instant now) {
        SortedMap<String, HealthCheck> checks = new TreeMap<>();
        Map<PoolBackend, ProbeTask> wanted = new HashMap<>();
        SortedMap<String, SortedSet<BackendKey>> members = new TreeMap<>();
        for (FleetConfig config : configs) {
            for (BackendPool pool : config.pools()) {
                pool.healthCheck().ifPresent(check -> {
                    checks.putIfAbsent(pool.name(), check);
                    ProbeTask task = new ProbeTask(check.probe(), vipsOf(config, pool, check.probe()));
                    pool.backends().forEach(backend -> {
                        PoolBackend member = PoolBackend.of(pool, backend);
                        members.computeIfAbsent(pool.name(), _ -> new TreeSet<>())
                                .add(member.backend());
                        wanted.putIfAbsent(member, task);
                    });
                });
            }
        }
        SortedMap<String, PoolHealth> next = new TreeMap<>();
        members.forEach((name, keys) -> {
            HealthCheck check = checks.get(name);
            if (check != null) {
                next.put(name, pool(name, check, keys, found, now));
            }
        });
        return new HealthWatch(next, wanted);
    }

    private PoolHealth pool(
            String name,
            HealthCheck check,
            SortedSet<BackendKey> keys,
            Function<PoolBackend, Optional<Standing>> found,
            Instant now) {
        PoolHealth before = pools.get(name);
        SortedMap<BackendKey, BackendHealth> observed = new TreeMap<>();
        SortedMap<BackendKey, HoldOff.Acting> acting = new TreeMap<>();
        for (BackendKey key : keys) {
            BackendHealth known = before == null ? null : before.observed().get(key);
            Optional<Standing> held = known != null ? Optional.empty() : found.apply(new PoolBackend(name, key));
            BackendHealth health = known != null
                    ? known
                    : held.map(standing -> BackendHealth.adopted(standing.state(), now))
                            .orElseGet(() -> BackendHealth.unknown(now));
            observed.put(key, health);
            Standing standing = held.orElse(Standing.of(health.state()));
            acting.put(key, new HoldOff.Acting(standing, PoolHealth.growingSince(standing, check.policy(), now)));
        }
        HoldOff holdOff = before == null ? HoldOff.of(acting) : before.holdOff().among(acting);
        return new PoolHealth(name, check.policy(), observed, holdOff);
    }

    private static List<IpAddress> vipsOf(FleetConfig config, BackendPool pool, Probe probe) {
        return switch (probe.via()) {
            case ADDRESS -> List.of();
            case FORWARDING_PATH ->
                config.services().stream()
                        .filter(service -> service.pool().equals(pool.name()))
                        .map(Service::vip)
                        .filter(vip -> vip.protocol() == Protocol.TCP)
                        .filter(vip -> vip.port() == Vip.ANY_PORT
                                || probe.question().askedPort().equals(Optional.of(vip.port())))
                        .map(Vip::address)
                        .distinct()
                        .sorted()
                        .toList();
        };
    }

    /** What is to be asked. */
    public Map<PoolBackend, ProbeTask> tasks() {
        return tasks;
    }

    /** With these results, in the order in which they came; those of tasks that are no longer asked count for nothing. */
    public HealthWatch after(Collection<ProbeResult> results) {
        SortedMap<String, Map<BackendKey, BackendHealth>> news = new TreeMap<>();
        for (ProbeResult result : results) {
            PoolBackend target = result.target();
            PoolHealth pool = pools.get(target.pool());
            if (pool == null || !result.task().equals(tasks.get(target))) {
                continue;
            }
            BackendHealth known = pool.observed().get(target.backend());
            if (known != null) {
                news.computeIfAbsent(target.pool(), _ -> new HashMap<>())
                        .merge(
                                target.backend(),
                                known.after(result.outcome(), result.ended(), pool.policy()),
                                (sofar, _) -> sofar.after(result.outcome(), result.ended(), pool.policy()));
            }
        }
        if (news.isEmpty()) {
            return this;
        }
        SortedMap<String, PoolHealth> next = new TreeMap<>(pools);
        news.forEach((name, changed) -> next.computeIfPresent(name, (_, pool) -> pool.observing(changed)));
        return new HealthWatch(next, tasks);
    }

    /** As far towards what is observed as may be gone now. */
    public HealthWatch advance(Instant now, MovedShare cost) {
        SortedMap<String, PoolHealth> next = new TreeMap<>(pools);
        next.replaceAll((_, pool) -> pool.advance(now, cost));
        return new HealthWatch(next, tasks);
    }

    /** Those that are dead to every pool of these configurations that has them. */
    public Set<BackendKey> dead(List<FleetConfig> configs) {
        Set<BackendKey> dead = new HashSet<>();
        Set<BackendKey> alive = new HashSet<>();
        for (FleetConfig config : configs) {
            for (BackendPool pool : config.pools()) {
                for (Backend backend : pool.backends()) {
                    PoolBackend member = PoolBackend.of(pool, backend);
                    boolean isDead = of(member)
                            .filter(health -> health.acting().state() == HealthState.DEAD)
                            .isPresent();
                    (isDead ? dead : alive).add(member.backend());
                }
            }
        }
        dead.removeAll(alive);
        return dead;
    }

    /** What the compiler is told, of all that are watched. */
    public Map<PoolBackend, Standing> standings() {
        Map<PoolBackend, Standing> standings = new HashMap<>();
        pools.forEach((name, pool) -> pool.holdOff()
                .standings()
                .forEach((key, standing) -> standings.put(new PoolBackend(name, key), standing)));
        return standings;
    }

    /** How a backend stands; empty where nobody asks. */
    public Optional<Health> of(PoolBackend backend) {
        PoolHealth pool = pools.get(backend.pool());
        BackendHealth observed = pool == null ? null : pool.observed().get(backend.backend());
        if (pool == null || observed == null) {
            return Optional.empty();
        }
        HoldOff holdOff = pool.holdOff();
        HoldOff.Acting known = holdOff.acting().get(backend.backend());
        Standing acting = known == null ? Standing.HEALTHY : known.standing();
        boolean behind = acting.state() != observed.state()
                || holdOff.waiting().containsKey(backend.backend())
                || pool.policy().slowStart().isZero() && acting.step() < Standing.STEPS;
        return Optional.of(new Health(observed, acting, behind));
    }
}
