package dev.turnout.ebpf;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.Cidr;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The services of one plan, gathered and then published as one new generation of the table.
 *
 * <p>Source ranges have a map of their own: those that come are written before the table is flipped, those that go are taken out
 * after it, so that no permitted client is refused in between. Before both go those that no service asks for any more, which a
 * writer has left that died in between: an id that is used again begins without them.
 *
 * <p>What slots and backends of the plan have made of a service's owners is published with it, or by itself: between the slots
 * and that, new flows are written with the set before, and a SYN does not find them.
 */
final class ServiceChanges {
    private final State state;
    private final Regions regions;
    private final Runnable grace;
    private final NavigableMap<ServiceId, ServiceRow> rows = new TreeMap<>();
    private final NavigableMap<ServiceId, ServiceEntry> puts = new TreeMap<>();
    private final List<ServiceId> removals = new ArrayList<>();
    /** @param grace waits, once for the plan, until what earlier plans set free may be used */
    ServiceChanges(State state, Collection<ServiceRow> found, Regions regions, Runnable grace) {
        this.state = state;
        this.grace = grace;
        this.regions = regions;
        found.forEach(row -> rows.put(row.id(), row));
    }

    void put(ServiceEntry entry) {
        puts.put(entry.id(), entry);
    }

    void remove(ServiceId id) {
        removals.add(id);
    }

    boolean names(TableId table) {
        return rows.values().stream().anyMatch(row -> row.table().equals(table));
    }

    /** Writes them all at once; answers how many were written. */
    long publish(List<ApplyResult.Failure> failures) throws DamagedException {
        NavigableMap<ServiceId, ServiceRow> before = new TreeMap<>(rows);
        removals.forEach(rows::remove);
        puts.values().removeIf(entry -> !stage(entry, failures));
        OwnerSets sets = new OwnerSets(state.slots(), state.backends().read());
        rows.replaceAll((_, row) -> sets.with(row));
        if (puts.isEmpty() && removals.isEmpty() && rows.equals(before)) {
            return 0;
        }
        int keys = ServiceTable.keys(rows.values());
        if (keys > ServiceTable.capacity(state.sizes())) {
            failures.add(new ApplyResult.Failure(
                    "services",
                    "DP_NO_SERVICES",
                    keys + " services and VIPs do not fit: raise the number of services"));
            return 0;
        }
        grace.run();
        Map<Integer, List<Cidr>> held = state.ranges().retain(ServiceRow.ranged(before.values()));
        puts.values().removeIf(entry -> !permit(entry, held, before, failures));
        puts.values().stream()
                .filter(entry -> isNew(entry, before))
                .forEach(entry -> state.tallies().reset(entry.id()));
        state.services().write(rows.values());
        withdraw(held);
        return (long) removals.size() + puts.size();
    }

    private static boolean isNew(ServiceEntry entry, Map<ServiceId, ServiceRow> before) {
        ServiceRow row = before.get(entry.id());
        return row == null || !row.vip().equals(entry.spec().vip());
    }

    private boolean stage(ServiceEntry entry, List<ApplyResult.Failure> failures) {
        if (!regions.contains(entry.table())) {
            failures.add(new ApplyResult.Failure(
                    name(entry), "DP_NO_TABLE", "its table " + entry.table() + " could not be written"));
            return false;
        }
        Regions.Region region = regions.get(entry.table());
        rows.put(entry.id(), ServiceRow.of(entry, region.base(), region.size()));
        return true;
    }

    private static String name(ServiceEntry entry) {
        return "service " + entry.spec().vip();
    }

    /** Lets in the sources that come. Where one is refused, the service stays as it was, and no other source gets in. */
    private boolean permit(
            ServiceEntry entry,
            Map<Integer, List<Cidr>> held,
            Map<ServiceId, ServiceRow> before,
            List<ApplyResult.Failure> failures) {
        int number = entry.id().value();
        List<Cidr> come = new ArrayList<>(entry.spec().sourceRanges());
        come.removeAll(held.getOrDefault(number, List.of()));
        for (Cidr range : come) {
            int result = state.ranges().permit(number, range);
            if (result != 0) {
                failures.add(new ApplyResult.Failure(
                        name(entry),
                        "DP_NO_SOURCE_RANGE",
                        "source range " + range + " was refused (" + Errno.describe(result)
                                + "): raise the number of source ranges"));
                come.forEach(each -> state.ranges().withdraw(number, each));
                rows.compute(entry.id(), (id, _) -> before.get(id));
                return false;
            }
        }
        return true;
    }

    /** Keeps out the sources that go, of the services that were written. */
    private void withdraw(Map<Integer, List<Cidr>> held) {
        removals.forEach(id -> withdraw(id, held, List.of()));
        puts.forEach((id, entry) -> withdraw(id, held, entry.spec().sourceRanges()));
    }

    private void withdraw(ServiceId id, Map<Integer, List<Cidr>> held, List<Cidr> wanted) {
        List<Cidr> go = new ArrayList<>(held.getOrDefault(id.value(), List.of()));
        go.removeAll(wanted);
        go.forEach(range -> state.ranges().withdraw(id.value(), range));
    }
}
