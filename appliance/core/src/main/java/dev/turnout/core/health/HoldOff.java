package dev.turnout.core.health;

import dev.turnout.core.dataplane.BackendKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a pool makes of its backends' health, and what it lately moved for that.
 *
 * <p>Whoever fails is left at once: a table that sends new flows to a backend which does not serve is worse than any number
 * of slots that move. Coming back can wait, and so can the failing of somebody who came back within the last minute: that
 * is flapping, and each round of it would move slots twice. A dead backend never waits, since nothing can be kept on it.
 *
 * @param acting what the compiler is told
 * @param cameBack when a backend last came back, of those that did within the window
 * @param spent what was moved within the window, oldest first
 * @param waiting what did not fit at the last look, if nothing did
 */
record HoldOff(
        SortedMap<BackendKey, Acting> acting,
        SortedMap<BackendKey, Instant> cameBack,
        List<Spend> spent,
        SortedMap<BackendKey, Standing> waiting) {
    static final Duration WINDOW = Duration.ofMinutes(1);

    /** @param growing since when it grows to its whole weight; of one that does not, no matter what */
    record Acting(Standing standing, Instant growing) {}

    /** @param share of a table, 0–1 */
    record Spend(Instant at, double share) {}

    HoldOff {
        acting = Collections.unmodifiableSortedMap(acting);
        cameBack = Collections.unmodifiableSortedMap(cameBack);
        spent = List.copyOf(spent);
        waiting = Collections.unmodifiableSortedMap(waiting);
    }

    static HoldOff of(SortedMap<BackendKey, Acting> acting) {
        return new HoldOff(acting, new TreeMap<>(), List.of(), new TreeMap<>());
    }

    SortedMap<BackendKey, Standing> standings() {
        SortedMap<BackendKey, Standing> standings = new TreeMap<>();
        acting.forEach((key, each) -> standings.put(key, each.standing()));
        return standings;
    }

    double spentShare() {
        return spent.stream().mapToDouble(Spend::share).sum();
    }

    /** Of those backends only; who is new acts as it is said to. */
    HoldOff among(SortedMap<BackendKey, Acting> members) {
        SortedMap<BackendKey, Acting> next = new TreeMap<>(members);
        next.replaceAll((key, fresh) -> acting.getOrDefault(key, fresh));
        SortedMap<BackendKey, Instant> back = new TreeMap<>(cameBack);
        back.keySet().retainAll(next.keySet());
        return new HoldOff(next, back, spent, new TreeMap<>());
    }

    /** Without what is so long ago that it does not count any more. */
    HoldOff at(Instant now) {
        Instant oldest = now.minus(WINDOW);
        List<Spend> left =
                spent.stream().filter(each -> each.at().isAfter(oldest)).toList();
        SortedMap<BackendKey, Instant> back = new TreeMap<>(cameBack);
        back.values().removeIf(at -> !at.isAfter(oldest));
        boolean same = left.size() == spent.size() && back.size() == cameBack.size();
        return new HoldOff(acting, back, left, same ? waiting : new TreeMap<>());
    }

    /** With these changes made, at this cost. */
    HoldOff with(SortedMap<BackendKey, Standing> changes, double cost, Instant now) {
        if (changes.isEmpty()) {
            return this;
        }
        SortedMap<BackendKey, Acting> next = new TreeMap<>(acting);
        SortedMap<BackendKey, Instant> back = new TreeMap<>(cameBack);
        changes.forEach((key, standing) -> next.computeIfPresent(key, (_, before) -> {
            boolean returns = standing.healthy() && !before.standing().healthy();
            if (returns) {
                back.put(key, now);
            }
            return new Acting(standing, returns ? now : before.growing());
        }));
        List<Spend> spends = new ArrayList<>(spent);
        if (cost > 0) {
            spends.add(new Spend(now, cost));
        }
        return new HoldOff(next, back, spends, new TreeMap<>());
    }

    /** Nothing of this fits now. */
    HoldOff waitingFor(SortedMap<BackendKey, Standing> changes) {
        return new HoldOff(acting, cameBack, spent, new TreeMap<>(changes));
    }
}
