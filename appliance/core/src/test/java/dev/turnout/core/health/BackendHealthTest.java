package dev.turnout.core.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.model.HealthPolicy;
import dev.turnout.core.model.HealthPolicy.OnUnhealthy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendHealthTest {
    private static final Instant BEGAN = Instant.parse("2026-01-02T03:04:05Z");
    private static final ProbeOutcome.Failed REFUSED = new ProbeOutcome.Failed("PROBE_REFUSED", "refused", true);
    private static final ProbeOutcome.Failed SILENT = new ProbeOutcome.Failed("PROBE_TIMEOUT", "no answer", false);

    private static HealthPolicy policy(OnUnhealthy onUnhealthy) {
        return new HealthPolicy(2, 3, onUnhealthy, 0.5, Duration.ZERO, 0.5);
    }

    /** Probes a second apart: p passed, s silent, r refused. */
    private static BackendHealth live(BackendHealth from, String probes, HealthPolicy policy) {
        BackendHealth health = from;
        for (int i = 0; i < probes.length(); i++) {
            ProbeOutcome outcome = switch (probes.charAt(i)) {
                case 'p' -> new ProbeOutcome.Passed();
                case 's' -> SILENT;
                default -> REFUSED;
            };
            health = health.after(outcome, BEGAN.plusSeconds(i + 1), policy);
        }
        return health;
    }

    @ParameterizedTest(name = "{0} from {1}, {2}: {3}")
    @CsvSource(textBlock = """
            '',           HEALTHY,   DRAIN, HEALTHY
            ss,           HEALTHY,   DRAIN, HEALTHY
            sspss,        HEALTHY,   DRAIN, HEALTHY
            sss,          HEALTHY,   DRAIN, UNHEALTHY
            sssp,         HEALTHY,   DRAIN, UNHEALTHY
            ssspp,        HEALTHY,   DRAIN, HEALTHY
            ssspspsp,     HEALTHY,   DRAIN, UNHEALTHY
            srr,          HEALTHY,   DRAIN, UNHEALTHY
            srrr,         HEALTHY,   DRAIN, DEAD
            rrr,          HEALTHY,   DRAIN, DEAD
            rrrs,         HEALTHY,   DRAIN, UNHEALTHY
            rrrp,         HEALTHY,   DRAIN, UNHEALTHY
            rrrpp,        HEALTHY,   DRAIN, HEALTHY
            sss,          HEALTHY,   RESET, DEAD
            sssp,         HEALTHY,   RESET, DEAD
            ssspp,        HEALTHY,   RESET, HEALTHY
            p,            UNHEALTHY, DRAIN, UNHEALTHY
            pp,           UNHEALTHY, DRAIN, HEALTHY
            rrr,          UNHEALTHY, DRAIN, DEAD
            """)
    void countsRuns(String probes, HealthState from, OnUnhealthy onUnhealthy, HealthState expected) {
        BackendHealth health = live(BackendHealth.adopted(from, BEGAN), probes, policy(onUnhealthy));
        assertEquals(expected, health.state());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "p, HEALTHY",
        "s, UNHEALTHY",
        "r, UNHEALTHY",
        "rrr, DEAD",
        "sp, UNHEALTHY",
        "spp, HEALTHY",
        "ps, HEALTHY"
    })
    void ofWhomNothingIsKnownTheFirstProbeDecides(String probes, HealthState expected) {
        assertEquals(
                expected,
                live(BackendHealth.unknown(BEGAN), probes, policy(OnUnhealthy.DRAIN))
                        .state());
    }

    @Test
    void saysSinceWhenAndWhy() {
        BackendHealth down = live(BackendHealth.adopted(HealthState.HEALTHY, BEGAN), "ssss", policy(OnUnhealthy.DRAIN));
        assertEquals(BEGAN.plusSeconds(3), down.since());
        assertEquals(Optional.of(SILENT), down.lastFailure());

        BackendHealth up = live(down, "pp", policy(OnUnhealthy.DRAIN));
        assertEquals(BEGAN.plusSeconds(2), up.since());
        assertEquals(Optional.of(SILENT), up.lastFailure());
    }
}
