package dev.turnout.core.load;

import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Measures the load of one window after the other, from one look at the counters to the next. A window in which services or
 * tables change is given up, since there is no saying what to expect of it.
 *
 * <p>Immutable: each look gives a new watch. Time is what the caller says it is, and must not run backwards.
 *
 * @param begun where the window that runs began
 * @param latest the last whole window
 */
public record LoadWatch(Optional<Look> begun, Optional<Load> latest) {
    /** Nobody has looked yet. */
    public static final LoadWatch IDLE = new LoadWatch(Optional.empty(), Optional.empty());

    static final Duration WINDOW = Duration.ofMinutes(1);

    /** What was there at one moment. */
    public record Look(DataplaneState state, Counters counters, Instant at) {}

    /** A look at the counters now. */
    public LoadWatch look(DataplaneState state, Counters counters, Instant now) {
        Look latestLook = new Look(state, counters, now);
        if (begun.isEmpty() || !sameTables(begun.get().state(), state)) {
            return new LoadWatch(Optional.of(latestLook), latest);
        }
        Look first = begun.get();
        Duration window = Duration.between(first.at(), now);
        if (window.compareTo(WINDOW) < 0) {
            return new LoadWatch(Optional.of(new Look(state, first.counters(), first.at())), latest);
        }
        Load load = Load.between(state, first.counters(), counters, window);
        return new LoadWatch(Optional.of(latestLook), load.isWhole() ? Optional.of(load) : latest);
    }

    private static boolean sameTables(DataplaneState one, DataplaneState other) {
        return one == other
                || one.services().equals(other.services())
                        && one.tables().equals(other.tables())
                        && one.backends().keySet().equals(other.backends().keySet());
    }
}
