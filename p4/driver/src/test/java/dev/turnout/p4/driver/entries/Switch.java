package dev.turnout.p4.driver.entries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.plan.Change;
import dev.turnout.core.plan.Plan;
import dev.turnout.p4.runtime.TableEntry;
import dev.turnout.p4.runtime.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The tables of a target as entries alone, strict about what is inserted, modified and deleted. */
final class Switch {
    final Map<TableEntry, TableEntry> entries = new HashMap<>();
    private final SlotMessages messages = new SlotMessages();

    Held read() {
        Held held = new Held();
        RowReader reader = new RowReader(messages);
        entries.values().forEach(entry -> held.put(reader.read(entry)));
        held.settle(messages);
        return held;
    }

    /** As the driver does it, with a filter's epoch of 1; answers what the mirror holds after that. */
    DataplaneState apply(Plan plan) {
        Held held = read();
        List<ApplyResult.Failure> failures = new ArrayList<>();
        PlanOps ops = new PlanOps(held, messages, failures::add);
        write(held, ops.backends(plan.backends()));
        for (Change change : plan.backends()) {
            if (change instanceof Change.BoundFilters(double rate)) {
                for (int filter = 0; filter < 2; filter++) {
                    write(
                            held,
                            held.write(new FilterRow(filter, 1, rate)).stream().iterator());
                }
            }
        }
        write(held, ops.slots(plan.slots()));
        ops.services(plan.services()).forEach(step -> write(held, step.iterator()));
        ops.deletions(plan.deletions()).forEach(step -> write(held, step));
        ops.forget(plan.deletions());
        write(held, ops.strays().iterator());
        assertEquals(List.of(), failures);
        return held.state();
    }

    private void write(Held held, Iterator<Op> ops) {
        ops.forEachRemaining(op -> {
            write(op.update());
            if (op.type() == Op.Type.DELETE) {
                held.remove(op.row());
            } else {
                held.put(op.row());
            }
        });
    }

    private void write(Update update) {
        TableEntry entry = update.getEntity().getTableEntry();
        TableEntry key = entry.toBuilder().clearAction().build();
        switch (update.getType()) {
            case INSERT -> assertNull(entries.put(key, entry), () -> "inserted twice: " + update);
            case MODIFY -> {
                TableEntry before = entries.put(key, entry);
                assertNotNull(before, () -> "modified and not there: " + update);
                assertNotEquals(before, entry, "written as it was");
            }
            case DELETE -> assertNotNull(entries.remove(key), () -> "deleted and not there: " + update);
            case UNSPECIFIED, UNRECOGNIZED -> throw new AssertionError(update);
        }
    }
}
