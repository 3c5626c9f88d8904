package dev.turnout.hwtests.vectors;

import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.Affinity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which backend a packet goes to, given its slot: the rules of the forwarding model over the core's types. */
final class Decision {
    private record Mark(int filter, FiveTuple flow, int current) {}

    private final Set<Mark> marks = new HashSet<>();
    /** With CLIENT_IP the ports are 0, and the service tells clients of one VIP apart. */
    private record Key(FiveTuple flow, Optional<ServiceId> service) {}

    /** @param among the owners of the service's slots when it was written */
    private record Entry(int backend, Set<Integer> among) {}

    private final Map<Key, Entry> flows = new HashMap<>();

    /**
     * @param table the service's
     * @param syn TCP with SYN and without ACK
     * @param icmpError it is about the flow, not of it
     * @return the backend's id, 0 for none
     */
    int backend(ServiceSpec service, FiveTuple flow, SlotTable table, SlotWord word, boolean syn, boolean icmpError) {
        return switch (service.persistence()) {
            case NONE -> word.restingOwner();
            case TRANSIT -> inTransit(flow, word, syn);
            case FLOW_TABLE -> {
                Entry fresh = new Entry(word.restingOwner(), owners(table));
                boolean stays = !syn || service.affinity() == Affinity.CLIENT_IP;
                yield remembered(key(service, flow), fresh, icmpError, stays);
            }
        };
    }

    private static Set<Integer> owners(SlotTable table) {
        return IntStream.range(0, table.size())
                .mapToObj(slot -> table.slot(slot).restingOwner())
                .filter(owner -> owner != 0)
                .collect(Collectors.toSet());
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

    /** @param stays whether it follows an entry whatever backends the service has now */
    private int remembered(Key key, Entry fresh, boolean icmpError, boolean stays) {
        Entry entry = flows.get(key);
        if (entry != null && (stays || entry.among.equals(fresh.among))) {
            return entry.backend;
        }
        if (!icmpError && fresh.backend != 0) {
            flows.put(key, fresh);
        }
        return fresh.backend;
    }

    private static Key key(ServiceSpec service, FiveTuple flow) {
        return service.affinity() == Affinity.CLIENT_IP
                ? new Key(
                        new FiveTuple(flow.source(), flow.destination(), flow.protocol(), 0, 0),
                        Optional.of(service.id()))
                : new Key(flow, Optional.empty());
    }
}
