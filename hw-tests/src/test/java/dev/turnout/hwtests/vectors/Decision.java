package dev.turnout.hwtests.vectors;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.Affinity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which backend a packet goes to, given its slot: the rules of the forwarding model over the core's types. */
final class Decision {
    private record Mark(int filter, FiveTuple flow, int current) {}

    private final Set<Mark> marks = new HashSet<>();
    private final Map<FiveTuple, Integer> flows = new HashMap<>();

    /**
     * @param syn TCP with SYN and without ACK
     * @param icmpError it is about the flow, not of it
     * @param draining backends that take no new flows
     * @return the backend's id, 0 for none
     */
    int backend(
            ServiceSpec service,
            FiveTuple flow,
            SlotWord word,
            boolean syn,
            boolean icmpError,
            Set<BackendId> draining) {
        return switch (service.persistence()) {
            case NONE -> word.restingOwner();
            case TRANSIT -> inTransit(flow, word, syn);
            case FLOW_TABLE -> {
                boolean keepsSyns = service.affinity() == Affinity.CLIENT_IP;
                Set<BackendId> left = syn && !keepsSyns ? draining : Set.of();
                yield remembered(key(service, flow), word, icmpError, left);
            }
        };
    }

    private int inTransit(FiveTuple flow, SlotWord word, boolean syn) {
        if (!word.inTransition()) {
            return word.current();
        }
        Mark mark = new Mark(word.filter(), flow, word.current());
        if (marks.contains(mark)) {
            return word.current();
        }
        if (!syn || word.frozen()) {
            return word.previous();
        }
        if (word.current() != 0) {
            marks.add(mark);
        }
        return word.current();
    }

    /** @param left whom the entry is not followed to */
    private int remembered(FiveTuple key, SlotWord word, boolean icmpError, Set<BackendId> left) {
        Integer entry = flows.get(key);
        if (entry != null && !left.contains(new BackendId(entry))) {
            return entry;
        }
        int owner = word.restingOwner();
        if (!icmpError && owner != 0) {
            flows.put(key, owner);
        }
        return owner;
    }

    private static FiveTuple key(ServiceSpec service, FiveTuple flow) {
        return service.affinity() == Affinity.CLIENT_IP
                ? new FiveTuple(flow.source(), flow.destination(), flow.protocol(), 0, 0)
                : flow;
    }
}
