package dev.turnout.core.model;

import java.time.Duration;

/**
 * One probe of a backend, repeated.
 *
 * @param interval from the beginning of one probe to that of the next
 * @param timeout a probe that has no answer by then has failed; at most the interval
 * @param jitter the share of the interval (0–1) over which the first probes of different backends are spread
 */
public record Probe(ProbeQuestion question, Via via, Duration interval, Duration timeout, double jitter) {
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);
    public static final double DEFAULT_JITTER = 1;

    /** Which way a probe takes. */
    public enum Via {
        /** To the backend's own address, as any packet of the box. */
        ADDRESS,
        /** To a VIP through the box's own forwarding, so encapsulation and decapsulation are probed, too. */
        FORWARDING_PATH
    }

    public Probe {
        if (interval.isNegative() || interval.isZero() || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("interval " + interval + ", timeout " + timeout);
        }
        if (timeout.compareTo(interval) > 0 || jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException("timeout " + timeout + " of " + interval + ", jitter " + jitter);
        }
    }
}
