package dev.turnout.hwtests.hitless;

import dev.turnout.core.model.Persistence;
import dev.turnout.hwtests.load.Connection;
import dev.turnout.hwtests.load.Connection.Outcome;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The connections of one case to the service of one persistence.
 *
 * @param moving those of the held ones whose slot some document gives to another backend
 * @param retransmitted connections whose SYN was sent more than once
 * @param moved connections that another backend answered, and that yet lived
 * @param waitedMillis the longest that one that streamed to its end waited for an answer
 * @param why those that broke
 */
record Row(
        Persistence persistence,
        int held,
        int moving,
        int opened,
        int paused,
        int retransmitted,
        int moved,
        long waitedMillis,
        Map<Reason, List<Connection>> why) {
    /** Where neither silence nor a lost packet had a part in it. */
    private static final Set<Reason> STREAMING = EnumSet.complementOf(EnumSet.of(Reason.PAUSED, Reason.RETRANSMITTED));

    int count(Reason reason) {
        return why.getOrDefault(reason, List.of()).size();
    }

    /** Streaming connections that broke though their own backend lived. */
    int broken() {
        return STREAMING.stream().mapToInt(this::count).sum() - count(Reason.BACKEND_GONE);
    }

    /** How streaming connections ended that broke, whether their backend lived or not. */
    int ended(Outcome... outcomes) {
        Set<Outcome> wanted = Set.of(outcomes);
        return Math.toIntExact(STREAMING.stream()
                .flatMap(reason -> why.getOrDefault(reason, List.of()).stream())
                .filter(connection -> wanted.contains(connection.outcome()))
                .count());
    }

    /** What must not be. */
    List<String> failures() {
        List<String> failures = new ArrayList<>();
        if (persistence == Persistence.TRANSIT && broken() > 0) {
            failures.add(broken() + " connections broke though their backends lived");
        }
        if (count(Reason.UNEXPLAINED) > 0) {
            failures.add(count(Reason.UNEXPLAINED) + " broke and nobody knows why");
        }
        long corrupted = why.values().stream()
                .flatMap(List::stream)
                .filter(connection -> connection.outcome() == Outcome.CORRUPTED)
                .count();
        if (corrupted + moved > 0) {
            failures.add(corrupted + " were corrupted and " + moved + " heard another backend");
        }
        return failures;
    }
}
