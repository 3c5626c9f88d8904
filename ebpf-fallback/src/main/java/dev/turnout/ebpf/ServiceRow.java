package dev.turnout.ebpf;

import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A service as its record has it: everything but the source ranges, which have a map of their own.
 *
 * @param base the first word of its table among the slots
 * @param size of the table, a power of two
 * @param flags of layout.h
 * @param set the fingerprint of its slots' owners, see {@link OwnerSets}
 */
record ServiceRow(ServiceId id, Vip vip, TableId table, int base, int size, int flags, int set) {
    /** Its set is not known yet. */
    static ServiceRow of(ServiceEntry entry, int base, int size) {
        return new ServiceRow(entry.id(), entry.spec().vip(), entry.table(), base, size, flags(entry.spec()), 0);
    }

    ServiceRow withSet(int value) {
        return new ServiceRow(id, vip, table, base, size, flags, value);
    }

    boolean remembersFlows() {
        return has(Layout.Service.FLAG_FLOW_TABLE);
    }

    boolean hasSourceRanges() {
        return (flags & Layout.Service.FLAG_SOURCE_RANGES) != 0;
    }

    /** The numbers of those that have source ranges. */
    static Set<Integer> ranged(Collection<ServiceRow> rows) {
        return rows.stream()
                .filter(ServiceRow::hasSourceRanges)
                .map(row -> row.id().value())
                .collect(Collectors.toSet());
    }

    private static int flags(ServiceSpec spec) {
        int flags = spec.affinity() == Affinity.CLIENT_IP ? Layout.Service.FLAG_CLIENT_IP : 0;
        flags |= switch (spec.persistence()) {
            case TRANSIT -> Layout.Service.FLAG_TRANSIT;
            case FLOW_TABLE -> Layout.Service.FLAG_FLOW_TABLE;
            case NONE -> 0;
        };
        flags |= switch (spec.algorithm()) {
            case MAGLEV -> 0;
            case RANDOM -> Layout.Service.FLAG_RANDOM;
        };
        flags |= switch (spec.zeroBackends()) {
            case REJECT -> Layout.Service.FLAG_REJECT;
            case WITHDRAW -> Layout.Service.FLAG_REJECT | Layout.Service.FLAG_WITHDRAW;
            case USE_ALL -> 0;
        };
        return flags | (spec.sourceRanges().isEmpty() ? 0 : Layout.Service.FLAG_SOURCE_RANGES);
    }

    ServiceEntry entry(List<Cidr> sourceRanges) {
        return new ServiceEntry(
                new ServiceSpec(id, vip, algorithm(), affinity(), persistence(), zeroBackends(), sourceRanges), table);
    }

    private Algorithm algorithm() {
        return has(Layout.Service.FLAG_RANDOM) ? Algorithm.RANDOM : Algorithm.MAGLEV;
    }

    private Affinity affinity() {
        return has(Layout.Service.FLAG_CLIENT_IP) ? Affinity.CLIENT_IP : Affinity.FIVE_TUPLE;
    }

    private Persistence persistence() {
        if (has(Layout.Service.FLAG_TRANSIT)) {
            return Persistence.TRANSIT;
        }
        return has(Layout.Service.FLAG_FLOW_TABLE) ? Persistence.FLOW_TABLE : Persistence.NONE;
    }

    private ZeroBackendPolicy zeroBackends() {
        if (has(Layout.Service.FLAG_WITHDRAW)) {
            return ZeroBackendPolicy.WITHDRAW;
        }
        return has(Layout.Service.FLAG_REJECT) ? ZeroBackendPolicy.REJECT : ZeroBackendPolicy.USE_ALL;
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
