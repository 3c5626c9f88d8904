package dev.turnout.p4.driver;

/**
 * How many updates go into a request: more while a target is quick with them, fewer where it is slow. What was too much once is
 * tried again only after many batches. Outlives plans, since it is about the target. For one thread.
 */
final class BatchSize {
    private static final int FIRST = 256;
    private static final long QUICK_NANOS = 50_000_000;
    private static final long SLOW_NANOS = 400_000_000;
    /** Batches as large as is known to be good, before a larger one is tried. */
    private static final int TRUST = 64;

    private final int most;
    private int ceiling;
    private int now;
    private int good;

    BatchSize(int most) {
        this.most = most;
        ceiling = most;
        now = Math.min(FIRST, most);
    }

    int now() {
        return now;
    }

    /** A batch of that size was acknowledged. */
    void took(int size, long nanos) {
        if (nanos > SLOW_NANOS) {
            now = Math.max(1, now / 2);
        } else if (size == now && nanos < QUICK_NANOS) {
            if (now == ceiling && ++good == TRUST) {
                good = 0;
                ceiling = Math.min(most, 2 * ceiling);
            }
            now = Math.min(ceiling, 2 * now);
        }
    }

    /** A batch of that size was too much. */
    void refused(int size) {
        ceiling = Math.max(1, size / 2);
        now = Math.min(now, ceiling);
        good = 0;
    }
}
