package dev.turnout.agent.reconcile;

import java.time.Duration;
import java.time.Instant;

/**
 * What it took to apply the configuration that forwards now.
 *
 * @param applied when its first plan had been carried out
 * @param duration from the arrival of its document until then
 */
public record LastChange(Movement movement, Instant applied, Duration duration) {
    /** With what a later plan for the same configuration moved. */
    LastChange and(Movement more) {
        return new LastChange(movement.and(more), applied, duration);
    }
}
