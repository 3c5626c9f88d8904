package dev.turnout.ebpf;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.plan.Change;
import dev.turnout.core.plan.Plan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Carries out one plan, against what the maps hold when it begins.
 *
 * <p>What a plan sets free is not used again by the same plan. A stage that failed in part is finished; nothing is deleted after
 * that, since what would be deleted may still be named.
 */
final class PlanWriter {
    private final State state;
    private final Regions regions;
    private final BitSet usedRecords;
    private final ServiceChanges services;
    private final List<ApplyResult.Failure> failures = new ArrayList<>();
    private boolean reusing;
    private long slotWords;
    private long records;

    PlanWriter(State state) throws DamagedException {
        this.state = state;
        List<ServiceRow> rows = state.services().read();
        regions = Regions.of(rows, state.slots().capacity());
        usedRecords = state.backends().used();
        services = new ServiceChanges(state, rows, regions, this::reuse);
    }

    ApplyResult write(Plan plan) throws DamagedException {
        plan.backends().forEach(this::write);
        if (failures.isEmpty()) {
            follow(plan.backends());
            plan.slots().forEach(this::write);
            plan.services().forEach(this::write);
            records += services.publish(failures);
        }
        if (failures.isEmpty() && !plan.deletions().isEmpty()) {
            // Every program that read a slot, a record or a service before the stages above has ended after this.
            state.grace().await();
            plan.deletions().forEach(this::write);
            follow(plan.deletions());
        }
        state.grace().begin();
        return failures.isEmpty()
                ? new ApplyResult.Applied(slotWords, records)
                : new ApplyResult.PartlyApplied(slotWords, records, failures);
    }

    /**
     * What was free when the plan began may be used from here on. One wait serves the whole plan, since it takes nothing that it
     * sets free itself.
     */
    private void reuse() {
        if (!reusing) {
            state.grace().await();
            reusing = true;
        }
    }

    private void write(Change change) {
        switch (change) {
            case Change.BoundFilters(double rate) -> boundFilters(rate);
            case Change.PutBackend put -> putBackend(put);
            case Change.CreateTable(TableId id, SlotTable table) -> createTable(id, table);
            case Change.WriteSlots write -> writeSlots(write);
            case Change.PutService(var entry) -> services.put(entry);
            case Change.RemoveService(var id) -> services.remove(id);
            case Change.RemoveTable(TableId id) -> removeTable(id);
            case Change.RemoveBackend(BackendId id) -> removeBackend(id);
            case Change.ClearFilter(int filter) -> clearFilter(filter);
        }
    }

    private void boundFilters(double maxFalsePositiveRate) {
        state.filters().bound(maxFalsePositiveRate);
        records++;
    }

    private void putBackend(Change.PutBackend put) {
        reuse();
        if (!state.backends().contains(put.entry().id())) {
            state.tallies().reset(put.entry().id());
        }
        if (!state.backends().put(put.entry(), usedRecords)) {
            fail(
                    "backend " + put.entry().key().address(),
                    "DP_NO_RECORD",
                    "all backend records are taken: apply a smaller change");
            return;
        }
        records++;
    }

    /** Tunnels come and go with backends: the map of their errors follows. */
    private void follow(List<Change> changes) throws DamagedException {
        if (changes.stream().anyMatch(c -> c instanceof Change.PutBackend || c instanceof Change.RemoveBackend)) {
            state.tunnels().follow(state.backends().read().values());
        }
    }

    private void createTable(TableId id, SlotTable table) {
        if (regions.contains(id)) {
            fail("table " + id, "DP_STALE_PLAN", "the table is there already: read again and plan anew");
            return;
        }
        if (!regions.allocate(id, table.size())) {
            fail("table " + id, "DP_NO_SLOTS", "no free region of " + table.size() + " slots: raise the slot capacity");
            return;
        }
        reuse();
        state.slots().fill(regions.get(id).base(), table);
        state.tallies().reset(id);
        slotWords += table.size();
        records++;
    }

    private void writeSlots(Change.WriteSlots write) {
        if (!regions.contains(write.id())) {
            fail("table " + write.id(), "DP_STALE_PLAN", "the table is not there: read again and plan anew");
            return;
        }
        int base = regions.get(write.id()).base();
        for (int i = 0; i < write.slots().length; i++) {
            state.slots().store(base, write.slots()[i], write.words()[i]);
        }
        state.grace().unlinked();
        slotWords += write.slots().length;
    }

    /** A table is there while a service names it, so there is nothing left to write. */
    private void removeTable(TableId id) {
        if (services.names(id)) {
            fail("table " + id, "DP_STALE_PLAN", "a service still names the table: read again and plan anew");
            return;
        }
        records++;
    }

    private void removeBackend(BackendId id) {
        state.backends().remove(id);
        records++;
    }

    private void clearFilter(int filter) {
        state.filters().clear(filter);
        records++;
    }

    private void fail(String entry, String code, String message) {
        failures.add(new ApplyResult.Failure(entry, code, message));
    }
}
