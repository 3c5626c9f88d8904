package dev.turnout.core.liveness;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether a box forwards, as it finds out by itself.
 *
 * @param since when it got into this state
 * @param troubles by symptom and subject
 * @param last the last check; empty before the first
 */
public record Liveness(State state, Instant since, List<Trouble> troubles, Optional<Check> last) {
    /** What is to be expected of the box. */
    public enum State {
        /** Nothing is known: there is nothing to forward, or nobody has looked yet. */
        UNKNOWN,
        /** All that was looked at is as it should be. */
        FORWARDING,
        /** Some of it is not. */
        DEGRADED,
        /** Nothing that comes in would reach a backend as it should. */
        NOT_FORWARDING
    }

    /**
     * One look at everything.
     *
     * @param packets that were tried out
     * @param services among which the tries of several checks go round
     */
    public record Check(Instant at, Duration took, int packets, int services) {}

    public Liveness {
        troubles = List.copyOf(troubles);
    }
}
