package dev.turnout.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    @Test
    void aStepOfTheWallClockIsNoPassingOfTime() {
        AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
        SteadyClock clock = new SteadyClock(wall::get, nanos::get);
        assertEquals(Instant.parse("2026-01-01T00:00:00Z"), clock.instant());
        wall.set(Instant.EPOCH);
        nanos.addAndGet(2_000_000_000L);
        assertEquals(Instant.parse("2026-01-01T00:00:02Z"), clock.instant());
    }
}
