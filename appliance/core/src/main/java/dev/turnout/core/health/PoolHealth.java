package dev.turnout.core.health;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.model.HealthPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The health of one pool: what probes say, and what is made of it now.
 *
 * @param observed what probes say, of all members
 */
record PoolHealth(String pool, HealthPolicy policy, SortedMap<BackendKey, BackendHealth> observed, HoldOff holdOff) {
    private static final double ROUNDING = 1e-9;

    PoolHealth {
        observed = Collections.unmodifiableSortedMap(observed);
    }

    /** With what these backends are observed to be now. */
    PoolHealth observing(Map<BackendKey, BackendHealth> news) {
        SortedMap<BackendKey, BackendHealth> next = new TreeMap<>(observed);
        next.putAll(news);
        return new PoolHealth(pool, policy, next, holdOff);
    }

    /** Goes as far towards what is observed as may be gone now. */
    PoolHealth advance(Instant now, MovedShare cost) {
        HoldOff left = holdOff.at(now);
        SortedMap<BackendKey, Standing> urgent = new TreeMap<>();
        SortedMap<BackendKey, Standing> patient = new TreeMap<>();
        left.acting().forEach((key, acting) -> {
            Standing target = target(key, acting, now);
            if (!target.equals(acting.standing())) {
                (isUrgent(key, acting.standing(), target, left) ? urgent : patient).put(key, target);
            }
        });
        HoldOff acted = left.with(urgent, cost(left, urgent, cost), now);
        return new PoolHealth(pool, policy, observed, patient.isEmpty() ? acted : spend(acted, patient, now, cost));
    }

    /** When one that stands there now would have begun, if nothing had kept it from growing. */
    static Instant growingSince(Standing standing, HealthPolicy policy, Instant now) {
        return now.minus(policy.slowStart().multipliedBy(standing.step() - 1).dividedBy(Standing.STEPS - 1));
    }

    private Standing target(BackendKey key, HoldOff.Acting acting, Instant now) {
        BackendHealth health = observed.get(key);
        HealthState state = health == null ? HealthState.HEALTHY : health.state();
        if (state != HealthState.HEALTHY) {
            return Standing.of(state);
        }
        return Standing.growing(acting.standing().healthy() ? due(acting, now) : firstStep());
    }

    private int firstStep() {
        return policy.slowStart().isZero() ? Standing.STEPS : 1;
    }

    /** The step that is due; never one back. */
    private int due(HoldOff.Acting acting, Instant now) {
        if (policy.slowStart().isZero()) {
            return Standing.STEPS;
        }
        Duration grown = Duration.between(acting.growing(), now);
        if (grown.compareTo(policy.slowStart()) >= 0) {
            return Standing.STEPS;
        }
        long steps = grown.toMillis()
                * (Standing.STEPS - 1)
                / Math.max(1, policy.slowStart().toMillis());
        return Math.max(acting.standing().step(), Math.clamp(1 + steps, 1, Standing.STEPS));
    }

    private static boolean isUrgent(BackendKey key, Standing from, Standing to, HoldOff lately) {
        return switch (to.state()) {
            case DEAD -> true;
            case UNHEALTHY -> from.healthy() && !lately.cameBack().containsKey(key);
            case HEALTHY -> false;
        };
    }

    private double cost(HoldOff from, Map<BackendKey, Standing> changes, MovedShare cost) {
        if (changes.isEmpty()) {
            return 0;
        }
        SortedMap<BackendKey, Standing> after = from.standings();
        after.putAll(changes);
        return cost.between(pool, from.standings(), after);
    }

    /** Makes as many of these changes as there is budget for, in the order of addresses, and the next one in part. */
    private HoldOff spend(HoldOff from, SortedMap<BackendKey, Standing> wanted, Instant now, MovedShare cost) {
        if (wanted.equals(from.waiting())) {
            return from;
        }
        // What moves nothing needs no budget: a table without any owner is filled at once.
        double budget = Math.max(0, policy.holdOff() - from.spentShare()) + ROUNDING;
        List<BackendKey> keys = new ArrayList<>(wanted.keySet());
        int fits = 0;
        int tooMany = keys.size() + 1;
        // All first: that is the usual case. What fits grows with the number, though not strictly, so what is found was
        // tried.
        for (int next = keys.size(); fits + 1 < tooMany; next = (fits + tooMany) / 2) {
            if (cost(from, first(keys, next, wanted), cost) <= budget) {
                fits = next;
            } else {
                tooMany = next;
            }
        }
        SortedMap<BackendKey, Standing> chosen = first(keys, fits, wanted);
        if (fits < keys.size()) {
            part(from, chosen, keys.get(fits), wanted, budget, cost);
        }
        return chosen.isEmpty() ? from.waitingFor(wanted) : from.with(chosen, cost(from, chosen, cost), now);
    }

    /** As many steps of the next backend as fit. One that alone is more than the budget has a window of its own. */
    private void part(
            HoldOff from,
            SortedMap<BackendKey, Standing> chosen,
            BackendKey key,
            SortedMap<BackendKey, Standing> wanted,
            double budget,
            MovedShare cost) {
        Standing whole = wanted.getOrDefault(key, Standing.HEALTHY);
        Standing now = from.standings().getOrDefault(key, Standing.HEALTHY);
        int lowest = now.healthy() ? now.step() + 1 : 1;
        for (int step = whole.step() - 1; whole.healthy() && step >= lowest; step--) {
            SortedMap<BackendKey, Standing> tried = new TreeMap<>(chosen);
            tried.put(key, Standing.growing(step));
            if (cost(from, tried, cost) <= budget) {
                chosen.put(key, Standing.growing(step));
                return;
            }
        }
        if (chosen.isEmpty() && from.spent().isEmpty()) {
            chosen.put(key, whole.healthy() ? Standing.growing(lowest) : whole);
        }
    }

    private static SortedMap<BackendKey, Standing> first(
            List<BackendKey> keys, int count, SortedMap<BackendKey, Standing> wanted) {
        SortedMap<BackendKey, Standing> first = new TreeMap<>(wanted);
        keys.subList(count, keys.size()).forEach(first::remove);
        return first;
    }
}
