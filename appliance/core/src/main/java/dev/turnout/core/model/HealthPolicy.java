package dev.turnout.core.model;

import java.time.Duration;

/**
 * What a run of probes means.
 *
 * @param rise so many that passed in a row make an unhealthy backend healthy
 * @param fall so many that failed in a row make a healthy backend unhealthy
 * @param panicThreshold while a smaller share of the pool (0–1) is healthy, health is ignored; 0 never ignores it
 * @param slowStart over how long a backend that recovered grows to its whole weight; zero for at once
 * @param holdOff the share of a table (over 0, to 1) that recoveries may move in a minute; what is beyond waits
 */
public record HealthPolicy(
        int rise, int fall, OnUnhealthy onUnhealthy, double panicThreshold, Duration slowStart, double holdOff) {
    /** Envoy's panic threshold; half a table a minute lets one backend of two come back at once, and once. */
    public static final HealthPolicy DEFAULT = new HealthPolicy(2, 3, OnUnhealthy.DRAIN, 0.5, Duration.ZERO, 0.5);

    /** What becomes of an unhealthy backend's established flows. */
    public enum OnUnhealthy {
        /** They stay with it, through a transition. */
        DRAIN,
        /** It is taken for dead: its flows go to others at once, which reset them. */
        RESET
    }

    public HealthPolicy {
        if (rise < 1 || fall < 1 || slowStart.isNegative()) {
            throw new IllegalArgumentException("rise " + rise + ", fall " + fall + ", slow start " + slowStart);
        }
        if (panicThreshold < 0 || panicThreshold > 1 || !(holdOff > 0) || holdOff > 1) {
            throw new IllegalArgumentException("panic " + panicThreshold + ", hold-off " + holdOff);
        }
    }
}
