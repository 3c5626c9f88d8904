package dev.turnout.agent;

import dev.turnout.agent.os.Boot;
import dev.turnout.agent.store.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * The time of day when this was made, and what has passed since: what durations are measured by. A step of the wall clock,
 * as by the first answer of a time server, would otherwise end all transitions at once, or none for as long as it went back.
 *
 * <pre>
 *   steady   ──┬────────────────────▶  instant(): never steps; idle times, ceilings, deadlines
 *   wall     ──┼──────┐  ┌──────────▶  wall(): what people read; follows each step
 *   on disk  ──┴──────┴──┴──────────▶  stamp(), recall(): across restarts and boots
 * </pre>
 */
final class SteadyClock implements InstantSource {
    /** The Java that this is written in is not older, so a clock that says less has not been set. */
    static final Instant EARLIEST = Instant.parse("2025-09-16T00:00:00Z");

    /** No box comes back after longer, so a clock that says so is wrong, or was. */
    static final Duration LONGEST_AWAY = Duration.ofDays(10 * 365);

    /** Less is drift, or a time server that slews: following it would make every report differ from the last. */
    private static final Duration STEP = Duration.ofSeconds(1);

    private final InstantSource wall;
    private final LongSupplier nanos;
    private final Instant began;
    private final long nanosBegan;
    private final UUID boot;
    private final Instant booted;
    private volatile Duration ahead = Duration.ZERO;

    /**
     * @param nanos monotonic, as {@link System#nanoTime()}
     * @param boot as it is now
     */
    SteadyClock(InstantSource wall, LongSupplier nanos, Boot boot) {
        this.wall = wall;
        this.nanos = nanos;
        this.began = wall.instant();
        this.nanosBegan = nanos.getAsLong();
        this.boot = boot.id();
        this.booted = began.minus(boot.age());
    }

    @Override
    public Instant instant() {
        return began.plusNanos(nanos.getAsLong() - nanosBegan);
    }

    /** What the wall clock would have said at a moment of this one, were it then set as it is now. To the second. */
    Instant wall(Instant steady) {
        Duration measured = Duration.between(instant(), wall.instant());
        if (measured.minus(ahead).abs().compareTo(STEP) > 0) {
            ahead = measured;
        }
        return steady.plus(ahead);
    }

    /** A moment of this clock, for the disk. */
    Stamp stamp(Instant steady) {
        return new Stamp(boot, Duration.between(booted, steady), wall(steady));
    }

    /**
     * A moment that a process before this one wrote down. Where nobody knows how long ago that is, since the box was
     * started anew and one of the two times of day cannot be right, it is now: what is counted from there then ends late,
     * and never early.
     */
    Instant recall(Stamp stamp) {
        Instant now = instant();
        if (stamp.boot().equals(boot)) {
            Instant then = booted.plus(stamp.sinceBoot());
            return then.isAfter(now) ? now : then;
        }
        Instant today = wall(now);
        if (stamp.wall().isBefore(EARLIEST) || stamp.wall().isAfter(today)) {
            return now;
        }
        Duration ago = Duration.between(stamp.wall(), today);
        return ago.compareTo(LONGEST_AWAY) > 0 ? now : now.minus(ago);
    }
}
