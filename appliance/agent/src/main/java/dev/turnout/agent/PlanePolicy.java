package dev.turnout.agent;

import java.time.Duration;

/**
 * Which data plane is tried, and for how long. It is chosen when the agent starts, and stays until it ends: a target that does not
 * answer forwards on, and is not abandoned for that. One that was in use before is waited for longer than one that never was, so
 * that a switch that restarts together with the box does not turn the box into another kind of box.
 *
 * @param tryP4 whether P4 is to be tried first
 * @param patience how long, while the target cannot be reached or another controller has it
 * @param elseXdp whether XDP will do where P4 has come to nothing
 */
record PlanePolicy(boolean tryP4, Duration patience, boolean elseXdp) {
    static final Duration NEW = Duration.ofSeconds(15);
    static final Duration KNOWN = Duration.ofMinutes(5);

    /**
     * @param target whether a P4Runtime target is given
     * @param interfaces whether XDP has anything to attach to
     * @param lastWasP4 what was in use before
     */
    static PlanePolicy of(DataplaneChoice choice, boolean target, boolean interfaces, boolean lastWasP4) {
        return switch (choice) {
            case XDP -> new PlanePolicy(false, Duration.ZERO, true);
            case P4 -> new PlanePolicy(true, KNOWN, false);
            case AUTO ->
                target
                        ? new PlanePolicy(true, lastWasP4 || !interfaces ? KNOWN : NEW, interfaces)
                        : new PlanePolicy(false, Duration.ZERO, true);
        };
    }
}
