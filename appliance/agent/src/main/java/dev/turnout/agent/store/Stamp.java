package dev.turnout.agent.store;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A moment that a later process can find again: by the age of the kernel while the box has not been started anew, else by
 * the time of day.
 *
 * @param boot the life of the kernel in which it was written down
 * @param sinceBoot from the beginning of that life; negative for what was before it
 * @param wall what the wall clock said
 */
public record Stamp(UUID boot, Duration sinceBoot, Instant wall) {
    /** Of what has never been. */
    public static final Stamp NONE = new Stamp(new UUID(0, 0), Duration.ZERO, Instant.EPOCH);
}
