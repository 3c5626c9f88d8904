package dev.turnout.agent.view;

import dev.turnout.agent.reconcile.Movement;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.SlotCounts;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.Vip;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One service and who owns the slots of its table.
 *
 * @param name of the service; empty where no configuration names it any more
 * @param pool likewise
 * @param table its id
 * @param moved slots that changed their owner in the last change
 * @param inTransition slots that still serve a previous owner
 * @param frozen of these, those whose move is being taken back
 * @param shares by backend, in the order of addresses
 */
public record ServiceTable(
        Optional<String> name,
        Vip vip,
        Optional<String> pool,
        Algorithm algorithm,
        int table,
        int size,
        int moved,
        int inTransition,
        int frozen,
        List<Share> shares) {
    public ServiceTable {
        shares = List.copyOf(shares);
    }

    /**
     * What one backend has of a table.
     *
     * @param id on this box; empty where it has none yet
     * @param weight as in the configuration; empty for one that is no longer in it
     * @param wanted its weight's share of all weights, 0 to 1
     * @param slots that it owns
     * @param leaving slots whose previous owner it is
     */
    public record Share(
            BackendKey backend,
            Optional<BackendId> id,
            Optional<Integer> weight,
            double wanted,
            int slots,
            int leaving) {}

    /** All services that a data plane holds, in the order of their VIPs. */
    public static List<ServiceTable> all(Optional<FleetConfig> config, DataplaneState state, Movement movement) {
        Map<Vip, Service> byVip = config.stream()
                .flatMap(each -> each.services().stream())
                .collect(Collectors.toMap(Service::vip, Function.identity()));
        return state.services().values().stream()
                .sorted(Comparator.comparing(entry -> entry.spec().vip()))
                .map(entry -> of(
                        entry,
                        Optional.ofNullable(byVip.get(entry.spec().vip())),
                        config,
                        state,
                        movement.byService().getOrDefault(entry.id(), 0)))
                .toList();
    }

    private static ServiceTable of(
            ServiceEntry entry,
            Optional<Service> service,
            Optional<FleetConfig> config,
            DataplaneState state,
            int moved) {
        SlotTable table = state.table(entry.table());
        SlotCounts counts = table.counts();
        Optional<BackendPool> pool = service.flatMap(known -> config.map(from -> from.pool(known.pool())));
        return new ServiceTable(
                service.map(Service::name),
                entry.spec().vip(),
                service.map(Service::pool),
                entry.spec().algorithm(),
                entry.table().value(),
                table.size(),
                moved,
                counts.inTransition(),
                counts.frozen(),
                shares(counts, pool, state));
    }

    private static List<Share> shares(SlotCounts counts, Optional<BackendPool> pool, DataplaneState state) {
        Map<BackendKey, Backend> members = new TreeMap<>();
        pool.ifPresent(known -> known.backends()
                .forEach(backend -> members.put(new BackendKey(backend.address(), known.encapsulation()), backend)));
        Map<BackendKey, BackendEntry> entries = new TreeMap<>();
        BitSet named = counts.allOwners();
        state.backends().values().stream()
                .filter(entry ->
                        members.containsKey(entry.key()) || named.get(entry.id().value()))
                .forEach(entry -> entries.put(entry.key(), entry));
        TreeMap<BackendKey, Optional<Backend>> all = new TreeMap<>();
        entries.keySet().forEach(key -> all.put(key, Optional.empty()));
        members.forEach((key, backend) -> all.put(key, Optional.of(backend)));
        long weights = members.values().stream().mapToLong(Backend::weight).sum();
        List<Share> shares = new ArrayList<>();
        all.forEach((key, member) -> {
            Optional<BackendId> id = Optional.ofNullable(entries.get(key)).map(BackendEntry::id);
            int weight = member.map(Backend::weight).orElse(0);
            shares.add(new Share(
                    key,
                    id,
                    member.map(Backend::weight),
                    weights == 0 ? 0 : (double) weight / weights,
                    id.map(BackendId::value).map(counts::current).orElse(0),
                    id.map(BackendId::value).map(counts::previous).orElse(0)));
        });
        return shares;
    }
}
