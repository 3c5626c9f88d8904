package dev.turnout.p4.driver;

import java.util.ArrayList;
import java.util.List;

/**
 * In what a target is otherwise than the specification, as was found out by trying.
 *
 * @param version of P4Runtime, as it says itself; empty where it does not say
 * @param modifies whether an entry can be modified; else it is deleted and inserted, and missing in between
 * @param readsByTable whether all entries of one table can be asked for; else those of all tables are
 * @param setsCounters whether a counter can be set to zero; else what it had before is remembered, by this process alone
 */
record Quirks(String version, boolean modifies, boolean readsByTable, boolean setsCounters) {
    static final Quirks NONE = new Quirks("", true, true, true);

    /** Each in words, for whoever wonders. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (!modifies) {
            words.add("entries are replaced instead of modified");
        }
        if (!readsByTable) {
            words.add("tables are read all at once");
        }
        if (!setsCounters) {
            words.add("counters are never reset");
        }
        return words;
    }
}
