package dev.turnout.core.plan;

import dev.turnout.core.dataplane.TableId;
import java.util.Comparator;

/**
 * The slots of one table that are in transition under one transit filter: what begins and ends together.
 *
 * @param filter 0 or 1
 * @param frozen whether it is those of them that are being taken back
 */
public record Wave(TableId table, int filter, boolean frozen) implements Comparable<Wave> {
    private static final Comparator<Wave> ORDER =
            Comparator.comparing(Wave::table).thenComparingInt(Wave::filter).thenComparing(Wave::frozen);

    @Override
    public int compareTo(Wave other) {
        return ORDER.compare(this, other);
    }
}
