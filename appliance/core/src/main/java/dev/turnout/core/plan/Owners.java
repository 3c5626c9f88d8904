package dev.turnout.core.plan;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.health.HealthState;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.program.DataplaneProgram;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the owners that slots and flow-table entries name. Two backends at one address are one server, since a flow
 * that reaches it by another encapsulation is the same flow.
 */
final class Owners {
    private final @Nullable IpAddress[] addresses = new IpAddress[BackendId.MAX + 1];
    /** By id: a number of the server, from 1; 0 for nobody. */
    private final int[] servers = new int[BackendId.MAX + 1];

    private final BitSet dead = new BitSet();
    private final BitSet leaving = new BitSet();
    private final BitSet reachable = new BitSet();

    Owners(DataplaneState before, DataplaneProgram desired) {
        Map<IpAddress, Integer> numbers = new HashMap<>();
        desired.backends().values().forEach(entry -> add(entry, numbers, desired));
        before.backends().values().forEach(entry -> {
            add(entry, numbers, desired);
            int id = entry.id().value();
            leaving.set(id, !desired.backends().containsKey(entry.id()));
            reachable.set(id, entry.nextHop().isPresent());
        });
    }

    private void add(BackendEntry entry, Map<IpAddress, Integer> numbers, DataplaneProgram desired) {
        int id = entry.id().value();
        addresses[id] = entry.key().address();
        servers[id] = numbers.computeIfAbsent(entry.key().address(), _ -> numbers.size() + 1);
        dead.set(id, desired.surroundings().healthOf(entry.key()) == HealthState.DEAD);
    }

    int serverOf(int id) {
        return servers[id];
    }

    boolean dead(int id) {
        return dead.get(id);
    }

    /** Dead, or not in the program: what a flow table says of it will be void. */
    boolean forsaken(int id) {
        return dead.get(id) || leaving.get(id);
    }

    /** Whether it can be reached until it leaves, so that flows may be with it though it owns no slot of their service. */
    boolean departs(int id) {
        return leaving.get(id) && reachable.get(id) && !dead.get(id);
    }

    boolean anyDead() {
        return !dead.isEmpty();
    }

    boolean anyForsaken() {
        return !dead.isEmpty() || !leaving.isEmpty();
    }

    /** For people: up to three addresses, ascending. */
    String names(BitSet ids) {
        IpAddress[] named = ids.stream()
                .mapToObj(id -> addresses[id])
                .filter(address -> address != null)
                .distinct()
                .sorted()
                .toArray(IpAddress[]::new);
        String first = String.join(
                ", ", Arrays.stream(named).limit(3).map(IpAddress::toString).toList());
        return named.length > 3 ? first + " and " + (named.length - 3) + " more" : first;
    }
}
