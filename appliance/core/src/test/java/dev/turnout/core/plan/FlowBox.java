package dev.turnout.core.plan;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.forwarding.Decision;
import dev.turnout.core.forwarding.ForwardingModel;
import dev.turnout.core.forwarding.TransitMarks;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import dev.turnout.core.program.DataplaneProgram;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A box that forwards single packets by the model, with a flow table and exact marks, and can be looked at between two writes of a plan. */
final class FlowBox {
    private final Random random;
    private final Map<FiveTuple, Entry> flowTable = new HashMap<>();
    private final Set<Mark> marks = new HashSet<>();
    private final Set<Wave> needed = new HashSet<>();
    private final MemoryDataplane memory = new MemoryDataplane();
    private DataplaneState state = DataplaneState.EMPTY;
    private ForwardingModel model = new ForwardingModel(state);

    private record Entry(BackendId backend, int generation, ServiceId service) {}

    private record Mark(int filter, FiveTuple flow, BackendId backend) {}

    FlowBox(Random random) {
        this.random = random;
    }

    DataplaneState state() {
        return state;
    }

    void advance(DataplaneProgram desired) {
        advance(desired, () -> {});
    }

    /**
     * One plan further; transitions that no packet needed since the last time are over.
     *
     * @param between is run after each single write
     */
    void advance(DataplaneProgram desired, Runnable between) {
        Set<Wave> ended = new HashSet<>();
        state.tables().forEach((id, table) -> {
            for (int slot = 0; slot < table.size(); slot++) {
                SlotWord word = table.slot(slot);
                if (word.inTransition()) {
                    ended.add(new Wave(id, word.filter(), word.frozen()));
                }
            }
        });
        ended.removeAll(needed);
        needed.clear();
        TransitionFacts facts = new TransitionFacts(ended, java.util.OptionalInt.empty());
        Plan plan = Planner.diff(snapshot(), Transitions.advance(snapshot(), desired, facts));
        plan.stages()
                .forEach(stage -> stage.stream().flatMap(FlowBox::pieces).forEach(change -> {
                    write(change);
                    between.run();
                }));
        // As the agent does before it writes another plan.
        flowTable.values().removeIf(known -> !remembers(known.service()));
        boolean[] named = Planner.filtersNamed(state);
        marks.removeIf(mark -> !named[mark.filter()]);
    }

    /** What a data plane writes at once: of slots each by itself. */
    private static Stream<Change> pieces(Change change) {
        return change instanceof Change.WriteSlots write
                ? IntStream.range(0, write.slots().length)
                        .mapToObj(i -> new Change.WriteSlots(
                                write.id(), new int[] {write.slots()[i]}, new int[] {write.words()[i]}))
                : Stream.of(change);
    }

    private void write(Change change) {
        memory.apply(new Plan(List.of(change), List.of(), List.of(), List.of()));
        state = switch (memory.read()) {
            case ReadResult.Read(DataplaneSnapshot read) -> read.state();
            case ReadResult.Unreadable unreadable -> throw new IllegalStateException(unreadable.message());
        };
        model = new ForwardingModel(state);
    }

    private DataplaneSnapshot snapshot() {
        long[] set = {0, 0};
        marks.forEach(mark -> set[mark.filter()]++);
        return new DataplaneSnapshot(
                state, List.of(new FilterFill(set[0], 1 << 30, 4), new FilterFill(set[1], 1 << 30, 4)));
    }

    /** The server that a packet goes to; empty for none. */
    Optional<IpAddress> send(FiveTuple flow, boolean first) {
        ServiceEntry service = service(flow);
        if (service == null) {
            return Optional.empty();
        }
        boolean syn = first && flow.protocol() == Protocol.TCP;
        Optional<BackendId> backend = service.spec().persistence() == Persistence.FLOW_TABLE
                ? remembered(flow, service, syn)
                : decided(flow, syn);
        return backend.map(id -> entry(id).key().address());
    }

    private ServiceEntry service(FiveTuple flow) {
        Vip vip = new Vip(flow.destination(), flow.protocol(), flow.destinationPort());
        return state.services().values().stream()
                .filter(entry -> entry.spec().vip().equals(vip))
                .findFirst()
                .orElse(null);
    }

    private BackendEntry entry(BackendId id) {
        return Optional.ofNullable(state.backends().get(id)).orElseThrow();
    }

    private Optional<BackendId> decided(FiveTuple flow, boolean syn) {
        TransitMarks marked = (filter, of, backend) -> marks.contains(new Mark(filter, of, backend));
        if (!(model.decide(flow, syn, marked) instanceof Decision.ToBackend to)) {
            return Optional.empty();
        }
        to.marks().ifPresent(filter -> marks.add(new Mark(filter, flow, to.backend())));
        if (holds(to)) {
            SlotWord word = to.lookup().word();
            needed.add(new Wave(to.lookup().table(), word.filter(), word.frozen()));
        }
        return Optional.of(to.backend());
    }

    private static boolean holds(Decision.ToBackend to) {
        boolean frozen = to.lookup().word().frozen();
        return to.role() == Decision.Role.PREVIOUS && !frozen || to.role() == Decision.Role.MARKED && frozen;
    }

    /** Whether packets of this flow hold the transition of its slot open. */
    boolean isHolding(FiveTuple flow) {
        TransitMarks marked = (filter, of, backend) -> marks.contains(new Mark(filter, of, backend));
        return model.decide(flow, false, marked) instanceof Decision.ToBackend to && holds(to);
    }

    private Optional<BackendId> remembered(FiveTuple flow, ServiceEntry service, boolean syn) {
        FiveTuple key = service.spec().affinity() == Affinity.CLIENT_IP
                ? new FiveTuple(flow.source(), flow.destination(), flow.protocol(), 0, 0)
                : flow;
        Entry known = flowTable.get(key);
        if (known != null && holds(known, service, syn)) {
            return Optional.of(known.backend());
        }
        boolean draws = service.spec().algorithm() == Algorithm.RANDOM && (syn || flow.protocol() == Protocol.UDP);
        Optional<BackendId> found = draws ? drawn(service) : decided(flow, syn);
        found.ifPresent(id -> flowTable.put(key, new Entry(id, entry(id).idGeneration(), service.id())));
        return found;
    }

    private Optional<BackendId> drawn(ServiceEntry service) {
        SlotTable table = state.table(service.table());
        int owner = table.slot(random.nextInt(table.size())).restingOwner();
        return owner == 0 ? Optional.empty() : Optional.of(new BackendId(owner));
    }

    private boolean holds(Entry known, ServiceEntry service, boolean syn) {
        BackendEntry backend = state.backends().get(known.backend());
        boolean isVoid = backend == null
                || backend.idGeneration() != known.generation()
                || backend.draining() && backend.nextHop().isEmpty();
        return !isVoid && !(syn && backend.draining() && service.spec().affinity() != Affinity.CLIENT_IP);
    }

    private boolean remembers(ServiceId id) {
        ServiceEntry service = state.services().get(id);
        return service != null && service.spec().persistence() == Persistence.FLOW_TABLE;
    }

    /** As a data plane would count them. */
    FlowCounts count() {
        Map<ServiceId, Map<BackendId, Long>> counts = new HashMap<>();
        state.services().keySet().forEach(id -> counts.put(id, new HashMap<>()));
        flowTable.values().forEach(known -> {
            ServiceEntry service = state.services().get(known.service());
            if (service != null && holds(known, service, false)) {
                counts.get(known.service()).merge(known.backend(), 1L, Long::sum);
            }
        });
        return new FlowCounts(counts);
    }
}
