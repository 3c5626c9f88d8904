package dev.turnout.p4.driver.entries;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.plan.Change;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the changes of a plan come to in updates, against what is held when a stage begins: nothing is written that is right
 * already. Slots are made one by one as they are taken, since there may be a million.
 */
public final class PlanOps {
    private final Held held;
    private final SlotMessages messages;
    private final Consumer<ApplyResult.Failure> failures;

    public PlanOps(Held held, SlotMessages messages, Consumer<ApplyResult.Failure> failures) {
        this.held = held;
        this.messages = messages;
        this.failures = failures;
    }

    /** Backends that come, or are another than they were. */
    public Iterator<Op> backends(List<Change> changes) {
        return of(changes, Change.PutBackend.class)
                .map(put -> held.write(new BackendRow(put.entry())))
                .flatMap(Optional::stream)
                .iterator();
    }

    public Iterator<Op> slots(List<Change> changes) {
        List<Stream<Op>> ops = new ArrayList<>();
        for (Change change : changes) {
            if (change instanceof Change.CreateTable(TableId id, SlotTable table)) {
                ops.add(create(id.value(), table));
            } else if (change instanceof Change.WriteSlots write) {
                ops.add(words(write));
            }
        }
        return ops.stream().flatMap(each -> each).iterator();
    }

    private Stream<Op> create(int id, SlotTable table) {
        if (held.size(id) != 0) {
            fail(id, "is there already");
            return Stream.empty();
        }
        held.create(id, table.size());
        return IntStream.range(0, table.size())
                .mapToObj(slot -> slot(id, slot, table.bits(slot)))
                .flatMap(Optional::stream);
    }

    private Stream<Op> words(Change.WriteSlots write) {
        int id = write.id().value();
        if (held.size(id) == 0) {
            fail(id, "is not there");
            return Stream.empty();
        }
        return IntStream.range(0, write.slots().length)
                .mapToObj(i -> slot(id, write.slots()[i], write.words()[i]))
                .flatMap(Optional::stream);
    }

    /** A slot that nobody owns has no entry. */
    private Optional<Op> slot(int table, int slot, int word) {
        SlotRow row = new SlotRow(messages, table, slot, word);
        if (word != 0) {
            return held.write(row);
        }
        if (held.isStray(row)) {
            return Optional.of(Op.delete(new StrayRow(row.key())));
        }
        return held.word(table, slot) == 0 ? Optional.empty() : Optional.of(Op.delete(row));
    }

    /** All services as they will be, so that what belongs to none goes with those that do. */
    public List<List<Op>> services(List<Change> changes) {
        SortedMap<ServiceId, ServiceEntry> services = held.complete();
        of(changes, Change.RemoveService.class).forEach(remove -> services.remove(remove.id()));
        of(changes, Change.PutService.class).map(Change.PutService::entry).forEach(entry -> {
            if (held.size(entry.table().value()) == 0) {
                fail(entry.table().value(), "is not there");
            } else {
                services.put(entry.id(), entry);
            }
        });
        return new ServiceOps(held, services).steps();
    }

    /** Tables first: slots name backends. */
    public List<Iterator<Op>> deletions(List<Change> changes) {
        List<Stream<Op>> slots = new ArrayList<>();
        of(changes, Change.RemoveTable.class).forEach(remove -> slots.add(removeTable(remove.id())));
        Stream<Op> backends = of(changes, Change.RemoveBackend.class)
                .map(remove -> held.backend(remove.id()))
                .flatMap(Optional::stream)
                .map(entry -> Op.delete(new BackendRow(entry)));
        return List.of(slots.stream().flatMap(each -> each).iterator(), backends.iterator());
    }

    private Stream<Op> removeTable(TableId table) {
        int id = table.value();
        if (held.services().stream().anyMatch(row -> row.table() == id)) {
            fail(id, "is still named by a service");
            return Stream.empty();
        }
        return IntStream.range(0, held.size(id))
                .mapToObj(slot -> slot(id, slot, 0))
                .flatMap(Optional::stream);
    }

    /** Tables of which nothing is left. */
    public void forget(List<Change> deletions) {
        of(deletions, Change.RemoveTable.class)
                .forEach(remove -> held.forget(remove.id().value()));
    }

    /** What no rule of ours has written. */
    public List<Op> strays() {
        return held.strays().stream().map(Op::delete).toList();
    }

    /** What could be deleted now and nothing would be missing: services as they are, and strays. */
    public List<List<Op>> repairs() {
        List<List<Op>> repairs = new ArrayList<>(new ServiceOps(held, held.complete()).steps());
        repairs.add(strays());
        return repairs;
    }

    /** Counters that begin anew: of ids that go to somebody else. */
    public List<Cell> begun(List<Change> changes) {
        List<Cell> cells = new ArrayList<>();
        of(changes, Change.PutBackend.class)
                .map(Change.PutBackend::entry)
                .filter(this::isNew)
                .forEach(entry ->
                        cells.add(new Cell(Ids.BACKEND_PACKETS, entry.id().value())));
        of(changes, Change.CreateTable.class).forEach(create -> {
            cells.add(new Cell(Ids.TO_PREVIOUS, create.id().value()));
            cells.add(new Cell(Ids.MARKED_FROZEN, create.id().value()));
        });
        of(changes, Change.PutService.class)
                .map(Change.PutService::entry)
                .filter(entry -> entry.id().value() != held.service(entry.spec().vip()))
                .forEach(entry ->
                        cells.add(new Cell(Ids.SERVICE_PACKETS, entry.id().value())));
        return cells;
    }

    private boolean isNew(BackendEntry entry) {
        return held.backend(entry.id())
                .filter(there -> there.key().equals(entry.key()) && there.idGeneration() == entry.idGeneration())
                .isEmpty();
    }

    private void fail(int table, String why) {
        failures.accept(new ApplyResult.Failure(
                "table " + table, "DP_STALE_PLAN", "the table " + why + ": read again and plan anew"));
    }

    private static <T extends Change> Stream<T> of(List<Change> changes, Class<T> kind) {
        return changes.stream().filter(kind::isInstance).map(kind::cast);
    }
}
