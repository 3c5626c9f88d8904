package dev.turnout.core.dataplane;

/**
 * How a data plane stands on one of its interfaces.
 *
 * @param runs what packets meet that come in
 * @param received packets that came in since it is there, by its own count; 0 where it is gone
 */
public record PortState(String name, Link link, Runs runs, long received) {
    /** Whether packets can come in. */
    public enum Link {
        UP,
        /** Nobody is at the other end of the cable. */
        NO_CARRIER,
        /** Somebody has switched it off. */
        DOWN,
        GONE
    }

    /** What packets meet that come in. */
    public enum Runs {
        /** What this data plane attached, as it attached it. */
        OURS,
        /** The same in a slower mode. */
        SLOWER,
        /** What somebody else attached. */
        FOREIGN,
        NOTHING
    }
}
