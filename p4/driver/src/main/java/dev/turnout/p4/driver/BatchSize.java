package dev.turnout.p4.driver;

/**
 * How many updates go into a request: more while a target is quick with them, fewer where it is slow or has no room. Outlives
 * plans, since it is about the target. For one thread.
 */
final class BatchSize {
    private static final int FIRST = 256;
    private static final long QUICK_NANOS = 50_000_000;
    private static final long SLOW_NANOS = 400_000_000;

    private final int most;
    private int now;

    BatchSize(int most) {
        this.most = most;
        now = Math.min(FIRST, most);
    }

    int now() {
        return now;
    }

    /** A batch was acknowledged. */
    void took(long nanos, boolean full) {
        if (nanos > SLOW_NANOS) {
            now = Math.max(1, now / 2);
        } else if (full && nanos < QUICK_NANOS) {
            now = Math.min(most, 2 * now);
        }
    }

    /** A batch was too much. */
    void shrink() {
        now = Math.max(1, now / 4);
    }
}
