package dev.turnout.core.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.health.HealthState;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.DataplaneSettings;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.HealthCheck;
import dev.turnout.core.model.HealthPolicy;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Seed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbingTest {
    private static final FleetConfig CONFIG = new FleetConfig(
            new Revision(1, 1),
            new Seed("5a".repeat(32)),
            List.of(),
            List.of(
                    pool(1, Optional.of(Probe.Via.FORWARDING_PATH)),
                    pool(3, Optional.empty()),
                    pool(5, Optional.of(Probe.Via.ADDRESS))),
            DataplaneSettings.DEFAULT);

    private final Map<Integer, HealthState> health = new HashMap<>();

    /** Of two backends, of which the first has that number. */
    private static BackendPool pool(int first, Optional<Probe.Via> via) {
        Optional<HealthCheck> check = via.map(way -> new HealthCheck(
                new Probe(
                        new ProbeQuestion.Tcp(80),
                        way,
                        Probe.DEFAULT_INTERVAL,
                        Probe.DEFAULT_TIMEOUT,
                        Probe.DEFAULT_JITTER),
                HealthPolicy.DEFAULT));
        return new BackendPool(
                "pool-" + first,
                new Encapsulation.Ipip(),
                List.of(new Backend(IpAddress.ipv4(first), 1), new Backend(IpAddress.ipv4(first + 1), 1)),
                check);
    }

    private Probing probing() {
        return Probing.of(
                CONFIG,
                backend -> Optional.ofNullable(
                        health.get(backend.backend().address().ipv4Bits())));
    }

    @Test
    void beforeAnybodyWasAskedNothingIsKnown() {
        assertEquals(Probing.NONE, probing());
    }

    @Test
    void allThatFailThroughThePathWhileOneAnswersByItsAddressAreTheBoxs() {
        health.put(1, HealthState.UNHEALTHY);
        health.put(2, HealthState.DEAD);
        assertFalse(probing().isTheBoxs(), "they may all be down");
        health.put(5, HealthState.UNHEALTHY);
        health.put(6, HealthState.HEALTHY);
        assertEquals(new Probing(2, false, true), probing());
        assertTrue(probing().isTheBoxs());
    }

    @Test
    void oneThatAnswersThroughThePathProvesTheBox() {
        health.put(1, HealthState.UNHEALTHY);
        health.put(2, HealthState.HEALTHY);
        health.put(6, HealthState.HEALTHY);
        assertTrue(probing().throughPath());
        assertFalse(probing().isTheBoxs());
    }
}
