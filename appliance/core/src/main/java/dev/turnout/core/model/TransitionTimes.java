package dev.turnout.core.model;

import java.time.Duration;

/**
 * How long a slot that moved still serves its previous owner.
 *
 * @param idle a transition ends once no packet has gone to a previous owner for so long; connections that are silent
 *     for longer are lost
 * @param ceiling it ends at the latest so long after it began; as long after a backend has left a service with a flow
 *     table, what keeps flows there is forgotten
 * @param maxFalsePositiveRate the share of unmarked flows (0–1) that the transit filter may take for marked before the
 *     transition freezes
 */
public record TransitionTimes(Duration idle, Duration ceiling, double maxFalsePositiveRate) {
    public static final TransitionTimes DEFAULT =
            new TransitionTimes(Duration.ofMinutes(15), Duration.ofHours(24), 0.001);

    /** What a table that both share must keep to: the longer times, the smaller rate. */
    public TransitionTimes strictest(TransitionTimes other) {
        return new TransitionTimes(
                idle.compareTo(other.idle) >= 0 ? idle : other.idle,
                ceiling.compareTo(other.ceiling) >= 0 ? ceiling : other.ceiling,
                Math.min(maxFalsePositiveRate, other.maxFalsePositiveRate));
    }
}
