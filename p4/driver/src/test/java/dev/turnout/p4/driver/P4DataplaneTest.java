package dev.turnout.p4.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.PortState;
import dev.turnout.core.plan.Planner;
import dev.turnout.p4.driver.entries.RandomStates;
import dev.turnout.p4.runtime.Update;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver against a target that fails, comes and goes. */
class P4DataplaneTest {
    private static final int BACKEND_TABLE = 0x02000007;

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

    private static DataplaneState state(long seed) {
        return new RandomStates(new Random(seed)).next();
    }

    @Test
    void adoptsWhatIsThere() {
        rig.open();
        assertEquals(1, rig.opened.notes().size());
        assertTrue(rig.opened.notes().getFirst().contains("had no program"));
        rig.arrive(state(1));
        rig.reopen();
        assertTrue(rig.opened.notes().getFirst().contains("is adopted"));
        rig.middleman.updates.clear();
        assertEquals(state(1), rig.read().state());
        ApplyResult ignored = rig.lead(state(1));
        assertEquals(List.of(), rig.middleman.updates);
    }

    @Test
    void aTargetThatComesBackEmptyIsProgrammedAnew() throws Exception {
        rig.open();
        rig.arrive(state(1));
        rig.restartEmpty();
        assertEquals(DataplaneState.EMPTY, rig.readOnceItIsBack().state());
        assertEquals(
                PortState.Runs.NOTHING,
                rig.dataplane.selfTest().ports().getFirst().runs());
        assertEquals(
                PortState.Runs.OURS, rig.dataplane.selfTest().ports().getFirst().runs());
        rig.arrive(state(1));
    }

    @Test
    void aTargetThatIsLostBetweenReadAndPlanGetsNothing() throws Exception {
        rig.open();
        var before = rig.read();
        rig.restartEmpty();
        ApplyResult.Failure failure = Rig.failure(rig.dataplane.apply(Planner.diff(before, state(1))));
        assertTrue(
                List.of("DP_STALE_PLAN", "DP_UNREACHABLE", "DP_NO_PIPELINE", "DP_NOT_PRIMARY")
                        .contains(failure.code()),
                failure::toString);
        assertEquals(DataplaneState.EMPTY, rig.readOnceItIsBack().state());
    }

    @Test
    void aStreamThatBreaksMidPlanEndsItAndTheNextOneArrives() {
        rig.open();
        AtomicInteger writes = new AtomicInteger();
        rig.middleman.refusesWrite = _ -> {
            if (writes.incrementAndGet() == 6) {
                rig.middleman.breakStreams();
            }
            return writes.get() > 6 ? Optional.of(Status.UNAVAILABLE) : Optional.empty();
        };
        ApplyResult.Failure failure = Rig.failure(rig.lead(state(2)));
        assertEquals("DP_STALE_PLAN", failure.code());
        rig.middleman.refusesWrite = _ -> Optional.empty();
        assertNotEquals(state(2), rig.readOnceItIsBack().state());
        rig.arrive(state(2));
    }

    @Test
    void givesWayToAnotherControllerAndTakesOverOnceItIsGone() throws Exception {
        rig.open();
        rig.arrive(state(3));
        ElectionId high = new ElectionId(7, 42);
        try (Rival _ = new Rival(rig.targetPort(), high)) {
            Refusal refusal = rig.unreadable();
            assertEquals("DP_NOT_PRIMARY", refusal.code());
            assertTrue(refusal.message().contains(high.toString()), refusal::message);
            assertEquals(
                    PortState.Runs.FOREIGN,
                    rig.dataplane.selfTest().ports().getFirst().runs());
            assertEquals("DP_NOT_PRIMARY", rig.refusal().code());
        }
        assertEquals(state(3), rig.readOnceItIsBack().state());
        rig.arrive(state(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESOURCE_EXHAUSTED", "INVALID_ARGUMENT"})
    void whatIsRefusedIsToldByEntryAndNothingIsDeletedAfterIt(String code) {
        rig.open();
        rig.arrive(state(5));
        DataplaneState next = state(6);
        BackendId unlucky = next.backends().lastKey();
        rig.middleman.refusesUpdate =
                update -> isBackend(update, unlucky) ? Optional.of(Status.Code.valueOf(code)) : Optional.empty();
        rig.middleman.updates.clear();
        ApplyResult.Failure failure = Rig.failure(rig.lead(next));
        assertEquals("backend " + next.backends().get(unlucky).key().address(), failure.entry());
        assertEquals(code.startsWith("RES") ? "DP_NO_ROOM" : "DP_REFUSED", failure.code());
        assertTrue(rig.middleman.updates.stream().noneMatch(each -> each.getType() == Update.Type.DELETE));
        rig.middleman.refusesUpdate = _ -> Optional.empty();
        rig.arrive(next);
    }

    private static boolean isBackend(Update update, BackendId id) {
        var entry = update.getEntity().getTableEntry();
        if (entry.getTableId() != BACKEND_TABLE) {
            return false;
        }
        int key = 0;
        for (byte each : entry.getMatch(0).getExact().getValue()) {
            key = key << 8 | each & 255;
        }
        return key == id.value();
    }

    /** Entries come and go behind the driver's back, between its reading and its writing. */
    @Test
    void whatIsOtherwiseThanItWasReadIsWrittenAllTheSame() {
        rig.open();
        rig.middleman.updates.clear();
        rig.arrive(state(7));
        List<Update> made = List.copyOf(rig.middleman.updates);
        rig.arrive(DataplaneState.EMPTY);
        Random random = new Random(7);
        List<Update> some = made.stream()
                .filter(update -> update.getType() == Update.Type.INSERT && random.nextInt(3) == 0)
                .toList();
        var before = rig.read();
        rig.middleman.write(some.stream().filter(update -> !isFilter(update)).toList());
        ApplyResult ignored = rig.dataplane.apply(Planner.diff(before, state(7)));
        assertEquals(state(7), rig.read().state());

        DataplaneState cleared = new DataplaneState(
                new java.util.TreeMap<>(), new java.util.TreeMap<>(), new java.util.TreeMap<>(), 0.5);
        var full = rig.read();
        rig.middleman.write(some.stream()
                .filter(update -> !isFilter(update))
                .map(update -> update.toBuilder().setType(Update.Type.DELETE).build())
                .toList());
        ApplyResult applied = rig.dataplane.apply(Planner.diff(full, cleared));
        assertTrue(applied instanceof ApplyResult.Applied, applied::toString);
        assertEquals(cleared, rig.read().state());
    }

    private static boolean isFilter(Update update) {
        return update.getEntity().getTableEntry().getTableId() == 0x02000006;
    }

    @Test
    void strayEntriesGoWithTheNextPlanOrAtTheSecondRead() {
        rig.open();
        rig.arrive(state(8));
        List<Update> strays = Strays.some();
        rig.middleman.write(strays);
        assertEquals(state(8), rig.read().state());
        rig.arrive(state(9));
        assertEquals(0, rig.left(strays));

        rig.middleman.write(strays);
        assertEquals(state(9), rig.read().state());
        assertEquals(strays.size(), rig.left(strays));
        assertEquals(state(9), rig.read().state());
        assertEquals(0, rig.left(strays));
    }
}
