package dev.turnout.hwtests.bench;

import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.health.ProbeResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How far apart in time the results of one backend are, of one pool's backends: by an interval where nothing delays them.
 * Thread-safe.
 */
final class Regularity {
    private final String pool;
    private final long interval;
    private final Map<PoolBackend, Long> last = new HashMap<>();
    private long[] off = new long[1 << 10];
    private int count;
    private int failed;

    Regularity(String pool, Duration interval) {
        this.pool = pool;
        this.interval = interval.toNanos();
    }

    synchronized void saw(ProbeResult result) {
        if (!result.target().pool().equals(pool)) {
            return;
        }
        long now = System.nanoTime();
        Long before = last.put(result.target(), now);
        if (before != null) {
            if (count == off.length) {
                off = Arrays.copyOf(off, 2 * count);
            }
            off[count++] = Math.abs(now - before - interval);
            failed += result.outcome() instanceof ProbeOutcome.Failed ? 1 : 0;
        }
    }

    @Override
    public synchronized String toString() {
        long[] sorted = Arrays.copyOf(off, count);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "  %s: results come early or late by %.2f ms (median), %.2f ms (99 %%), %.2f ms (most); %d failed",
                pool,
                sorted[count / 2] / 1e6,
                sorted[(int) (count * 0.99)] / 1e6,
                sorted[count - 1] / 1e6,
                failed);
    }
}
