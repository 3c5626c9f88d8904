package dev.turnout.ebpf;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.Cidr;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The services of one plan, gathered and then published as one new generation of the table.
 *
 * <p>Source ranges have a map of their own: those that come are written before the table is flipped, those that go are taken out
 * after it, so that no permitted client is refused in between.
 */
final class ServiceChanges {
    private final State state;
    private final Regions regions;
    private final Runnable grace;
    private final NavigableMap<ServiceId, ServiceRow> rows = new TreeMap<>();
    private final NavigableMap<ServiceId, ServiceEntry> puts = new TreeMap<>();
    private final List<ServiceId> removals = new ArrayList<>();
    /** Puts that were refused: what was there before them stays. */
    private final Set<ServiceId> refused = new HashSet<>();

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
    long publish(List<ApplyResult.Failure> failures) {
        if (puts.isEmpty() && removals.isEmpty()) {
            return 0;
        }
        boolean ranged = ranged();
        removals.forEach(rows::remove);
        long written = removals.size();
        for (ServiceEntry entry : puts.values()) {
            if (stage(entry, failures)) {
                written++;
            } else {
                refused.add(entry.id());
            }
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
        state.services().write(rows.values());
        if (ranged) {
            withdrawStaleRanges();
        }
        return written;
    }

    /** Whether any service has source ranges, before or after. */
    private boolean ranged() {
        return rows.values().stream().anyMatch(ServiceRow::hasSourceRanges)
                || puts.values().stream()
                        .anyMatch(entry -> !entry.spec().sourceRanges().isEmpty());
    }

    private boolean stage(ServiceEntry entry, List<ApplyResult.Failure> failures) {
        String name = "service " + entry.spec().vip();
        if (!regions.contains(entry.table())) {
            failures.add(new ApplyResult.Failure(
                    name, "DP_NO_TABLE", "its table " + entry.table() + " could not be written"));
            return false;
        }
        Regions.Region region = regions.get(entry.table());
        ServiceRow row = ServiceRow.of(entry, region.base(), region.size());
        for (Cidr range : entry.spec().sourceRanges()) {
            int result = state.ranges().permit(row.id().value(), range);
            if (result != 0) {
                failures.add(new ApplyResult.Failure(
                        name,
                        "DP_NO_SOURCE_RANGE",
                        "source range " + range + " was refused (" + Errno.describe(result)
                                + "): raise the number of source ranges"));
                return false;
            }
        }
        ServiceRow before = rows.put(entry.id(), row);
        if (before == null || !before.vip().equals(row.vip())) {
            state.tallies().reset(entry.id());
        }
        return true;
    }

    private void withdrawStaleRanges() {
        for (Map.Entry<Integer, List<Cidr>> found : state.ranges().read().entrySet()) {
            int number = found.getKey();
            ServiceId id = new ServiceId(number);
            ServiceEntry put = puts.get(id);
            boolean untouched = put == null ? rows.containsKey(id) : refused.contains(id);
            if (!untouched) {
                List<Cidr> wanted = put == null ? List.of() : put.spec().sourceRanges();
                found.getValue().stream()
                        .filter(range -> !wanted.contains(range))
                        .forEach(range -> state.ranges().withdraw(number, range));
            }
        }
    }
}
