package dev.turnout.core.plan;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One thing that a plan writes. Changes of one stage touch different entries, so their order does not matter. */
public sealed interface Change {
    /**
     * Says from where on a transit filter is full: before a slot uses it, since the packet path itself heeds it.
     *
     * @param maxFalsePositiveRate 0–1
     */
    record BoundFilters(double maxFalsePositiveRate) implements Change {}

    /** Adds a backend, or replaces what is said of it. */
    record PutBackend(BackendEntry entry) implements Change {}

    /** Writes a table that is not there yet. No packet reads it until a service names it. */
    record CreateTable(TableId id, SlotTable table) implements Change {}

    /**
     * Stores single words of a live table, each atomically.
     *
     * @param slots indices, ascending
     * @param words {@link dev.turnout.core.dataplane.SlotWord#bits()}, one for each
     */
    record WriteSlots(TableId id, int[] slots, int[] words) implements Change {
        public WriteSlots {
            if (slots.length != words.length) {
                throw new IllegalArgumentException(slots.length + " slots, " + words.length + " words");
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof WriteSlots that
                    && id.equals(that.id)
                    && Arrays.equals(slots, that.slots)
                    && Arrays.equals(words, that.words);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * id.hashCode() + Arrays.hashCode(slots)) + Arrays.hashCode(words);
        }

        @Override
        public String toString() {
            return "WriteSlots[table=" + id + ", slots=" + slots.length + "]";
        }
    }

    /** Adds a service, or replaces what is said of it, its table included, in one step for the packet path. */
    record PutService(ServiceEntry entry) implements Change {}

    record RemoveService(ServiceId id) implements Change {}

    /** Frees a table that no service names any more, after a grace period. */
    record RemoveTable(TableId id) implements Change {}

    /** Frees a backend that no slot names any more, after a grace period. */
    record RemoveBackend(BackendId id) implements Change {}

    /**
     * Clears a transit filter that no slot names any more, after a grace period.
     *
     * @param filter 0 or 1
     */
    record ClearFilter(int filter) implements Change {}
}
