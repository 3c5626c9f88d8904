package dev.turnout.core.plan;

import java.util.List;

/**
 * What to write, in order: the changes of a stage are all acknowledged before the next begins, so that nothing is named
 * before it is there or removed while it is named.
 *
 * @param backends {@link Change.PutBackend}, {@link Change.BoundFilters}
 * @param slots {@link Change.CreateTable} and {@link Change.WriteSlots}
 * @param services {@link Change.PutService} and {@link Change.RemoveService}
 * @param deletions {@link Change.RemoveTable}, {@link Change.RemoveBackend}, {@link Change.ClearFilter}
 */
public record Plan(List<Change> backends, List<Change> slots, List<Change> services, List<Change> deletions) {
    public static final Plan EMPTY = new Plan(List.of(), List.of(), List.of(), List.of());

    public Plan {
        backends = List.copyOf(backends);
        slots = List.copyOf(slots);
        services = List.copyOf(services);
        deletions = List.copyOf(deletions);
    }

    /** In the order in which they are carried out. */
    public List<List<Change>> stages() {
        return List.of(backends, slots, services, deletions);
    }

    public boolean isEmpty() {
        return stages().stream().allMatch(List::isEmpty);
    }

    /** Slot words that this writes: those that moved in live tables, and all of new tables. */
    public long slotWords() {
        return slots.stream()
                .mapToLong(change -> switch (change) {
                    case Change.CreateTable create -> create.table().size();
                    case Change.WriteSlots write -> write.slots().length;
                    case Change.BoundFilters _,
                            Change.PutBackend _,
                            Change.PutService _,
                            Change.RemoveService _,
                            Change.RemoveTable _,
                            Change.RemoveBackend _,
                            Change.ClearFilter _ -> 0;
                })
                .sum();
    }
}
