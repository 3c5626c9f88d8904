package dev.turnout.agent;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time of day when this was made, and what has passed since. A step of the wall clock, as by the first answer of a time
 * server, would otherwise end all transitions at once, or none for as long as it went back.
 */
final class SteadyClock implements InstantSource {
    private final Instant began;
    private final long nanosBegan;
    private final LongSupplier nanos;

    /** @param nanos monotonic, as {@link System#nanoTime()} */
    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.began = wall.instant();
        this.nanosBegan = nanos.getAsLong();
        this.nanos = nanos;
    }

    @Override
    public Instant instant() {
        return began.plusNanos(nanos.getAsLong() - nanosBegan);
    }
}
