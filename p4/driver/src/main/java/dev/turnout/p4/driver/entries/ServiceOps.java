package dev.turnout.p4.driver.entries;

import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Vip;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * From the services that are held to those that are wanted, in steps that are each acknowledged before the next: no packet meets a
 * service before its VIP and its source ranges are there, nor after they have gone.
 *
 * <p>By their keys, not by their ids: a service that got another id is one entry that is modified.
 */
final class ServiceOps {
    private final Held held;
    private final Map<Vip, ServiceRow> wanted = new LinkedHashMap<>();
    private final Set<VipRow> vips = new LinkedHashSet<>();
    private final Set<RangeRow> ranges = new LinkedHashSet<>();

    /** @param services whose tables are all held */
    ServiceOps(Held held, SortedMap<ServiceId, ServiceEntry> services) {
        this.held = held;
        services.values().forEach(this::want);
    }

    private void want(ServiceEntry entry) {
        ServiceRow row = ServiceRow.of(entry, held.size(entry.table().value()));
        wanted.put(row.vip(), row);
        vips.add(new VipRow(row.vip().address()));
        for (Cidr range : entry.spec().sourceRanges()) {
            ranges.add(new RangeRow(row.id(), range));
        }
    }

    List<List<Op>> steps() {
        List<Op> ghosts = ghosts();
        List<Op> come = new ArrayList<>();
        vips.forEach(row -> held.write(row).ifPresent(come::add));
        ranges.forEach(row -> held.write(row).ifPresent(come::add));
        List<Op> puts = new ArrayList<>();
        wanted.values().forEach(row -> held.write(row).ifPresent(puts::add));
        List<Op> go = held.services().stream()
                .filter(row -> !wanted.containsKey(row.vip()))
                .map(Op::delete)
                .toList();
        return List.of(ghosts, come, puts, go, left(ghosts));
    }

    /** Ranges of ids that nobody has: who gets such an id must not begin with them. */
    private List<Op> ghosts() {
        Set<Integer> ids = held.services().stream().map(ServiceRow::id).collect(Collectors.toSet());
        return held.ranges().stream()
                .filter(row -> !ids.contains(row.service()) && !ranges.contains(row))
                .map(Op::delete)
                .toList();
    }

    /** What belongs to no service any more once all are written. */
    private List<Op> left(List<Op> ghosts) {
        List<Op> left = new ArrayList<>();
        Set<Op> gone = new HashSet<>(ghosts);
        held.ranges().stream()
                .filter(row -> !ranges.contains(row))
                .map(Op::delete)
                .filter(op -> !gone.contains(op))
                .forEach(left::add);
        held.vips().stream().filter(row -> !vips.contains(row)).map(Op::delete).forEach(left::add);
        return left;
    }
}
