package dev.turnout.agent.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FlowTable;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.SelfTest;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.health.HealthState;
import dev.turnout.core.maglev.TableSizes;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.DataplaneSettings;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Seed;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import dev.turnout.core.plan.Plan;
import dev.turnout.core.plan.Wave;
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Encapsulation IPIP = new Encapsulation.Ipip();

    private final List<FleetConfig> journal = new ArrayList<>();
    private boolean diskIsFull;
    private SortedMap<Wave, Instant> written = new TreeMap<>();
    private int writes;
    private Instant now = START;

    private Reconciler reconciler(Dataplane dataplane, History history) {
        return new Reconciler(dataplane, history, new Disk(), () -> now);
    }

    /** What a test reads, and hands to the next process. */
    private final class Disk implements Journal {
        @Override
        public boolean applying(
                FleetConfig config, Instant changed, Allocation allocation, SortedMap<Wave, Instant> begun) {
            return !diskIsFull && journal.add(config) && moving(begun);
        }

        @Override
        public boolean moving(SortedMap<Wave, Instant> begun) {
            if (!diskIsFull) {
                written = begun;
                writes++;
            }
            return !diskIsFull;
        }
    }

    private static FleetConfig config(long generation, int... weights) {
        List<Backend> backends = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            backends.add(new Backend(IpAddress.ipv4(0x0a000001 + i), weights[i]));
        }
        Service web = new Service(
                "web",
                new Vip(IpAddress.ipv4(0xc0000201), Protocol.TCP, 80),
                "pool",
                Algorithm.MAGLEV,
                TableSizes.MIN,
                Affinity.FIVE_TUPLE,
                Persistence.TRANSIT,
                List.of(),
                ZeroBackendPolicy.REJECT,
                TransitionTimes.DEFAULT);
        return new FleetConfig(
                new Revision(1, generation),
                new Seed("ab".repeat(32)),
                List.of(web),
                List.of(new BackendPool("pool", IPIP, backends)),
                DataplaneSettings.DEFAULT);
    }

    private static StepResult settle(Reconciler reconciler) {
        StepResult result = reconciler.step();
        for (int i = 0; i < 10 && result instanceof StepResult.Changed; i++) {
            result = reconciler.step();
        }
        return result;
    }

    private Reconciler running(Dataplane dataplane, FleetConfig config) {
        Reconciler reconciler = reconciler(dataplane, History.NONE);
        reconciler.want(new Wanted(config, now));
        reconciler.surroundings(Surroundings.UNKNOWN);
        assertInstanceOf(StepResult.Idle.class, settle(reconciler));
        return reconciler;
    }

    private static SlotTable table(Dataplane dataplane) {
        return state(dataplane).tables().values().iterator().next();
    }

    private static DataplaneState state(Dataplane dataplane) {
        return assertInstanceOf(ReadResult.Read.class, dataplane.read())
                .snapshot()
                .state();
    }

    @Test
    void waitsUntilBothConfigurationAndSurroundingsAreKnown() {
        MemoryDataplane dataplane = new MemoryDataplane();
        Reconciler reconciler = reconciler(dataplane, History.NONE);
        assertInstanceOf(StepResult.Idle.class, reconciler.step());
        reconciler.want(new Wanted(config(1, 1, 1), now));
        assertInstanceOf(StepResult.Idle.class, reconciler.step());
        assertEquals(DataplaneState.EMPTY, state(dataplane));
        reconciler.surroundings(Surroundings.UNKNOWN);
        assertInstanceOf(StepResult.Changed.class, reconciler.step());
        assertEquals(Optional.of(config(1, 1, 1)), reconciler.view().applied());
    }

    @Test
    void whatAChangeCannotKeepStandsBesideIt() {
        Reconciler reconciler = running(new MemoryDataplane(), config(1, 1, 1));
        FleetConfig same = config(2, 1, 1);
        Service web = same.services().getFirst();
        Service byClient = new Service(
                web.name(),
                web.vip(),
                web.pool(),
                web.algorithm(),
                web.tableSize(),
                Affinity.CLIENT_IP,
                web.persistence(),
                web.sourceRanges(),
                web.zeroBackends(),
                web.transition());
        reconciler.want(new Wanted(
                new FleetConfig(same.revision(), same.seed(), List.of(byClient), same.pools(), same.dataplane()), now));
        assertInstanceOf(StepResult.Idle.class, settle(reconciler));
        assertEquals(
                List.of("PLAN_AFFINITY"),
                reconciler.view().lastChange().orElseThrow().forecast().services().stream()
                        .flatMap(outlook -> outlook.losses().stream())
                        .map(loss -> loss.code())
                        .toList());
    }

    @Test
    void writesOnlyTheSlotsThatMoveAndCountsThem() {
        MemoryDataplane dataplane = new MemoryDataplane();
        Reconciler reconciler = running(dataplane, config(1, 1, 1, 1));
        SlotTable before = table(dataplane);
        reconciler.want(new Wanted(config(2, 1, 1, 2), now));
        StepResult.Changed changed = assertInstanceOf(StepResult.Changed.class, reconciler.step());
        SlotTable after = table(dataplane);
        long moved = java.util.stream.IntStream.range(0, after.size())
                .filter(slot -> before.slot(slot).current() != after.slot(slot).current())
                .count();
        assertTrue(moved > 0);
        assertEquals(moved, changed.slotWords());
        assertEquals(moved, after.inTransition());
        assertEquals(
                moved, reconciler.view().lastChange().orElseThrow().movement().moved());
    }

    @Test
    void endsTransitionsAfterTheIdleTime() {
        MemoryDataplane dataplane = new MemoryDataplane();
        Reconciler reconciler = running(dataplane, config(1, 1, 1, 1));
        reconciler.want(new Wanted(config(2, 1, 1, 0), now));
        settle(reconciler);
        assertTrue(table(dataplane).inTransition() > 0);
        now = now.plus(TransitionTimes.DEFAULT.idle()).minusSeconds(1);
        settle(reconciler);
        assertTrue(table(dataplane).inTransition() > 0);
        now = now.plusSeconds(2);
        settle(reconciler);
        assertEquals(0, table(dataplane).inTransition());
    }

    @Test
    void aRestartWritesNothing() {
        MemoryDataplane dataplane = new MemoryDataplane();
        running(dataplane, config(1, 1, 2, 3));
        DataplaneState before = state(dataplane);
        Reconciler restarted = reconciler(dataplane, History.NONE);
        restarted.want(new Wanted(config(1, 1, 2, 3), now));
        restarted.surroundings(Surroundings.UNKNOWN);
        assertInstanceOf(StepResult.Idle.class, restarted.step());
        assertEquals(before, state(dataplane));
    }

    @Test
    void aRestartEndsNoTransitionThatBeganLongAfterTheLastChange() {
        MemoryDataplane dataplane = new MemoryDataplane();
        FleetConfig config = config(1, 1, 1, 1);
        Instant changed = now;
        Reconciler reconciler = running(dataplane, config);
        now = now.plus(TransitionTimes.DEFAULT.ceiling()).plusSeconds(60);
        BackendKey first = new BackendKey(IpAddress.ipv4(0x0a000001), IPIP);
        reconciler.surroundings(new Surroundings(Map.of(first, HealthState.UNHEALTHY), Map.of()));
        settle(reconciler);
        int moving = table(dataplane).inTransition();
        assertTrue(moving > 0);
        for (Optional<FleetConfig> remembered : List.of(Optional.of(config), Optional.<FleetConfig>empty())) {
            Instant since = remembered.isPresent() ? changed : Instant.EPOCH;
            Reconciler restarted = reconciler(
                    dataplane, new History(remembered, Optional.empty(), since, Allocation.EMPTY, new TreeMap<>()));
            restarted.want(new Wanted(config, now));
            restarted.surroundings(new Surroundings(Map.of(first, HealthState.UNHEALTHY), Map.of()));
            settle(restarted);
            assertEquals(moving, table(dataplane).inTransition());
        }
    }

    private History since(Optional<FleetConfig> previous, FleetConfig applied, Instant changed) {
        return new History(Optional.of(applied), previous, changed, Allocation.EMPTY, written);
    }

    @Test
    void whatHealthBeganIsCountedFromThenByTheNextProcessToo() {
        MemoryDataplane dataplane = new MemoryDataplane();
        FleetConfig config = config(1, 1, 1, 1);
        Instant changed = now;
        Reconciler reconciler = running(dataplane, config);
        now = now.plus(Duration.ofHours(7));
        Instant began = now;
        BackendKey first = new BackendKey(IpAddress.ipv4(0x0a000001), IPIP);
        Surroundings failing = new Surroundings(Map.of(first, HealthState.UNHEALTHY), Map.of());
        reconciler.surroundings(failing);
        settle(reconciler);
        assertEquals(List.of(began), List.copyOf(written.values()));
        Duration ceiling = TransitionTimes.DEFAULT.ceiling();
        for (Duration passed : List.of(Duration.ofHours(5), ceiling.minusMinutes(1), ceiling)) {
            now = began.plus(passed);
            Reconciler restarted = reconciler(dataplane, since(Optional.empty(), config, changed));
            restarted.want(new Wanted(config, now));
            restarted.surroundings(failing);
            settle(restarted);
            assertEquals(passed.compareTo(ceiling) < 0, table(dataplane).inTransition() > 0, passed::toString);
        }
        assertEquals(Map.of(), written);
    }

    @Test
    void waveTimesAreWrittenBeforeTheSlotsAndOnlyWhenTheyChange() {
        MemoryDataplane dataplane = new MemoryDataplane();
        List<Integer> writesBefore = new ArrayList<>();
        WatchedDataplane watched = new WatchedDataplane(dataplane, () -> writesBefore.add(written.size()));
        Reconciler reconciler = running(watched, config(1, 1, 1, 1));
        BackendKey first = new BackendKey(IpAddress.ipv4(0x0a000001), IPIP);
        reconciler.surroundings(new Surroundings(Map.of(first, HealthState.UNHEALTHY), Map.of()));
        settle(reconciler);
        assertEquals(List.of(0, 1), writesBefore);
        int written = writes;
        for (int step = 0; step < 20; step++) {
            now = now.plusSeconds(10);
            settle(reconciler);
        }
        assertEquals(written, writes);
    }

    @Test
    void aFailingBackendIsLeftThoughTheDiskIsFullAndTheTimeIsWrittenLater() {
        MemoryDataplane dataplane = new MemoryDataplane();
        Reconciler reconciler = running(dataplane, config(1, 1, 1, 1));
        diskIsFull = true;
        BackendKey first = new BackendKey(IpAddress.ipv4(0x0a000001), IPIP);
        reconciler.surroundings(new Surroundings(Map.of(first, HealthState.UNHEALTHY), Map.of()));
        Instant began = now;
        settle(reconciler);
        assertTrue(table(dataplane).inTransition() > 0);
        assertEquals(Map.of(), written);
        diskIsFull = false;
        now = now.plusSeconds(3);
        settle(reconciler);
        assertEquals(List.of(began), List.copyOf(written.values()));
    }

    @Test
    void restoredTransitionsAreCountedFromTheirChangeInThisProcessAndTheNext() {
        FleetConfig before = config(1, 1, 1, 1);
        FleetConfig after = config(2, 1, 1, 5);
        Instant changed = now;
        now = now.plus(Duration.ofHours(20));
        MemoryDataplane empty = new MemoryDataplane();
        Reconciler restored = reconciler(empty, since(Optional.of(before), after, changed));
        restored.want(new Wanted(after, now));
        restored.surroundings(Surroundings.UNKNOWN);
        settle(restored);
        assertEquals(
                List.of(changed),
                restored.view().clock().waves().values().stream()
                        .map(timing -> timing.since())
                        .toList());
        now = now.plus(Duration.ofMinutes(1));
        Reconciler next = reconciler(empty, since(Optional.of(before), after, changed));
        next.want(new Wanted(after, now));
        next.surroundings(Surroundings.UNKNOWN);
        settle(next);
        assertTrue(table(empty).inTransition() > 0);
        now = changed.plus(TransitionTimes.DEFAULT.ceiling());
        settle(next);
        assertEquals(0, table(empty).inTransition());
    }

    @Test
    void whatBeginsAnewAsABoxComesBackEmptyHasAllOfItsTime() {
        FleetConfig applied = config(1, 1, 1, 1);
        FleetConfig wanted = config(2, 1, 1, 5);
        Instant changed = now;
        now = now.plus(Duration.ofHours(20));
        MemoryDataplane empty = new MemoryDataplane();
        Reconciler restored = reconciler(empty, since(Optional.empty(), applied, changed));
        restored.want(new Wanted(wanted, now));
        restored.surroundings(Surroundings.UNKNOWN);
        settle(restored);
        assertTrue(table(empty).inTransition() > 0);
        assertEquals(List.of(now), List.copyOf(written.values()));
    }

    @Test
    void aKillBetweenTheJournalAndTheSlotsOrBetweenTheSlotsAndTheReportLosesNoTime() {
        FleetConfig before = config(1, 1, 1, 1);
        FleetConfig after = config(2, 1, 1, 5);
        for (boolean slotsToo : List.of(false, true)) {
            now = START;
            MemoryDataplane memory = new MemoryDataplane();
            running(memory, before);
            FaultyDataplane dying = new FaultyDataplane(memory);
            dying.failsBeforeWriting = !slotsToo;
            dying.failsAfterWriting = slotsToo;
            Reconciler killed = reconciler(dying, since(Optional.empty(), before, START));
            killed.want(new Wanted(after, now));
            killed.surroundings(Surroundings.UNKNOWN);
            assertThrows(IllegalStateException.class, killed::step);
            assertEquals(slotsToo, table(memory).inTransition() > 0);
            assertEquals(List.of(START), List.copyOf(written.values()));
            Instant restart = now.plus(Duration.ofHours(30));
            now = slotsToo ? now.plus(Duration.ofHours(3)) : restart;
            Reconciler restarted = reconciler(memory, since(Optional.of(before), after, START));
            restarted.want(new Wanted(after, now));
            restarted.surroundings(Surroundings.UNKNOWN);
            settle(restarted);
            assertTrue(table(memory).inTransition() > 0, "those that begin only now have all of their time");
            assertEquals(List.of(slotsToo ? START : restart), List.copyOf(written.values()));
        }
    }

    /** Tells before each plan is carried out. */
    private record WatchedDataplane(Dataplane inner, Runnable before) implements Dataplane {
        @Override
        public Capabilities capabilities() {
            return inner.capabilities();
        }

        @Override
        public ReadResult read() {
            return inner.read();
        }

        @Override
        public ApplyResult apply(Plan plan) {
            before.run();
            return inner.apply(plan);
        }

        @Override
        public Counters counters() {
            return inner.counters();
        }

        @Override
        public FlowTable flowTable() {
            return inner.flowTable();
        }

        @Override
        public SelfTest selfTest() {
            return inner.selfTest();
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    @Test
    void aBoxThatComesBackEmptyForwardsTheLastGoodConfigurationWhereTheWantedOneDoesNotFit() {
        FleetConfig good = config(1, 1, 1);
        FleetConfig tooLarge = config(2, 1, 1, 1);
        for (Duration since : List.of(Duration.ofHours(1), Duration.ofDays(30))) {
            Dataplane empty = new SmallDataplane(2);
            Reconciler restarted = reconciler(
                    empty,
                    new History(
                            Optional.of(good), Optional.empty(), now.minus(since), Allocation.EMPTY, new TreeMap<>()));
            restarted.want(new Wanted(tooLarge, now));
            restarted.surroundings(Surroundings.UNKNOWN);
            assertInstanceOf(StepResult.DoesNotFit.class, settle(restarted));
            assertEquals(Optional.of(good), restarted.view().applied());
            assertEquals(2, state(empty).backends().size());
        }
    }

    /** In memory, with room for a few backends. */
    private static final class SmallDataplane implements Dataplane {
        private final MemoryDataplane memory = new MemoryDataplane();
        private final int backends;

        SmallDataplane(int backends) {
            this.backends = backends;
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities("small", 16, backends, 16, 1 << 16, true, true, true, true, 16);
        }

        @Override
        public ReadResult read() {
            return memory.read();
        }

        @Override
        public ApplyResult apply(Plan plan) {
            return memory.apply(plan);
        }

        @Override
        public Counters counters() {
            return memory.counters();
        }

        @Override
        public FlowTable flowTable() {
            return memory.flowTable();
        }

        @Override
        public SelfTest selfTest() {
            return memory.selfTest();
        }

        @Override
        public void close() {}
    }

    @Test
    void aBoxThatComesBackEmptyRestoresTransitionsThatStillRun() {
        MemoryDataplane lived = new MemoryDataplane();
        Reconciler reconciler = running(lived, config(1, 1, 1, 1));
        reconciler.want(new Wanted(config(2, 1, 1, 5), now));
        settle(reconciler);
        History history = new History(
                Optional.of(config(2, 1, 1, 5)),
                Optional.of(config(1, 1, 1, 1)),
                now,
                Allocation.EMPTY,
                new TreeMap<>());
        now = now.plus(Duration.ofHours(1));
        MemoryDataplane empty = new MemoryDataplane();
        Reconciler restored = reconciler(empty, history);
        restored.want(new Wanted(config(2, 1, 1, 5), now));
        restored.surroundings(Surroundings.UNKNOWN);
        restored.step();
        assertEquals(state(lived), state(empty));
        now = now.plus(Duration.ofDays(2));
        MemoryDataplane late = new MemoryDataplane();
        Reconciler tooLate = reconciler(late, history);
        tooLate.want(new Wanted(config(2, 1, 1, 5), now));
        tooLate.surroundings(Surroundings.UNKNOWN);
        tooLate.step();
        assertEquals(0, table(late).inTransition());
    }

    @Test
    void aDeadBackendIsLeftAtOnceAndAnUnhealthyOneKeepsItsFlows() {
        MemoryDataplane dataplane = new MemoryDataplane();
        Reconciler reconciler = running(dataplane, config(1, 1, 1, 1));
        BackendKey first = new BackendKey(IpAddress.ipv4(0x0a000001), IPIP);
        reconciler.surroundings(new Surroundings(Map.of(first, HealthState.UNHEALTHY), Map.of()));
        settle(reconciler);
        assertTrue(table(dataplane).inTransition() > 0);
        reconciler.surroundings(new Surroundings(Map.of(first, HealthState.DEAD), Map.of()));
        settle(reconciler);
        int dead = 1;
        SlotTable left = table(dataplane);
        for (int slot = 0; slot < left.size(); slot++) {
            assertTrue(left.slot(slot).current() != dead && left.slot(slot).previous() != dead, "slot " + slot);
        }
    }

    @Test
    void nothingIsBegunThatIsNotDurable() {
        MemoryDataplane dataplane = new MemoryDataplane();
        Reconciler reconciler = running(dataplane, config(1, 1, 1));
        DataplaneState before = state(dataplane);
        diskIsFull = true;
        reconciler.want(new Wanted(config(2, 1, 9), now));
        assertInstanceOf(StepResult.Failed.class, reconciler.step());
        assertEquals(before, state(dataplane));
        diskIsFull = false;
        assertInstanceOf(StepResult.Changed.class, reconciler.step());
        assertEquals(List.of(config(1, 1, 1), config(2, 1, 9)), journal);
    }

    @Test
    void anAuditFindsAndRepairsWhatSomebodyElseChanged() {
        MemoryDataplane dataplane = new MemoryDataplane();
        Reconciler reconciler = running(dataplane, config(1, 1, 1));
        DataplaneState good = state(dataplane);
        var id = good.tables().firstKey();
        dataplane.apply(new Plan(
                List.of(),
                List.of(new dev.turnout.core.plan.Change.WriteSlots(id, new int[] {7}, new int[] {0})),
                List.of(),
                List.of()));
        assertFalse(good.equals(state(dataplane)));
        assertEquals(SlotWord.NONE, table(dataplane).slot(7));
        now = now.plus(Reconciler.AUDIT_INTERVAL);
        settle(reconciler);
        assertEquals(good, state(dataplane));
    }

    @Test
    void afterABugInTheMiddleOfAPlanItGoesOnFromWhatIsThere() {
        MemoryDataplane memory = new MemoryDataplane();
        FaultyDataplane dataplane = new FaultyDataplane(memory);
        Reconciler reconciler = running(dataplane, config(1, 1, 1));
        dataplane.failsAfterWriting = true;
        reconciler.want(new Wanted(config(2, 1, 9), now));
        assertThrows(IllegalStateException.class, reconciler::step);
        DataplaneState written = state(memory);
        assertInstanceOf(StepResult.Idle.class, reconciler.step());
        assertEquals(written, state(memory));
        assertEquals(Optional.of(config(2, 1, 9)), reconciler.view().applied());
    }

    /** Throws where it should write, or writes, and throws where it should have said so. */
    private static final class FaultyDataplane implements Dataplane {
        private final Dataplane inner;
        private boolean failsAfterWriting;
        private boolean failsBeforeWriting;

        FaultyDataplane(Dataplane inner) {
            this.inner = inner;
        }

        @Override
        public Capabilities capabilities() {
            return inner.capabilities();
        }

        @Override
        public ReadResult read() {
            return inner.read();
        }

        @Override
        public ApplyResult apply(Plan plan) {
            if (failsBeforeWriting) {
                failsBeforeWriting = false;
                throw new IllegalStateException("a bug");
            }
            ApplyResult result = inner.apply(plan);
            if (failsAfterWriting) {
                failsAfterWriting = false;
                throw new IllegalStateException("a bug");
            }
            return result;
        }

        @Override
        public Counters counters() {
            return inner.counters();
        }

        @Override
        public FlowTable flowTable() {
            return inner.flowTable();
        }

        @Override
        public SelfTest selfTest() {
            return inner.selfTest();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
