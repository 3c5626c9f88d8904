package dev.turnout.p4.driver.entries;

import com.google.protobuf.ByteString;
import dev.turnout.p4.runtime.Action;
import dev.turnout.p4.runtime.Entity;
import dev.turnout.p4.runtime.FieldMatch;
import dev.turnout.p4.runtime.TableAction;
import dev.turnout.p4.runtime.TableEntry;

/** One entry of a table as it is, or as it should be; equal where match and action are. */
public sealed interface Row permits BackendRow, FilterRow, RangeRow, ServiceRow, SlotRow, StrayRow, VipRow {
    /** What it is found by, alone: enough to delete it. The same for two rows that cannot be there both. */
    TableEntry key();

    /** What a packet meets that matches it. */
    TableAction action();

    /** The whole of it. */
    default Entity entity() {
        return Entity.newBuilder()
                .setTableEntry(key().toBuilder().setAction(action()))
                .build();
    }

    /** As people name it: {@code service 10.0.0.1:80/tcp}. */
    String words();

    static FieldMatch exact(int field, ByteString value) {
        return FieldMatch.newBuilder()
                .setFieldId(field)
                .setExact(FieldMatch.Exact.newBuilder().setValue(value))
                .build();
    }

    /** @param params by their numbers, from 1 */
    static TableAction action(int id, ByteString... params) {
        Action.Builder action = Action.newBuilder().setActionId(id);
        for (int i = 0; i < params.length; i++) {
            action.addParamsBuilder().setParamId(i + 1).setValue(params[i]);
        }
        return TableAction.newBuilder().setAction(action).build();
    }

    /** @param match by the numbers of their fields, from 1 */
    static TableEntry key(int table, FieldMatch... match) {
        TableEntry.Builder entry = TableEntry.newBuilder().setTableId(table);
        for (FieldMatch field : match) {
            entry.addMatch(field);
        }
        return entry.build();
    }
}
