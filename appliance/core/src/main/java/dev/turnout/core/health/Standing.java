package dev.turnout.core.health;

/**
 * How far a pool makes use of a backend.
 *
 * @param step of a healthy one, how many {@link #STEPS}th parts of its weight it has, 1 to STEPS; STEPS for others
 */
public record Standing(HealthState state, int step) {
    public static final int STEPS = 8;
    public static final Standing HEALTHY = new Standing(HealthState.HEALTHY, STEPS);
    public static final Standing UNHEALTHY = new Standing(HealthState.UNHEALTHY, STEPS);
    public static final Standing DEAD = new Standing(HealthState.DEAD, STEPS);

    public Standing {
        if (step < 1 || step > STEPS || step < STEPS && state != HealthState.HEALTHY) {
            throw new IllegalArgumentException(state + " at step " + step);
        }
    }

    /** With its whole weight, where it is healthy. */
    public static Standing of(HealthState state) {
        return switch (state) {
            case HEALTHY -> HEALTHY;
            case UNHEALTHY -> UNHEALTHY;
            case DEAD -> DEAD;
        };
    }

    /** A healthy one at this step. */
    public static Standing growing(int step) {
        return new Standing(HealthState.HEALTHY, step);
    }

    public boolean healthy() {
        return state == HealthState.HEALTHY;
    }
}
