package dev.turnout.core.dataplane;

/**
 * A box's own number of a service, an index of counters; 0 stands for none and is no id.
 *
 * @param value 1–65,535
 */
public record ServiceId(int value) implements Comparable<ServiceId> {
    public static final int MIN = 1;
    public static final int MAX = 65_535;

    public ServiceId {
        if (value < MIN || value > MAX) {
            throw new IllegalArgumentException("ServiceId " + value);
        }
    }

    @Override
    public int compareTo(ServiceId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
