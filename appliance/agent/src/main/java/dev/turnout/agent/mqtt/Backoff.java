package dev.turnout.agent.mqtt;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter: uniform from zero to a bound that doubles up to a cap.
 *
 * <p>Full jitter, since a fleet loses its broker at one moment and must not come back at one moment (Brooker,
 * "Exponential Backoff And Jitter", 2015).
 */
final class Backoff {
    private final Duration first;
    private final Duration cap;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration first, Duration cap, RandomGenerator random) {
        this.first = first;
        this.cap = cap;
        this.random = random;
    }

    /** How long to wait after one more failure. */
    Duration next() {
        // Doubling stops long before it could overflow: 2^30 times a second is 34 years.
        Duration bound = first.multipliedBy(1L << Math.min(failures, 30));
        failures++;
        Duration limit = bound.compareTo(cap) < 0 ? bound : cap;
        return Duration.ofNanos(random.nextLong(limit.toNanos() + 1));
    }

    void reset() {
        failures = 0;
    }

    /** Failures since the last reset. */
    int failures() {
        return failures;
    }
}
