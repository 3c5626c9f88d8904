package dev.turnout.agent.os;

/**
 * How soon the kernel may be read again: a few times at once, then twice a second. Neighbours resolve a few milliseconds
 * after they were asked for, and that should be seen at once; a routing daemon that loads a table reports each route, and
 * that should not be followed one by one. Confined to its caller.
 */
final class ReadPace {
    static final int BURST = 8;
    static final long REFILL_NANOS = 500_000_000L;

    private long credit = BURST * REFILL_NANOS;
    private long last;

    ReadPace(long nowNanos) {
        last = nowNanos;
    }

    /** How long to wait before the next reading; 0 for now. */
    long waitNanos(long nowNanos) {
        refill(nowNanos);
        return Math.max(0, REFILL_NANOS - credit);
    }

    /** Notes a reading. */
    void spend(long nowNanos) {
        refill(nowNanos);
        credit = Math.max(0, credit - REFILL_NANOS);
    }

    private void refill(long nowNanos) {
        credit = Math.min(BURST * REFILL_NANOS, credit + (nowNanos - last));
        last = nowNanos;
    }
}
