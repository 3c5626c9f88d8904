package dev.turnout.agent.health;

import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbePhase;
import dev.turnout.core.health.ProbeTask;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Who is to be asked when. Each backend has a place of its own in its interval, and keeps it: a probe that began late, or a
 * box that was busy, does not move those after it, and those that were missed are not made up for.
 *
 * <p>Times are nanoseconds of any one clock. Of one thread.
 */
final class Timetable {
    /** One backend's place. */
    static final class Entry {
        private final PoolBackend target;
        private final ProbeTask task;
        private long due;
        private boolean current = true;

        private Entry(PoolBackend target, ProbeTask task, long due) {
            this.target = target;
            this.task = task;
            this.due = due;
        }

        PoolBackend target() {
            return target;
        }

        ProbeTask task() {
            return task;
        }

        /** Whether this is still asked. */
        boolean isCurrent() {
            return current;
        }
    }

    private static final Comparator<Entry> BY_DUE = (a, b) -> Long.signum(a.due - b.due);

    private final Map<PoolBackend, Entry> entries = new HashMap<>();
    private final PriorityQueue<Entry> waiting = new PriorityQueue<>(BY_DUE);

    /** Goes over to other tasks; who is asked the same as before keeps its place. */
    void replace(Map<PoolBackend, ProbeTask> wanted, long now) {
        entries.values().removeIf(entry -> {
            entry.current = entry.task.equals(wanted.get(entry.target));
            return !entry.current;
        });
        waiting.removeIf(entry -> !entry.current);
        wanted.forEach((target, task) -> {
            if (!entries.containsKey(target)) {
                long phase = ProbePhase.before(target, task.probe()).toNanos();
                Entry entry = new Entry(target, task, now + phase);
                entries.put(target, entry);
                waiting.add(entry);
            }
        });
    }

    /** Somebody who is due; nobody else gets it until {@link #done}, so no backend has two probes at a time. */
    Optional<Entry> take(long now) {
        Entry first = waiting.peek();
        if (first == null || first.due - now > 0) {
            return Optional.empty();
        }
        waiting.remove();
        return Optional.of(first);
    }

    /** Its probe has ended; the next one is at its next place. */
    void done(Entry entry, long now) {
        if (!entry.current) {
            return;
        }
        long interval = entry.task.probe().interval().toNanos();
        long missed = Math.max(0, (now - entry.due) / interval);
        entry.due += (missed + 1) * interval;
        waiting.add(entry);
    }

    /** How long nobody is due; not below 0, {@link Long#MAX_VALUE} where nobody ever is. */
    long rest(long now) {
        Entry first = waiting.peek();
        return first == null ? Long.MAX_VALUE : Math.max(0, first.due - now);
    }
}
