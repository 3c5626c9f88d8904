package dev.turnout.core.program;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.model.Vip;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which ids a box has given to whom.
 *
 * <p>An id stays with its owner for as long as a program or a slot names it. A released id's generation is remembered,
 * and counted up when it goes to somebody else.
 *
 * @param backends leases by backend
 * @param services ids by VIP
 * @param released the generation that an id had when it was last released
 */
public record Allocation(
        SortedMap<BackendKey, Lease> backends,
        SortedMap<Vip, ServiceId> services,
        SortedMap<BackendId, Integer> released) {
    public static final Allocation EMPTY = new Allocation(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    private static final int GENERATIONS = 256;

    /** @param generation 0–255 */
    public record Lease(BackendId id, int generation) {}

    public Allocation {
        backends = Collections.unmodifiableSortedMap(new TreeMap<>(backends));
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
        released = Collections.unmodifiableSortedMap(new TreeMap<>(released));
    }

    /** What a data plane itself remembers: enough to go on where no file is left. */
    public static Allocation adoptedFrom(DataplaneState state) {
        return EMPTY.adopting(state);
    }

    /** With the leases that a data plane holds; what it holds wins over what is remembered. */
    public Allocation adopting(DataplaneState state) {
        Map<BackendKey, Lease> leases = new HashMap<>(backends);
        Set<BackendId> held = state.backends().keySet();
        leases.values().removeIf(lease -> held.contains(lease.id()));
        state.backends()
                .values()
                .forEach(entry -> leases.put(entry.key(), new Lease(entry.id(), entry.idGeneration())));
        Map<Vip, ServiceId> ids = new HashMap<>(services);
        ids.values().removeIf(state.services()::containsKey);
        state.services().forEach((id, entry) -> ids.put(entry.spec().vip(), id));
        return new Allocation(new TreeMap<>(leases), new TreeMap<>(ids), released);
    }

    /** How many backend ids are leased once these have theirs, those that only drain included. */
    public int backendIdsWith(Collection<BackendKey> keys) {
        Set<BackendKey> all = new HashSet<>(backends.keySet());
        all.addAll(keys);
        return all.size();
    }

    /** With ids for all of these; the lowest that nobody had go first, then the lowest that somebody had. */
    public Allocation with(Iterable<BackendKey> keys, Iterable<Vip> vips) {
        TreeMap<BackendKey, Lease> leases = new TreeMap<>(backends);
        TreeMap<BackendId, Integer> free = new TreeMap<>(released);
        FreeIds backendIds = new FreeIds(BackendId.MIN, usedBackendIds());
        for (BackendKey key : keys) {
            leases.computeIfAbsent(key, _ -> newLease(backendIds, free));
        }
        TreeMap<Vip, ServiceId> ids = new TreeMap<>(services);
        Set<Integer> taken = new HashSet<>();
        services.values().forEach(id -> taken.add(id.value()));
        FreeIds serviceIds = new FreeIds(ServiceId.MIN, taken);
        for (Vip vip : vips) {
            ids.computeIfAbsent(vip, _ -> new ServiceId(serviceIds.next()));
        }
        return new Allocation(leases, ids, free);
    }

    /** The lease of a backend that has one. */
    public Lease lease(BackendKey key) {
        Lease lease = backends.get(key);
        if (lease == null) {
            throw new IllegalArgumentException("no id for " + key);
        }
        return lease;
    }

    /** The id of a VIP that has one. */
    public ServiceId serviceId(Vip vip) {
        ServiceId id = services.get(vip);
        if (id == null) {
            throw new IllegalArgumentException("no id for " + vip);
        }
        return id;
    }

    private Set<Integer> usedBackendIds() {
        Set<Integer> used = new HashSet<>();
        backends.values().forEach(lease -> used.add(lease.id().value()));
        released.keySet().forEach(id -> used.add(id.value()));
        return used;
    }

    private static Lease newLease(FreeIds ids, TreeMap<BackendId, Integer> released) {
        if (ids.peek() <= BackendId.MAX) {
            return new Lease(new BackendId(ids.next()), 0);
        }
        Map.Entry<BackendId, Integer> reused = released.pollFirstEntry();
        if (reused == null) {
            throw new IllegalStateException("more backends than ids");
        }
        return new Lease(reused.getKey(), (reused.getValue() + 1) % GENERATIONS);
    }

    /** Without the ids that neither this program nor this state names. */
    public Allocation retaining(DataplaneProgram program, DataplaneState state) {
        TreeMap<BackendKey, Lease> kept = new TreeMap<>();
        TreeMap<BackendId, Integer> free = new TreeMap<>(released);
        backends.forEach((key, lease) -> {
            if (program.backends().containsKey(lease.id()) || state.backends().containsKey(lease.id())) {
                kept.put(key, lease);
            } else {
                free.put(lease.id(), lease.generation());
            }
        });
        TreeMap<Vip, ServiceId> ids = new TreeMap<>(services);
        ids.values()
                .removeIf(id ->
                        !program.services().containsKey(id) && !state.services().containsKey(id));
        return new Allocation(kept, ids, free);
    }

    /** Counts up through the numbers that are not taken. */
    private static final class FreeIds {
        private final Set<Integer> taken;
        private int next;

        FreeIds(int first, Set<Integer> taken) {
            this.taken = taken;
            this.next = first;
        }

        int peek() {
            while (taken.contains(next)) {
                next++;
            }
            return next;
        }

        int next() {
            int id = peek();
            next = id + 1;
            return id;
        }
    }
}
