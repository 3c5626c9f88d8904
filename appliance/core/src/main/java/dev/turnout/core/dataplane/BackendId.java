package dev.turnout.core.dataplane;

/**
 * A box's own number of a backend with its encapsulation; 0 stands for none in a slot word and is no id.
 *
 * @param value 1–32,767
 */
public record BackendId(int value) implements Comparable<BackendId> {
    public static final int MIN = 1;
    public static final int MAX = 32_767;

    public BackendId {
        if (value < MIN || value > MAX) {
            throw new IllegalArgumentException("BackendId " + value);
        }
    }

    @Override
    public int compareTo(BackendId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
