package dev.turnout.core.plan;

import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.TransitTraffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A data plane that writes word by word in any order within a stage, can be stopped between any two of them, and forwards
 * single packets in between, with exact marks in place of the Bloom filters.
 */
final class SteppedDataplane {
    private final Map<TableId, int[]> tables = new TreeMap<>();
    private final Map<ServiceId, ServiceEntry> services = new TreeMap<>();
    private final Map<dev.turnout.core.dataplane.BackendId, dev.turnout.core.dataplane.BackendEntry> backends =
            new TreeMap<>();
    private final Map<TableId, TransitTraffic> traffic = new HashMap<>();
    private double maxFalsePositiveRate;

    /** Whether packets find the filters full. */
    boolean full;

    private final List<Set<Long>> marks = List.of(new HashSet<>(), new HashSet<>());

    /** Where one packet went. */
    record Hit(TableId table, SlotWord word, int backend) {}

    DataplaneSnapshot snapshot() {
        return snapshot(false);
    }

    /** @param full whether the filters are said to take nearly every flow for a marked one */
    DataplaneSnapshot snapshot(boolean full) {
        TreeMap<TableId, SlotTable> copies = new TreeMap<>();
        tables.forEach((id, words) -> copies.put(id, SlotTable.of(words)));
        DataplaneState state =
                new DataplaneState(new TreeMap<>(backends), copies, new TreeMap<>(services), maxFalsePositiveRate);
        return new DataplaneSnapshot(
                state,
                marks.stream()
                        .map(set -> new FilterFill(set.size(), full ? Math.max(1, set.size()) : 1 << 30, 4))
                        .toList());
    }

    /** The single writes of a plan, in an order that its stages allow. */
    List<Runnable> writes(Plan plan, Random random) {
        List<Runnable> writes = new ArrayList<>();
        for (List<Change> stage : plan.stages()) {
            List<Runnable> inStage = new ArrayList<>();
            stage.forEach(change -> addWrites(change, inStage));
            Collections.shuffle(inStage, random);
            writes.addAll(inStage);
        }
        return writes;
    }

    private void addWrites(Change change, List<Runnable> writes) {
        switch (change) {
            case Change.BoundFilters(double rate) -> writes.add(() -> maxFalsePositiveRate = rate);
            case Change.PutBackend(var entry) -> writes.add(() -> backends.put(entry.id(), entry));
            case Change.CreateTable(TableId id, SlotTable table) -> writes.add(() -> tables.put(id, table.toArray()));
            case Change.WriteSlots write -> {
                int[] words = write.words();
                for (int i = 0; i < words.length; i++) {
                    int index = i;
                    writes.add(() -> liveTable(write.id())[write.slots()[index]] = words[index]);
                }
            }
            case Change.PutService(ServiceEntry entry) -> writes.add(() -> services.put(entry.id(), entry));
            case Change.RemoveService(ServiceId id) -> writes.add(() -> services.remove(id));
            case Change.RemoveTable(TableId id) -> writes.add(() -> tables.remove(id));
            case Change.RemoveBackend(var id) -> writes.add(() -> backends.remove(id));
            case Change.ClearFilter(int filter) ->
                writes.add(() -> marks.get(filter).clear());
        }
    }

    private int[] liveTable(TableId id) {
        int[] words = tables.get(id);
        if (words == null) {
            throw new IllegalStateException("no table " + id);
        }
        return words;
    }

    boolean serves(int service) {
        return services.containsKey(World.idOf(service));
    }

    /** One TCP packet, by forwarding.md's rules written out once more. */
    Hit send(Flow flow, boolean syn, boolean transit) {
        ServiceEntry service = services.get(World.idOf(flow.service()));
        if (service == null) {
            throw new IllegalStateException("no service " + flow.service());
        }
        int[] words = liveTable(service.table());
        SlotWord word = new SlotWord(words[flow.hash() & words.length - 1]);
        if (!transit || !word.inTransition()) {
            return hit(service, word, word.current());
        }
        Set<Long> filter = marks.get(word.filter());
        long mark = (long) flow.number() << 20 | word.current();
        if (filter.contains(mark)) {
            return hit(service, word, word.current());
        }
        if (syn && !word.frozen() && (!full || word.current() == 0)) {
            filter.add(mark);
            return hit(service, word, word.current());
        }
        return hit(service, word, word.previous());
    }

    /** A packet that is counted, as one on the wire. */
    Hit deliver(Flow flow, boolean syn) {
        Hit hit = send(flow, syn, true);
        if (hit.word().inTransition()) {
            TransitTraffic before = traffic.getOrDefault(hit.table(), TransitTraffic.NONE);
            boolean toPrevious = hit.backend() == hit.word().previous();
            boolean held = !toPrevious && hit.word().frozen();
            traffic.put(
                    hit.table(),
                    new TransitTraffic(
                            before.toPrevious() + (toPrevious ? 1 : 0), before.toFrozenCurrent() + (held ? 1 : 0)));
        }
        return hit;
    }

    Counters counters() {
        return new Counters(
                Map.of(), Map.of(), Map.copyOf(traffic), Map.of(), snapshot().filters(), 0);
    }

    private Hit hit(ServiceEntry service, SlotWord word, int backend) {
        if (backend != 0 && !backends.containsKey(new dev.turnout.core.dataplane.BackendId(backend))) {
            throw new IllegalStateException("slot names backend " + backend + ", which has no entry");
        }
        return new Hit(service.table(), word, backend);
    }

    /** Waves that no live flow needs any more. */
    Set<Wave> quiet(List<Flow> flows) {
        Set<Wave> quiet = new HashSet<>();
        Map<TableId, SlotTable> copies = new HashMap<>();
        tables.forEach((id, words) -> copies.put(id, SlotTable.of(words)));
        copies.forEach((id, table) -> {
            for (int slot = 0; slot < table.size(); slot++) {
                SlotWord word = table.slot(slot);
                if (word.inTransition()) {
                    quiet.add(new Wave(id, word.filter(), word.frozen()));
                }
            }
        });
        for (Flow flow : flows) {
            Hit hit = send(flow, false, true);
            SlotWord word = hit.word();
            boolean holds = word.inTransition() && (word.frozen() == (hit.backend() == word.current()));
            if (holds) {
                quiet.remove(new Wave(hit.table(), word.filter(), word.frozen()));
            }
        }
        return quiet;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        services.forEach((id, entry) -> text.append("service " + id + " -> table " + entry.table() + "\n"));
        tables.forEach((id, words) -> text.append("table " + id + ": "
                + Arrays.stream(words).mapToObj(w -> new SlotWord(w).toString()).toList() + "\n"));
        return text.toString();
    }

    /**
     * A live TCP connection.
     *
     * @param backend where its SYN went
     */
    record Flow(int number, int service, int hash, int backend) {}
}
