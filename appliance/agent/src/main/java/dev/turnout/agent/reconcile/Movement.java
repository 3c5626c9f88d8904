package dev.turnout.agent.reconcile;

import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many slots changed their owner between two states.
 *
 * @param byService for each service of both states: slots of its table whose current owner differs
 * @param moved the same over tables, a shared one counted once
 * @param slots slots of all tables of the later state
 */
public record Movement(SortedMap<ServiceId, Integer> byService, long moved, long slots) {
    public static final Movement NONE = new Movement(new TreeMap<>(), 0, 0);

    public Movement {
        byService = Collections.unmodifiableSortedMap(new TreeMap<>(byService));
    }

    private record Step(TableId from, TableId to) {}

    public static Movement between(DataplaneState before, DataplaneState after) {
        Map<Step, Integer> steps = new HashMap<>();
        SortedMap<ServiceId, Integer> byService = new TreeMap<>();
        after.services().forEach((id, entry) -> {
            ServiceEntry old = before.services().get(id);
            if (old != null) {
                Step step = new Step(old.table(), entry.table());
                byService.put(
                        id, steps.computeIfAbsent(step, _ -> moved(before.table(step.from()), after.table(step.to()))));
            }
        });
        long moved = steps.values().stream().mapToLong(Integer::longValue).sum();
        long slots = after.tables().values().stream().mapToLong(SlotTable::size).sum();
        return new Movement(byService, moved, slots);
    }

    /** Tables of two sizes are compared at the larger, which repeats the smaller. */
    private static int moved(SlotTable from, SlotTable to) {
        if (from.equals(to)) {
            return 0;
        }
        int count = 0;
        for (int slot = 0; slot < Math.max(from.size(), to.size()); slot++) {
            int differs = from.bits(slot & from.size() - 1) ^ to.bits(slot & to.size() - 1);
            count += (differs & SlotWord.OWNER_MASK) == 0 ? 0 : 1;
        }
        return count;
    }

    /** This and what came after it, as one: for a change that takes several plans. */
    Movement and(Movement later) {
        SortedMap<ServiceId, Integer> sum = new TreeMap<>(byService);
        later.byService.forEach((id, count) -> sum.merge(id, count, Integer::sum));
        return new Movement(sum, moved + later.moved, later.slots);
    }
}
