package dev.turnout.core.dataplane;

/**
 * A box's own number of a table of slots, an index of counters.
 *
 * @param value 0–65,535
 */
public record TableId(int value) implements Comparable<TableId> {
    public static final int MIN = 0;
    public static final int MAX = 65_535;

    public TableId {
        if (value < MIN || value > MAX) {
            throw new IllegalArgumentException("TableId " + value);
        }
    }

    @Override
    public int compareTo(TableId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
