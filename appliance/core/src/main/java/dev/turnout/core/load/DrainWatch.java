package dev.turnout.core.load;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far backends are drained that own no slot any more: by the packets that still go to them, whatever holds those there, a
 * slot in transition or an entry of a flow table. Counted from the first look on, so a process that starts counts anew.
 */
public record DrainWatch(SortedMap<BackendId, Drain> drains) {
    public static final DrainWatch IDLE = new DrainWatch(new TreeMap<>());

    /**
     * @param began when it was first seen to own no slot
     * @param packets to it since then
     * @param counted what its counter said at the last look
     * @param quietSince the last look at which a packet had come, or when it began
     * @param looked the last look
     */
    public record Drain(
            BackendKey backend, Instant began, long packets, long counted, Instant quietSince, Instant looked) {
        public Duration quietFor() {
            return Duration.between(quietSince, looked);
        }
    }

    public DrainWatch {
        drains = Collections.unmodifiableSortedMap(drains);
    }

    /** With what is counted now. */
    public DrainWatch look(DataplaneState state, Counters counters, Instant now) {
        SortedMap<BackendId, Drain> next = new TreeMap<>();
        state.backends().forEach((id, entry) -> {
            if (entry.draining()) {
                long counted =
                        counters.backends().getOrDefault(id, Traffic.NONE).packets();
                next.put(id, looked(id, entry, counted, now));
            }
        });
        return new DrainWatch(next);
    }

    private Drain looked(BackendId id, BackendEntry entry, long counted, Instant now) {
        Drain last = drains.get(id);
        if (last == null || !last.backend().equals(entry.key())) {
            return new Drain(entry.key(), now, 0, counted, now, now);
        }
        // Counters that are lower than they were have begun anew.
        long more = counted >= last.counted() ? counted - last.counted() : counted;
        Instant quietSince = more == 0 ? last.quietSince() : now;
        return new Drain(last.backend(), last.began(), last.packets() + more, counted, quietSince, now);
    }

    public Optional<Drain> of(BackendId id) {
        return Optional.ofNullable(drains.get(id));
    }
}
