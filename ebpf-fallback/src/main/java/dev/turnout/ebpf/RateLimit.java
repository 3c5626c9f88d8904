package dev.turnout.ebpf;

/**
 * How often something may happen on each CPU.
 *
 * @param perSecond in the long run
 * @param burst at once
 */
public record RateLimit(int perSecond, int burst) {
    public RateLimit {
        if (perSecond < 0 || burst < 0) {
            throw new IllegalArgumentException(perSecond + " a second, " + burst + " at once");
        }
    }
}
