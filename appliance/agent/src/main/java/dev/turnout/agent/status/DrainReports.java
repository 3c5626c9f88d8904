package dev.turnout.agent.status;

import dev.turnout.agent.reconcile.View;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.load.DrainWatch;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.v1.Drain;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far backends are drained that have been told to, or take no new flows for another reason. */
final class DrainReports {
    private final View view;
    private final BoxFacts facts;
    private final Times times;
    /** By pool, the longest of its services. */
    private final Map<String, Duration> idleOfPool = new HashMap<>();

    private final Map<BackendKey, Duration> idleOf = new HashMap<>();
    private boolean counted;

    DrainReports(View view, BoxFacts facts, Times times) {
        this.view = view;
        this.facts = facts;
        this.times = times;
    }

    /** Only where somebody drains. */
    private void count() {
        if (counted) {
            return;
        }
        counted = true;
        view.applied().ifPresent(config -> {
            config.services()
                    .forEach(service -> idleOfPool.merge(
                            service.pool(), service.transition().idle(), DrainReports::longer));
            config.pools()
                    .forEach(pool -> Optional.ofNullable(idleOfPool.get(pool.name()))
                            .ifPresent(idle -> pool.backends()
                                    .forEach(backend -> idleOf.merge(
                                            PoolBackend.of(pool, backend).backend(), idle, DrainReports::longer))));
        });
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Slots of all tables that may send somebody to it. */
    private long naming(BackendId id) {
        return view.state().tables().values().stream()
                .map(SlotTable::counts)
                .mapToLong(counts -> counts.current(id.value()) + counts.previous(id.value()))
                .sum();
    }

    /** Empty where a backend takes new flows, and is to go on doing so. */
    Optional<Drain> of(BackendKey key, @Nullable BackendEntry entry) {
        boolean ordered = view.surroundings().drained().contains(key.address());
        Optional<DrainWatch.Drain> measured =
                Optional.ofNullable(entry).flatMap(held -> facts.drains().of(held.id()));
        if (!ordered && measured.isEmpty()) {
            return Optional.empty();
        }
        count();
        Duration idle = idle(key);
        long slots = entry == null ? 0 : naming(entry.id());
        Drain.Builder drain =
                Drain.newBuilder().setOrdered(ordered).setSlots(slots).setIdle(Times.duration(idle));
        measured.ifPresent(known -> drain.setBegan(times.timestamp(known.began()))
                .setPackets(known.packets())
                .setQuietFor(Times.duration(known.quietFor()))
                .setDrained(slots == 0 && known.quietFor().compareTo(idle) >= 0));
        return Optional.of(drain.build());
    }

    /** The longest of the services that use it; of one that is no longer in the document, of all services. */
    private Duration idle(BackendKey key) {
        Duration own = idleOf.get(key);
        return own != null
                ? own
                : idleOfPool.values().stream().reduce(DrainReports::longer).orElse(TransitionTimes.DEFAULT.idle());
    }
}
