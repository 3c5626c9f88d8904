package dev.turnout.agent.status;

import dev.turnout.agent.reconcile.LastChange;
import dev.turnout.agent.reconcile.Movement;
import dev.turnout.agent.reconcile.View;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.Traffic;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.Vip;
import dev.turnout.core.program.PoolUse;
import dev.turnout.v1.ServiceStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The services of the configuration that forwards, by name. */
final class ServiceReports {
    private ServiceReports() {}

    static List<ServiceStatus> of(View view, BoxFacts facts) {
        Map<Vip, ServiceEntry> held = view.state().services().values().stream()
                .collect(Collectors.toMap(entry -> entry.spec().vip(), entry -> entry));
        return view.applied()
                .map(config -> {
                    Map<String, Members> members = config.pools().stream()
                            .collect(Collectors.toMap(BackendPool::name, pool -> Members.of(pool, view)));
                    return config.services().stream()
                            .sorted(Comparator.comparing(Service::name))
                            .map(service -> status(
                                    service,
                                    members.getOrDefault(service.pool(), Members.NONE),
                                    held.get(service.vip()),
                                    view,
                                    facts))
                            .toList();
                })
                .orElse(List.of());
    }

    /** How many backends a pool has, and how many of them take new flows: the same for all of its services. */
    private record Members(int up, int all) {
        static final Members NONE = new Members(0, 0);

        static Members of(BackendPool pool, View view) {
            return new Members(
                    PoolUse.of(pool, view.surroundings()).taking().size(),
                    pool.backends().size());
        }
    }

    /** Names of the services of the configuration that forwards. */
    static Map<Vip, String> names(View view) {
        return view.applied().stream()
                .flatMap(config -> config.services().stream())
                .collect(Collectors.toMap(Service::vip, Service::name));
    }

    private static ServiceStatus status(
            Service service, Members members, @Nullable ServiceEntry entry, View view, BoxFacts facts) {
        ServiceStatus.Builder status = ServiceStatus.newBuilder()
                .setName(service.name())
                .setVip(service.vip().toString())
                .setPool(service.pool())
                .setBackendsUp(members.up())
                .setBackendsAll(members.all())
                .setAlgorithm(dev.turnout.v1.Service.Algorithm.valueOf(
                        service.algorithm().name()))
                .setAnnounced(facts.announced().contains(service.vip().address()));
        if (entry != null) {
            addHeld(status, entry, view);
        }
        return status.build();
    }

    private static void addHeld(ServiceStatus.Builder status, ServiceEntry entry, View view) {
        ServiceId id = entry.id();
        SlotTable table = view.state().table(entry.table());
        Traffic traffic = view.counters().services().getOrDefault(id, Traffic.NONE);
        Movement movement = view.lastChange().map(LastChange::movement).orElse(Movement.NONE);
        status.setTableSize(table.size())
                .setSlotsInTransition(table.inTransition())
                .setSlotsMoved(movement.byService().getOrDefault(id, 0))
                .setPackets(traffic.packets())
                .setBytes(traffic.bytes());
    }
}
