package dev.turnout.core.model;

/**
 * A server behind a service (Katran says <em>real</em>).
 *
 * @param weight 0–65,535; 0 takes no new flows and keeps its established ones
 */
public record Backend(IpAddress address, int weight) {
    public static final int MAX_WEIGHT = 65_535;

    public Backend {
        if (weight < 0 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight " + weight);
        }
    }
}
