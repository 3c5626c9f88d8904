package dev.turnout.core.plan;

/**
 * A share of a service's flows, 0 to 1. The two ends differ where the tables alone do not tell: flows of a slot in transition
 * may be with either of its owners.
 */
public record Share(double atLeast, double atMost) {
    public static final Share NONE = new Share(0, 0);
    public static final Share ALL = new Share(1, 1);
    /** Any number of them. */
    public static final Share UNKNOWN = new Share(0, 1);

    public Share {
        if (!(0 <= atLeast && atLeast <= atMost && atMost <= 1)) {
            throw new IllegalArgumentException("a share of " + atLeast + " to " + atMost);
        }
    }

    static Share of(double exactly) {
        return between(exactly, exactly);
    }

    /** Sums of shares may be off by rounding. */
    static Share between(double atLeast, double atMost) {
        double least = Math.clamp(atLeast, 0, 1);
        return new Share(least, Math.clamp(atMost, least, 1));
    }

    Share and(Share other) {
        return between(atLeast + other.atLeast, atMost + other.atMost);
    }

    /** Whether not even one is among them. */
    public boolean isNone() {
        return atMost == 0;
    }
}
