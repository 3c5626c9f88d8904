package dev.turnout.core.health;

import dev.turnout.core.model.HealthPolicy;
import dev.turnout.core.model.HealthPolicy.OnUnhealthy;
import java.time.Instant;
import java.util.Optional;

/**
 * What probes have said of one backend.
 *
 * <pre>
 *                 fall failures in a row                      … all of them refused, or the pool says RESET
 *   HEALTHY ───────────────────────────────▶ UNHEALTHY ─────────────────────────────────────────▶ DEAD
 *      ▲                                      │     ▲                                              │
 *      └──────── rise passes in a row ────────┘     └──────── any answer but a refusal ────────────┘
 * </pre>
 *
 * <p>Of whom nothing is known, the first probe decides at once.
 *
 * @param known whether anything was ever said of it, by a probe or by what the data plane held
 * @param passes in a row, up to now
 * @param failures likewise
 * @param refusals of the failures, the latest ones that were all refused
 * @param since when it got into this state
 * @param lastFailure of the last probe that failed, even if later ones passed
 */
public record BackendHealth(
        HealthState state,
        boolean known,
        int passes,
        int failures,
        int refusals,
        Instant since,
        Optional<ProbeOutcome.Failed> lastFailure) {
    /** Of whom nothing is known: it may serve. */
    public static BackendHealth unknown(Instant now) {
        return new BackendHealth(HealthState.HEALTHY, false, 0, 0, 0, now, Optional.empty());
    }

    /** As somebody before found it. */
    public static BackendHealth adopted(HealthState state, Instant now) {
        return new BackendHealth(state, true, 0, 0, 0, now, Optional.empty());
    }

    public BackendHealth after(ProbeOutcome outcome, Instant ended, HealthPolicy policy) {
        return switch (outcome) {
            case ProbeOutcome.Passed() -> {
                int run = Math.min(passes + 1, policy.rise());
                HealthState next = !known || run >= policy.rise() ? HealthState.HEALTHY : answered(policy);
                yield new BackendHealth(next, true, run, 0, 0, since(next, ended), lastFailure);
            }
            case ProbeOutcome.Failed failed -> {
                int run = Math.min(failures + 1, policy.fall());
                int refused = failed.refused() ? Math.min(refusals + 1, policy.fall()) : 0;
                boolean down = state != HealthState.HEALTHY || !known || run >= policy.fall();
                HealthState next = down ? failing(refused, policy) : HealthState.HEALTHY;
                yield new BackendHealth(next, true, 0, run, refused, since(next, ended), Optional.of(failed));
            }
        };
    }

    /** An answer, though not enough of them. */
    private HealthState answered(HealthPolicy policy) {
        return state == HealthState.HEALTHY ? state : failing(0, policy);
    }

    private static HealthState failing(int refused, HealthPolicy policy) {
        boolean dead = policy.onUnhealthy() == OnUnhealthy.RESET || refused >= policy.fall();
        return dead ? HealthState.DEAD : HealthState.UNHEALTHY;
    }

    private Instant since(HealthState next, Instant now) {
        return next == state && known ? since : now;
    }
}
