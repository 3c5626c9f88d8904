package dev.turnout.core.plan;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.health.HealthState;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import dev.turnout.core.program.DataplaneProgram;
import dev.turnout.core.program.DesiredService;
import dev.turnout.core.program.Surroundings;
import dev.turnout.core.program.TableKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a fleet manager wants, in the smallest form that makes programs: services, each with its backends and a table size.
 * Tables are filled by rendezvous hashing, so nothing here shares code with what is tested.
 */
final class World {
    record Wish(SortedSet<Integer> backends, int size, Persistence persistence) {}

    final SortedMap<Integer, Wish> services = new TreeMap<>();
    final SortedSet<Integer> dead = new TreeSet<>();
    TransitionTimes times = TransitionTimes.DEFAULT;

    static BackendKey keyOf(int backend) {
        return new BackendKey(IpAddress.ipv4(0x0a000000 | backend), new Encapsulation.Ipip());
    }

    static ServiceId idOf(int service) {
        return new ServiceId(service + 1);
    }

    DataplaneProgram program() {
        SortedMap<BackendId, BackendEntry> backends = new TreeMap<>();
        SortedMap<TableKey, SlotTable> tables = new TreeMap<>();
        SortedMap<ServiceId, DesiredService> desired = new TreeMap<>();
        services.forEach((number, wish) -> {
            wish.backends()
                    .forEach(backend -> backends.put(
                            new BackendId(backend),
                            new BackendEntry(
                                    new BackendId(backend),
                                    keyOf(backend),
                                    0,
                                    dead.contains(backend),
                                    Optional.empty())));
            SortedSet<Integer> alive = new TreeSet<>(wish.backends());
            alive.removeAll(dead);
            TableKey key = new TableKey(alive + "/" + wish.size());
            tables.put(key, table(alive, wish.size()));
            ServiceId id = idOf(number);
            desired.put(id, new DesiredService(spec(id, wish.persistence()), key, times));
        });
        Map<BackendKey, HealthState> health = new HashMap<>();
        dead.forEach(backend -> health.put(keyOf(backend), HealthState.DEAD));
        return new DataplaneProgram(new Revision(0, 0), backends, tables, desired, new Surroundings(health, Map.of()));
    }

    private static SlotTable table(SortedSet<Integer> backends, int size) {
        return SlotTable.generate(
                size,
                slot -> SlotWord.stable(backends.stream()
                                .max(java.util.Comparator.comparingLong(backend -> mix(backend * 1_000_003L + slot)))
                                .orElse(0))
                        .bits());
    }

    private static long mix(long x) {
        long z = (x ^ x >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    private static ServiceSpec spec(ServiceId id, Persistence persistence) {
        return new ServiceSpec(
                id,
                new Vip(IpAddress.ipv4(0xc0000200 | id.value()), Protocol.TCP, 80),
                Algorithm.MAGLEV,
                Affinity.FIVE_TUPLE,
                persistence,
                ZeroBackendPolicy.REJECT,
                List.of());
    }
}
