package dev.turnout.p4.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.p4.driver.entries.RandomStates;
import dev.turnout.p4.runtime.Update;
import dev.turnout.p4.runtime.WriteRequest;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets that cannot do all that the specification says are found out, and programmed all the same. */
class QuirksTest {
    @TempDir
    private Path state;

    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(state);
    }

    @AfterEach
    void end() {
        rig.close();
    }

    /** Through some states, and to nothing. */
    private void changes(long seed) {
        RandomStates states = new RandomStates(new Random(seed));
        DataplaneState now = DataplaneState.EMPTY;
        for (int i = 0; i < 3; i++) {
            now = states.after(now);
            rig.arrive(now);
        }
    }

    private void isNamed(String words) {
        assertTrue(rig.dataplane.capabilities().name().contains(words), rig.dataplane.capabilities()::name);
        assertTrue(rig.opened.notes().contains(words), rig.opened.notes()::toString);
    }

    private static boolean modifiesEntry(Update update) {
        return update.getType() == Update.Type.MODIFY && update.getEntity().hasTableEntry();
    }

    @Test
    void aTargetWithoutModify() {
        rig.middleman.refusesUpdate =
                update -> modifiesEntry(update) ? Optional.of(Status.Code.UNIMPLEMENTED) : Optional.empty();
        rig.open();
        isNamed("entries are replaced instead of modified");
        changes(101);
        assertTrue(rig.middleman.updates.stream().noneMatch(QuirksTest::modifiesEntry));
    }

    @Test
    void aTargetWhoseTablesAreReadAllAtOnce() {
        rig.middleman.refusesRead = request -> request.getEntities(0).hasTableEntry()
                        && request.getEntities(0).getTableEntry().getTableId() != 0
                ? Optional.of(Status.INVALID_ARGUMENT)
                : Optional.empty();
        rig.open();
        isNamed("tables are read all at once");
        changes(102);
    }

    @Test
    void aTargetWhoseCountersAreNeverReset() {
        rig.middleman.refusesUpdate = update ->
                update.getEntity().hasCounterEntry() ? Optional.of(Status.Code.PERMISSION_DENIED) : Optional.empty();
        rig.open();
        isNamed("counters are never reset");
        changes(103);
    }

    @Test
    void aTargetThatTakesFewUpdatesAtOnce() {
        AtomicInteger most = new AtomicInteger();
        rig.middleman.refusesWrite = request -> {
            int updates = request.getUpdatesCount();
            if (updates > 10) {
                return Optional.of(Status.RESOURCE_EXHAUSTED.withDescription("too large"));
            }
            most.accumulateAndGet(updates, Math::max);
            return Optional.empty();
        };
        rig.open();
        assertEquals(1, rig.opened.notes().size());
        changes(104);
        assertTrue(most.get() > 1);
    }

    /** It says that a batch failed, and not which of its updates. */
    @Test
    void aTargetThatKeepsItsReasonsToItself() {
        rig.open();
        AtomicInteger lost = new AtomicInteger();
        rig.middleman.refusesWrite = request -> {
            boolean drops = request.getUpdatesCount() > 1 && lost.incrementAndGet() % 3 == 0;
            return drops ? Optional.of(Status.UNKNOWN) : Optional.empty();
        };
        changes(105);
    }

    /** Whoever has begun to forward must hear of no more than what changes. */
    @Test
    void aServiceThatGetsAnotherIdIsOneUpdate() {
        rig.open();
        SlotTable table = SlotTable.generate(256, _ -> 1);
        rig.arrive(Sites.of(1, table, List.of()));
        rig.middleman.updates.clear();
        rig.arrive(Sites.of(2, table, List.of()));
        List<Update> made = rig.middleman.updates;
        assertEquals(1, made.size(), made::toString);
        assertEquals(Update.Type.MODIFY, made.getFirst().getType());
    }

    @Test
    void stagesAreAcknowledgedInOrder() {
        rig.open();
        List<WriteRequest> requests = new java.util.concurrent.CopyOnWriteArrayList<>();
        rig.middleman.refusesWrite = request -> {
            requests.add(request);
            return Optional.empty();
        };
        rig.arrive(Sites.one(1));
        List<Integer> tables = requests.stream()
                .flatMap(request -> request.getUpdatesList().stream())
                .map(update -> update.getEntity().getTableEntry().getTableId() & 255)
                .distinct()
                .toList();
        // backend, transit_filter, maglev_slot, vip, source_range, service
        assertEquals(List.of(7, 6, 5, 3, 4, 1), tables);
    }
}
