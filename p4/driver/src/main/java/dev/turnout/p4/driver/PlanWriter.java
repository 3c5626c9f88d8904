package dev.turnout.p4.driver;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.plan.Change;
import dev.turnout.core.plan.Plan;
import dev.turnout.p4.driver.entries.Held;
import dev.turnout.p4.driver.entries.Op;
import dev.turnout.p4.driver.entries.PlanOps;
import dev.turnout.p4.driver.entries.SlotMessages;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Carries out one plan, against what is held. After a stage that failed in part no other is begun: the next would name what is not
 * there, or delete what is still named.
 */
final class PlanWriter {
    private final Access access;
    private final Standing.Primary as;
    private final Held held;
    private final PlanOps ops;
    private final List<ApplyResult.Failure> failures = new ArrayList<>();
    private long slotWords;
    private long records;

    PlanWriter(Access access, Standing.Primary as, Held held) {
        this.access = access;
        this.as = as;
        this.held = held;
        ops = new PlanOps(held, new SlotMessages(), failures::add);
    }

    /** @throws RefusedException where nobody knows what is held now */
    ApplyResult write(Plan plan) throws RefusedException {
        boolean ignored =
                backends(plan.backends()) && slots(plan) && services(plan.services()) && end(plan.deletions());
        return failures.isEmpty()
                ? new ApplyResult.Applied(slotWords, records)
                : new ApplyResult.PartlyApplied(slotWords, records, failures);
    }

    private boolean backends(List<Change> changes) throws RefusedException {
        access.tallies().begin(ops.begun(changes), as.id());
        List<Iterator<Op>> steps = new ArrayList<>(List.of(ops.backends(changes)));
        steps.add(access.filters().bound(held, rate(changes)).iterator());
        return all(steps, changes.size());
    }

    /** As it is, where nothing is said of it: a filter without an entry would take no marks. */
    private double rate(List<Change> changes) {
        return changes.stream()
                .flatMap(
                        change -> change instanceof Change.BoundFilters(double rate) ? Stream.of(rate) : Stream.empty())
                .findFirst()
                .orElseGet(held::maxFalsePositiveRate);
    }

    private boolean slots(Plan plan) throws RefusedException {
        access.tallies().begin(ops.begun(plan.slots()), as.id());
        int refused = failures.size();
        long created = plan.slots().stream()
                .filter(Change.CreateTable.class::isInstance)
                .count();
        boolean well = all(List.of(ops.slots(plan.slots())), created);
        slotWords = plan.slotWords() - (failures.size() - refused);
        return well;
    }

    private boolean services(List<Change> changes) throws RefusedException {
        if (changes.isEmpty()) {
            return true;
        }
        access.tallies().begin(ops.begun(changes), as.id());
        return all(ops.services(changes).stream().map(List::iterator).toList(), changes.size());
    }

    private boolean end(List<Change> changes) throws RefusedException {
        List<Iterator<Op>> steps = new ArrayList<>(ops.deletions(changes));
        for (Change change : changes) {
            if (change instanceof Change.ClearFilter(int filter)) {
                steps.add(access.filters().clear(held, filter).stream().iterator());
            }
        }
        steps.add(ops.strays().iterator());
        boolean well = all(steps, changes.size());
        if (well) {
            ops.forget(changes);
        }
        return well;
    }

    /** What could be taken out though no plan says so. */
    Set<Op> strays() {
        return ops.repairs().stream().flatMap(List::stream).collect(Collectors.toSet());
    }

    /** Takes it out. */
    void repair() throws RefusedException {
        boolean ignored = all(ops.repairs().stream().map(List::iterator).toList(), 0);
    }

    /**
     * Each acknowledged before the next.
     *
     * @param changes that this carries out
     */
    private boolean all(List<Iterator<Op>> steps, long changes) throws RefusedException {
        for (Iterator<Op> step : steps) {
            if (failures.isEmpty()) {
                access.writer(as, this::made, failures).write(step);
            }
        }
        records += failures.isEmpty() ? changes : 0;
        return failures.isEmpty();
    }

    private void made(Op op) {
        if (op.type() == Op.Type.DELETE) {
            held.remove(op.row());
        } else {
            held.put(op.row());
        }
    }
}
