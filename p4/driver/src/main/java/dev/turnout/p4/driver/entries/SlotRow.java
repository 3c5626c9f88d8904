package dev.turnout.p4.driver.entries;

import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.p4.runtime.Entity;
import dev.turnout.p4.runtime.TableAction;
import dev.turnout.p4.runtime.TableEntry;

/**
 * A slot that somebody owns. One that nobody does has no entry.
 *
 * @param messages parts of its messages, shared by the slots of a plan
 * @param word {@link SlotWord#bits()}; 0 in a row that is to be deleted
 */
public record SlotRow(SlotMessages messages, int table, int slot, int word) implements Row {
    private static final int TABLE_BITS = 16;
    private static final int SLOT_BITS = 17;
    private static final int OWNER_BITS = SlotWord.OWNER_BITS;

    @Override
    public TableEntry key() {
        return messages.key(table, slot).build();
    }

    @Override
    public TableAction action() {
        return messages.action(word);
    }

    @Override
    public Entity entity() {
        return Entity.newBuilder()
                .setTableEntry(messages.key(table, slot).setAction(action()).build())
                .build();
    }

    static SlotRow read(Fields fields, SlotMessages messages) throws StrayException {
        return new SlotRow(
                messages,
                Values.small(fields.match(1), TABLE_BITS),
                Values.small(fields.match(2), SLOT_BITS),
                word(fields));
    }

    private static int word(Fields fields) throws StrayException {
        if (fields.action() == Ids.STABLE) {
            int owner = Values.small(fields.param(1), OWNER_BITS);
            Values.require(owner != 0, "a slot without an owner has an entry");
            return owner;
        }
        fields.requireAction(Ids.IN_TRANSITION);
        int previous = Values.small(fields.param(2), OWNER_BITS);
        Values.require(previous != 0, "a slot moves from nobody");
        return SlotWord.of(
                        Values.small(fields.param(1), OWNER_BITS),
                        previous,
                        Values.small(fields.param(3), 1),
                        Values.flag(fields.param(4)))
                .bits();
    }

    @Override
    public String words() {
        return "slot " + slot + " of table " + table;
    }
}
