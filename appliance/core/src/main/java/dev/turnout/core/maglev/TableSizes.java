package dev.turnout.core.maglev;

import dev.turnout.core.model.Backend;
import java.util.List;

/** Which sizes a table may have. */
public final class TableSizes {
    public static final int MIN = 256;
    public static final int MAX = 131_072;
    /** Slots for each backend that keep what a removal moves beyond its own share small (Maglev §5.3). */
    public static final int SLOTS_PER_BACKEND = 100;

    private TableSizes() {}

    /** Whether it is a power of two from {@link #MIN} to {@link #MAX}. */
    public static boolean isValid(int size) {
        return size >= MIN && size <= MAX && Integer.bitCount(size) == 1;
    }

    /** The size where a document names none: the power of two at or above 100 × backends, from 256 to 131,072. */
    public static int forBackends(int backends) {
        long wanted = Math.clamp((long) SLOTS_PER_BACKEND * backends, MIN, MAX);
        return Math.toIntExact(Long.highestOneBit(2 * wanted - 1));
    }

    /**
     * Whether each positive weight owns at least one slot of a table of that size. True where there is none.
     *
     * @param size {@linkplain #isValid valid}
     */
    public static boolean fits(List<Backend> backends, int size) {
        List<Backend> sorted = MaglevTable.inTurn(backends);
        if (sorted.size() > size) {
            return false;
        }
        for (int quota : Quotas.of(sorted, size)) {
            if (quota == 0) {
                return false;
            }
        }
        return true;
    }
}
