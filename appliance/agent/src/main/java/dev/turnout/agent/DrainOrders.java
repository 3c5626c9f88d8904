package dev.turnout.agent;

import dev.turnout.agent.control.Answer.Refused;
import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Log;
import dev.turnout.agent.store.DurableFile;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Backends that somebody told this box to drain, whatever weight documents give them. An order holds over restarts and new
 * documents, until it is undone, or the backend is neither in a document nor in the data plane any more: who comes back under
 * the same address later is another. Used by the agent's thread.
 */
final class DrainOrders {
    private final Documents documents;
    private final Log log;

    DrainOrders(Documents documents, Log log) {
        this.documents = documents;
        this.log = log;
    }

    SortedSet<IpAddress> backends() {
        return documents.drained();
    }

    /** Orders it, unless it is ordered already; why not, if not. */
    Optional<Refused> order(IpAddress backend, List<FleetConfig> configs) {
        if (backends().contains(backend)) {
            return Optional.empty();
        }
        List<BackendPool> pools = configs.stream()
                .flatMap(config -> config.pools().stream())
                .filter(pool ->
                        pool.backends().stream().anyMatch(each -> each.address().equals(backend)))
                .toList();
        if (pools.isEmpty()) {
            return Optional.of(new Refused(
                    "UNKNOWN_BACKEND", "no pool has a backend " + backend + "; 'turnout status' lists those that do"));
        }
        Optional<BackendPool> emptied =
                pools.stream().filter(pool -> isLast(backend, pool)).findFirst();
        if (emptied.isPresent()) {
            return Optional.of(new Refused(
                    "LAST_BACKEND",
                    "pool " + emptied.get().name() + " would have no backend left; undo another drain, or add one"));
        }
        SortedSet<IpAddress> next = new TreeSet<>(backends());
        next.add(backend);
        return become(next, backend, "ordered");
    }

    private boolean isLast(IpAddress backend, BackendPool pool) {
        List<IpAddress> left = pool.backends().stream()
                .filter(each -> each.weight() > 0)
                .map(Backend::address)
                .filter(each -> !backends().contains(each))
                .toList();
        return left.equals(List.of(backend));
    }

    /** Takes an order back; why not, if not. */
    Optional<Refused> undo(IpAddress backend) {
        if (!backends().contains(backend)) {
            return Optional.of(new Refused(
                    "NOT_DRAINED", backend + " was not told to drain here; 'turnout drain' lists those that were"));
        }
        SortedSet<IpAddress> next = new TreeSet<>(backends());
        next.remove(backend);
        return become(next, backend, "undone");
    }

    /** Forgets those that are nowhere any more. */
    void forget(List<FleetConfig> configs, DataplaneState held) {
        if (backends().isEmpty() || configs.isEmpty()) {
            return;
        }
        SortedSet<IpAddress> left = new TreeSet<>();
        configs.forEach(config ->
                config.pools().forEach(pool -> pool.backends().forEach(each -> left.add(each.address()))));
        for (BackendEntry entry : held.backends().values()) {
            left.add(entry.key().address());
        }
        for (IpAddress gone : List.copyOf(backends())) {
            if (!left.contains(gone)) {
                SortedSet<IpAddress> next = new TreeSet<>(backends());
                next.remove(gone);
                become(next, gone, "forgotten");
            }
        }
    }

    private Optional<Refused> become(SortedSet<IpAddress> next, IpAddress backend, String what) {
        return switch (documents.drain(next)) {
            case DurableFile.Wrote.Durable() -> {
                log.info("drain", Field.of("backend", backend), Field.of("is", what));
                yield Optional.empty();
            }
            case DurableFile.Wrote.Failed(String why) -> Optional.of(notDurable(why));
            case DurableFile.Wrote.Unsure(String why) -> Optional.of(notDurable(why));
        };
    }

    private static Refused notDurable(String why) {
        return new Refused("NOT_DURABLE", "it could not be written to disk, so it was not done: " + why);
    }
}
