package dev.turnout.agent.reconcile;

import dev.turnout.core.plan.Forecast;
import java.time.Duration;
import java.time.Instant;

/**
 * What it took to apply the configuration that forwards now.
 *
 * @param forecast what it could not keep
 * @param applied when its first plan had been carried out
 * @param duration from the arrival of its document until then
 */
public record LastChange(Forecast forecast, Movement movement, Instant applied, Duration duration) {
    /** With what a later plan for the same configuration moved. */
    LastChange and(Movement more) {
        return new LastChange(forecast, movement.and(more), applied, duration);
    }
}
