package dev.turnout.core.dataplane;

import dev.turnout.core.plan.Change;
import dev.turnout.core.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A data plane that holds everything and forwards nothing: for dry runs, and as the smallest thing that keeps the
 * contract.
 */
public final class MemoryDataplane implements Dataplane {
    private static final Capabilities CAPABILITIES = new Capabilities(
            "memory (forwards nothing)", 65_536, BackendId.MAX, 65_536, 1 << 22, true, true, true, true, 65_536);

    private DataplaneState state = DataplaneState.EMPTY;
    private List<FilterFill> filters = List.of(FilterFill.EMPTY, FilterFill.EMPTY);

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public ReadResult read() {
        return new ReadResult.Read(new DataplaneSnapshot(state, filters));
    }

    @Override
    public ApplyResult apply(Plan plan) {
        Writer writer = new Writer(state, filters);
        plan.stages().forEach(stage -> stage.forEach(writer::write));
        state = writer.state();
        filters = List.copyOf(writer.filters);
        return new ApplyResult.Applied(writer.slotWords, writer.records);
    }

    @Override
    public Counters counters() {
        return new Counters(Map.of(), Map.of(), Map.of(), Map.of(), filters, 0);
    }

    @Override
    public FlowTable flowTable() {
        return FlowTable.NONE;
    }

    /** What a data plane would say that does what this one holds. */
    @Override
    public SelfTest selfTest() {
        return new ModelSelfTest(state);
    }

    @Override
    public void close() {}

    /** The state under change; lives for one plan. */
    private static final class Writer {
        private final TreeMap<BackendId, BackendEntry> backends;
        private final TreeMap<TableId, SlotTable> tables;
        private final TreeMap<ServiceId, ServiceEntry> services;
        private final List<FilterFill> filters;
        private double maxFalsePositiveRate;
        private long slotWords;
        private long records;

        Writer(DataplaneState state, List<FilterFill> filters) {
            backends = new TreeMap<>(state.backends());
            tables = new TreeMap<>(state.tables());
            services = new TreeMap<>(state.services());
            this.filters = new ArrayList<>(filters);
            maxFalsePositiveRate = state.maxFalsePositiveRate();
        }

        void write(Change change) {
            records++;
            switch (change) {
                case Change.BoundFilters(double rate) -> maxFalsePositiveRate = rate;
                case Change.PutBackend(BackendEntry entry) -> backends.put(entry.id(), entry);
                case Change.CreateTable(TableId id, SlotTable table) -> {
                    tables.put(id, table);
                    slotWords += table.size();
                }
                case Change.WriteSlots write -> writeSlots(write);
                case Change.PutService(ServiceEntry entry) -> services.put(entry.id(), entry);
                case Change.RemoveService(ServiceId id) -> services.remove(id);
                case Change.RemoveTable(TableId id) -> tables.remove(id);
                case Change.RemoveBackend(BackendId id) -> backends.remove(id);
                case Change.ClearFilter(int filter) -> filters.set(filter, FilterFill.EMPTY);
            }
        }

        private void writeSlots(Change.WriteSlots write) {
            SlotTable table = tables.get(write.id());
            if (table == null) {
                throw new IllegalArgumentException("no table " + write.id());
            }
            int[] words = table.toArray();
            for (int i = 0; i < write.slots().length; i++) {
                words[write.slots()[i]] = write.words()[i];
            }
            tables.put(write.id(), SlotTable.of(words));
            slotWords += write.slots().length;
            records--;
        }

        DataplaneState state() {
            return new DataplaneState(backends, tables, services, maxFalsePositiveRate);
        }
    }
}
