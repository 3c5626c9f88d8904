package dev.turnout.p4.driver;

import dev.turnout.p4.driver.entries.Held;
import dev.turnout.p4.driver.entries.RowReader;
import dev.turnout.p4.driver.entries.SlotMessages;
import dev.turnout.p4.runtime.Entity;
import dev.turnout.p4.runtime.TableEntry;
import java.util.List;
import java.util.function.Consumer;

/** Reads all tables that are ours. */
final class Reader {
    private final Target target;
    private final Quirks quirks;

    Reader(Target target, Quirks quirks) {
        this.target = target;
        this.quirks = quirks;
    }

    Held read(SlotMessages messages) throws RefusedException {
        Held held = new Held();
        RowReader rows = new RowReader(messages);
        Consumer<Entity> sink = entity -> {
            TableEntry entry = entity.getTableEntry();
            boolean ours = entity.hasTableEntry() && RowReader.TABLES.contains(entry.getTableId());
            if (ours && !entry.getIsDefaultAction() && !entry.getIsConst()) {
                held.put(rows.read(entry));
            }
        };
        if (quirks.readsByTable()) {
            for (int table : RowReader.TABLES) {
                read(table, sink);
            }
        } else {
            read(0, sink);
        }
        held.settle(messages);
        return held;
    }

    /** @param table 0 for all */
    private void read(int table, Consumer<Entity> sink) throws RefusedException {
        target.read("to be read", target.settings().readDeadline(), List.of(entries(table)), sink);
    }

    static Entity entries(int table) {
        return Entity.newBuilder()
                .setTableEntry(TableEntry.newBuilder().setTableId(table))
                .build();
    }
}
