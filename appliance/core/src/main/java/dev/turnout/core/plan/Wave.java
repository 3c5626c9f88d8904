package dev.turnout.core.plan;

import dev.turnout.core.dataplane.TableId;

/**
 * The slots of one table that are in transition under one transit filter: what begins and ends together.
 *
 * @param filter 0 or 1
 * @param frozen whether it is those of them that are being taken back
 */
public record Wave(TableId table, int filter, boolean frozen) implements Comparable<Wave> {
    /** By table, filter, and whether it is frozen. */
    @Override
    public int compareTo(Wave other) {
        int byTable = table.compareTo(other.table);
        int byFilter = byTable == 0 ? Integer.compare(filter, other.filter) : byTable;
        return byFilter == 0 ? Boolean.compare(frozen, other.frozen) : byFilter;
    }
}
