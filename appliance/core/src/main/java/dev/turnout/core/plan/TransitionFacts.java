package dev.turnout.core.plan;

import java.util.OptionalInt;
import java.util.Set;

/**
 * What has been measured of transitions that run.
 *
 * @param ended waves that have been quiet for their idle time, or have reached their ceiling
 * @param retiringFilter the transit filter that should take no new slots, so that it empties and can be cleared
 */
public record TransitionFacts(Set<Wave> ended, OptionalInt retiringFilter) {
    /** Nothing has ended. */
    public static final TransitionFacts NONE = new TransitionFacts(Set.of(), OptionalInt.empty());

    public TransitionFacts {
        ended = Set.copyOf(ended);
    }
}
