package dev.turnout.agent;

/** A token bucket: so many answers a second, so many at once. Thread-safe. */
final class AnswerRate {
    private static final long SECOND = 1_000_000_000;

    private final long nanosEach;
    private final long most;
    private long fullAt;

    /** @param burst 1 or more */
    AnswerRate(int perSecond, int burst) {
        this.nanosEach = SECOND / perSecond;
        this.most = nanosEach * burst;
    }

    /** @param now nanoseconds, never less than before */
    synchronized boolean take(long now) {
        long begin = Math.max(fullAt, now);
        if (begin - now > most - nanosEach) {
            return false;
        }
        fullAt = begin + nanosEach;
        return true;
    }
}
