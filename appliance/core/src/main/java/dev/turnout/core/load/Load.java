package dev.turnout.core.load;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotCounts;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.Traffic;
import dev.turnout.core.model.Persistence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What services and backends got in a window in which no table changed.
 *
 * @param services packets of each
 */
public record Load(Duration window, SortedMap<ServiceId, Long> services, SortedMap<BackendId, BackendLoad> backends) {
    public Load {
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
        backends = Collections.unmodifiableSortedMap(new TreeMap<>(backends));
    }

    /** From the counters at both ends of a window. */
    static Load between(DataplaneState state, Counters first, Counters last, Duration window) {
        SortedMap<ServiceId, Long> services = new TreeMap<>();
        Map<BackendId, Expected> expected = new HashMap<>();
        state.backends().keySet().forEach(id -> expected.put(id, new Expected()));
        Map<TableId, Map<BackendId, Double>> shares = new HashMap<>();
        state.services().forEach((id, service) -> {
            long packets = more(first.services(), last.services(), id);
            services.put(id, packets);
            Map<BackendId, Double> ofTable =
                    shares.computeIfAbsent(service.table(), table -> sharesOf(state.table(table)));
            receivers(service, ofTable, state)
                    .forEach((backend, share) -> expected.computeIfAbsent(backend, _ -> new Expected())
                            .add(id, packets, share));
        });
        SortedMap<BackendId, BackendLoad> backends = new TreeMap<>();
        expected.forEach((id, what) -> backends.put(id, what.load(more(first.backends(), last.backends(), id))));
        return new Load(window, services, backends);
    }

    /** What a backend should get. */
    private static final class Expected {
        private final List<ServiceId> services = new ArrayList<>();
        private long all;
        private double packets;

        void add(ServiceId service, long ofService, double share) {
            services.add(service);
            all += ofService;
            packets += ofService * share;
        }

        BackendLoad load(long measured) {
            return new BackendLoad(services, measured, all, all == 0 ? 0 : Math.clamp(packets / all, 0, 1));
        }
    }

    /**
     * Whom a service may send to, and the share of its packets that each may be expected to get. Entries of a flow table keep
     * flows where earlier tables had them, so its slots do not tell.
     */
    private static Map<BackendId, Double> receivers(
            ServiceEntry service, Map<BackendId, Double> shares, DataplaneState state) {
        if (service.spec().persistence() != Persistence.FLOW_TABLE) {
            return shares;
        }
        Map<BackendId, Double> receivers = new HashMap<>();
        shares.keySet().forEach(id -> receivers.put(id, 1.0));
        state.backends().values().stream()
                .filter(BackendEntry::draining)
                .forEach(draining -> receivers.put(draining.id(), 1.0));
        return receivers;
    }

    /** By owner; a slot in transition counts for both of its owners. */
    private static Map<BackendId, Double> sharesOf(SlotTable table) {
        SlotCounts counts = table.counts();
        Map<BackendId, Double> shares = new HashMap<>();
        counts.allOwners().stream().filter(id -> id != 0).forEach(id -> {
            int slots = counts.current(id) + counts.previous(id);
            shares.put(new BackendId(id), (double) slots / table.size());
        });
        return shares;
    }

    private static <K> long more(Map<K, Traffic> first, Map<K, Traffic> last, K key) {
        return last.getOrDefault(key, Traffic.NONE).packets()
                - first.getOrDefault(key, Traffic.NONE).packets();
    }

    /** Whether counters only went up, as they do unless the data plane was installed anew in between. */
    boolean isWhole() {
        return services.values().stream().allMatch(packets -> packets >= 0)
                && backends.values().stream().allMatch(load -> load.packets() >= 0);
    }

    /** How many packets a second a service got; 0 where it was not there. */
    public double packetsPerSecond(ServiceId service) {
        return services.getOrDefault(service, 0L) / (window.toNanos() / 1e9);
    }
}
