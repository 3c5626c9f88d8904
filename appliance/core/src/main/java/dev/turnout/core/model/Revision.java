package dev.turnout.core.model;

import java.util.Comparator;

/**
 * Which document is newer: the epoch decides, then the generation. Both unsigned 63-bit, so never negative.
 *
 * @param epoch raised when a fleet's history starts anew
 * @param generation raised with every push
 */
public record Revision(long epoch, long generation) implements Comparable<Revision> {
    private static final Comparator<Revision> ORDER =
            Comparator.comparingLong(Revision::epoch).thenComparingLong(Revision::generation);

    public Revision {
        if (epoch < 0 || generation < 0) {
            throw new IllegalArgumentException("revision " + epoch + "." + generation);
        }
    }

    @Override
    public int compareTo(Revision other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return epoch + "." + generation;
    }
}
