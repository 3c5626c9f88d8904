package dev.turnout.core.forwarding;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.hash.FlowHash;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The four look-ups, for one state. Immutable. */
public final class ForwardingModel {
    private final DataplaneState state;
    private final Map<Vip, ServiceEntry> services = new HashMap<>();
    private final Set<IpAddress> vips = new HashSet<>();

    public ForwardingModel(DataplaneState state) {
        this.state = state;
        state.services().values().forEach(entry -> {
            services.put(entry.spec().vip(), entry);
            vips.add(entry.spec().vip().address());
        });
    }

    /**
     * A whole packet of a flow.
     *
     * @param syn whether it is a TCP segment with SYN and without ACK
     */
    public Decision decide(FiveTuple flow, boolean syn, TransitMarks marks) {
        ServiceEntry service = service(flow.destination(), flow.protocol(), flow.destinationPort());
        return decide(service, flow, syn, marks);
    }

    /**
     * A fragment, the first one included: its ports count as zero and only a service for any port with CLIENT_IP affinity
     * takes it.
     */
    public Decision decideFragment(FiveTuple flow, TransitMarks marks) {
        FiveTuple portless = new FiveTuple(flow.source(), flow.destination(), flow.protocol(), 0, 0);
        ServiceEntry service = services.get(new Vip(flow.destination(), flow.protocol(), Vip.ANY_PORT));
        boolean takesIt = service != null && service.spec().affinity() == Affinity.CLIENT_IP;
        return decide(takesIt ? service : null, portless, false, marks);
    }

    private Decision decide(@Nullable ServiceEntry service, FiveTuple flow, boolean syn, TransitMarks marks) {
        if (service == null) {
            return vips.contains(flow.destination()) ? new Decision.UnknownPort() : new Decision.NotAVip();
        }
        ServiceSpec spec = service.spec();
        boolean letIn = spec.sourceRanges().isEmpty()
                || spec.sourceRanges().stream().anyMatch(range -> range.contains(flow.source()));
        return letIn ? throughTable(service, flow, syn, marks) : new Decision.SourceRefused(spec.id());
    }

    private Decision throughTable(ServiceEntry service, FiveTuple flow, boolean syn, TransitMarks marks) {
        SlotTable table = state.table(service.table());
        int hash = FlowHash.of(flow, service.spec().affinity());
        int index = FlowHash.slot(hash, table.size());
        SlotWord word = table.slot(index);
        Decision.Lookup lookup = new Decision.Lookup(service.table(), hash, index, word);
        if (!word.inTransition() || service.spec().persistence() != Persistence.TRANSIT) {
            return to(service, lookup, word.restingOwner(), Decision.Role.OWNER, false);
        }
        boolean marked = word.current() != 0 && marks.contains(word.filter(), flow, new BackendId(word.current()));
        if (marked) {
            return to(service, lookup, word.current(), Decision.Role.MARKED, false);
        }
        boolean resists = word.frozen() || word.current() != 0 && marks.full(word.filter());
        boolean startsHere = syn && !resists;
        return startsHere
                ? to(service, lookup, word.current(), Decision.Role.NEW_FLOW, true)
                : to(service, lookup, word.previous(), Decision.Role.PREVIOUS, false);
    }

    private static Decision to(
            ServiceEntry service, Decision.Lookup lookup, int owner, Decision.Role role, boolean marks) {
        if (owner == 0) {
            return new Decision.NoBackend(service.id(), lookup);
        }
        Optional<Integer> marking = marks ? Optional.of(lookup.word().filter()) : Optional.empty();
        return new Decision.ToBackend(service.id(), lookup, new BackendId(owner), role, marking);
    }

    private @Nullable ServiceEntry service(IpAddress address, Protocol protocol, int port) {
        ServiceEntry exact = services.get(new Vip(address, protocol, port));
        return exact != null ? exact : services.get(new Vip(address, protocol, Vip.ANY_PORT));
    }
}
