package dev.turnout.core.plan;

import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

/** The difference between two states, and nothing else. */
public final class Planner {
    /** One backend of a hundred owns about so many of the slots of its table. */
    private static final int FEW = 256;

    private Planner() {}

    /**
     * What takes a data plane from the observed state to the target.
     *
     * <p>A filter that has marks and that no slot of the target names is cleared with it.
     */
    public static Plan diff(DataplaneSnapshot observed, DataplaneState target) {
        DataplaneState from = observed.state();
        List<Change> services = puts(from.services(), target.services(), Change.PutService::new);
        services.addAll(removals(from.services(), target.services(), Change.RemoveService::new));
        List<Change> deletions = removals(from.tables(), target.tables(), Change.RemoveTable::new);
        deletions.addAll(removals(from.backends(), target.backends(), Change.RemoveBackend::new));
        deletions.addAll(filterClears(observed, target));
        List<Change> backends = puts(from.backends(), target.backends(), Change.PutBackend::new);
        if (from.maxFalsePositiveRate() != target.maxFalsePositiveRate()) {
            backends.add(new Change.BoundFilters(target.maxFalsePositiveRate()));
        }
        return new Plan(backends, slotWrites(from, target), services, deletions);
    }

    private static <K, V> List<Change> puts(SortedMap<K, V> from, SortedMap<K, V> to, Function<V, Change> put) {
        List<Change> changes = new ArrayList<>();
        to.forEach((key, value) -> {
            if (!value.equals(from.get(key))) {
                changes.add(put.apply(value));
            }
        });
        return changes;
    }

    private static <K, V> List<Change> removals(SortedMap<K, V> from, SortedMap<K, V> to, Function<K, Change> remove) {
        List<Change> changes = new ArrayList<>();
        for (K key : from.keySet()) {
            if (!to.containsKey(key)) {
                changes.add(remove.apply(key));
            }
        }
        return changes;
    }

    private static List<Change> slotWrites(DataplaneState from, DataplaneState target) {
        List<Change> changes = new ArrayList<>();
        for (Map.Entry<TableId, SlotTable> entry : target.tables().entrySet()) {
            SlotTable old = from.tables().get(entry.getKey());
            SlotTable table = entry.getValue();
            if (old == null) {
                changes.add(new Change.CreateTable(entry.getKey(), table));
            } else if (old.size() != table.size()) {
                throw new IllegalArgumentException("table " + entry.getKey() + " changes its size in place");
            } else if (!old.equals(table)) {
                changes.add(changedWords(entry.getKey(), old, table));
            }
        }
        return changes;
    }

    private static Change changedWords(TableId id, SlotTable old, SlotTable table) {
        int[] slots = new int[FEW];
        int count = 0;
        for (int slot = 0; slot < table.size(); slot++) {
            if (old.bits(slot) != table.bits(slot)) {
                slots = count < slots.length ? slots : Arrays.copyOf(slots, 2 * count);
                slots[count++] = slot;
            }
        }
        int[] changed = Arrays.copyOf(slots, count);
        int[] words = new int[count];
        for (int i = 0; i < count; i++) {
            words[i] = table.bits(changed[i]);
        }
        return new Change.WriteSlots(id, changed, words);
    }

    private static List<Change> filterClears(DataplaneSnapshot observed, DataplaneState target) {
        boolean[] named = filtersNamed(target);
        List<Change> changes = new ArrayList<>();
        for (int filter = 0; filter < DataplaneSnapshot.FILTERS; filter++) {
            if (!named[filter] && !observed.filters().get(filter).clean()) {
                changes.add(new Change.ClearFilter(filter));
            }
        }
        return changes;
    }

    /** For each filter, whether a slot in transition names it. */
    static boolean[] filtersNamed(DataplaneState state) {
        boolean[] named = new boolean[DataplaneSnapshot.FILTERS];
        for (SlotTable table : state.tables().values()) {
            for (int filter = 0; filter < named.length; filter++) {
                named[filter] |= table.counts().inTransition(filter) > 0;
            }
        }
        return named;
    }
}
