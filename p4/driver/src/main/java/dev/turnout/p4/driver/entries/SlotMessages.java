package dev.turnout.p4.driver.entries;

import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.p4.runtime.FieldMatch;
import dev.turnout.p4.runtime.TableAction;
import dev.turnout.p4.runtime.TableEntry;
import java.util.HashMap;
import java.util.Map;

/** Messages that many slots have in common: a table of 65,536 slots has one id and a hundred owners. For one thread. */
public final class SlotMessages {
    /** Beyond which so many different words are no pattern that is worth its memory. */
    private static final int MOST = 1 << 16;

    private final Map<Integer, TableAction> actions = new HashMap<>();
    private final Map<Integer, FieldMatch> tables = new HashMap<>();

    TableEntry.Builder key(int table, int slot) {
        return TableEntry.newBuilder()
                .setTableId(Ids.MAGLEV_SLOT)
                .addMatch(tables.computeIfAbsent(table, id -> Row.exact(1, Values.of(id))))
                .addMatch(Row.exact(2, Values.of(slot)));
    }

    TableAction action(int word) {
        if (actions.size() > MOST) {
            actions.clear();
        }
        return actions.computeIfAbsent(word, SlotMessages::made);
    }

    private static TableAction made(int bits) {
        SlotWord word = new SlotWord(bits);
        return word.inTransition()
                ? Row.action(
                        Ids.IN_TRANSITION,
                        Values.of(word.current()),
                        Values.of(word.previous()),
                        Values.of(word.filter()),
                        Values.of(word.frozen()))
                : Row.action(Ids.STABLE, Values.of(word.current()));
    }
}
