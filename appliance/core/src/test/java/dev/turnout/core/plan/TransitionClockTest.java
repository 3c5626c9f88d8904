package dev.turnout.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.TransitTraffic;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.program.DataplaneProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class TransitionClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final TableId TABLE = new TableId(0);
    private static final Wave MOVING = new Wave(TABLE, 0, false);
    private static final Wave FROZEN = new Wave(TABLE, 0, true);
    private static final Duration IDLE = TransitionTimes.DEFAULT.idle();
    private static final Map<Wave, Instant> NOTHING = Map.of();
    private static final Duration CEILING = TransitionTimes.DEFAULT.ceiling();

    private final DataplaneProgram program;

    TransitionClockTest() {
        World world = new World();
        world.services.put(0, new World.Wish(new TreeSet<>(Set.of(1, 2)), 16, Persistence.TRANSIT));
        program = world.program();
    }

    /** A table of 16 slots whose first ones are in transition. */
    private DataplaneState state(int moving, int frozen) {
        SlotTable table = SlotTable.generate(
                16,
                slot -> slot < moving + frozen
                        ? SlotWord.of(1, 2, 0, slot >= moving).bits()
                        : SlotWord.stable(1).bits());
        TreeMap<TableId, SlotTable> tables = new TreeMap<>(Map.of(TABLE, table));
        var spec = program.services().firstEntry().getValue().spec();
        return new DataplaneState(
                program.backends(), tables, new TreeMap<>(Map.of(spec.id(), new ServiceEntry(spec, TABLE))));
    }

    private static Counters counters(long toPrevious, long toFrozenCurrent) {
        return new Counters(
                Map.of(),
                Map.of(),
                Map.of(TABLE, new TransitTraffic(toPrevious, toFrozenCurrent)),
                Map.of(),
                List.of(FilterFill.EMPTY, FilterFill.EMPTY),
                0);
    }

    private Set<Wave> ended(TransitionClock clock, DataplaneState state, Instant now) {
        return clock.facts(state, program, now).ended();
    }

    @Test
    void aWaveEndsOnceNoPacketHasGoneToPreviousOwnersForTheIdleTime() {
        DataplaneState state = state(4, 0);
        Instant later = START.plus(Duration.ofMinutes(5));
        TransitionClock clock = TransitionClock.IDLE
                .look(state, counters(7, 0), START, NOTHING)
                .look(state, counters(8, 0), later, NOTHING);
        assertEquals(1, clock.waves().get(MOVING).traffic());
        assertEquals(Set.of(), ended(clock, state, later.plus(IDLE).minusNanos(1)));
        assertEquals(Set.of(MOVING), ended(clock, state, later.plus(IDLE)));
    }

    @Test
    void paceIsThatOfTheLastWholeWindow() {
        DataplaneState state = state(4, 0);
        TransitionClock clock = TransitionClock.IDLE
                .look(state, counters(1000, 0), START, NOTHING)
                .look(state, counters(1010, 0), START.plusMillis(4_999), NOTHING);
        assertEquals(0, clock.waves().get(MOVING).pace().perSecond(), "no window is over");
        clock = clock.look(state, counters(1030, 0), START.plusSeconds(6), NOTHING);
        assertEquals(5, clock.waves().get(MOVING).pace().perSecond(), 1e-9);
        clock = clock.look(state, counters(1031, 0), START.plusSeconds(7), NOTHING);
        assertEquals(5, clock.waves().get(MOVING).pace().perSecond(), 1e-9);
        clock = clock.look(state, counters(1031, 0), START.plusSeconds(16), NOTHING);
        assertEquals(0.1, clock.waves().get(MOVING).pace().perSecond(), 1e-9);
        clock = clock.look(state, counters(1031, 0), START.plusSeconds(26), NOTHING);
        assertEquals(0, clock.waves().get(MOVING).pace().perSecond(), 1e-9);
    }

    @Test
    void aFrozenWaveWaitsForMarkedFlowsOfTheCurrentOwner() {
        DataplaneState state = state(1, 3);
        Instant later = START.plus(Duration.ofMinutes(5));
        TransitionClock clock = TransitionClock.IDLE
                .look(state, counters(0, 0), START, NOTHING)
                .look(state, counters(100, 0), later, NOTHING);
        Instant idle = START.plus(IDLE);
        assertEquals(Set.of(FROZEN), ended(clock, state, idle));
    }

    @Test
    void theCeilingEndsWhatIsNeverQuiet() {
        DataplaneState state = state(4, 0);
        TransitionClock clock = TransitionClock.IDLE;
        long packets = 0;
        for (Instant now = START; now.isBefore(START.plus(CEILING)); now = now.plus(Duration.ofMinutes(10))) {
            clock = clock.look(state, counters(++packets, 0), now, NOTHING);
            assertEquals(Set.of(), ended(clock, state, now));
        }
        assertEquals(Set.of(MOVING), ended(clock, state, START.plus(CEILING)));
    }

    @Test
    void slotsThatJoinAWaveStartItsCeilingAnew() {
        DataplaneState few = state(4, 0);
        DataplaneState more = state(5, 0);
        Instant joined = START.plus(Duration.ofHours(3));
        TransitionClock clock = TransitionClock.IDLE
                .look(few, counters(1, 0), START, NOTHING)
                .look(more, counters(2, 0), joined, NOTHING);
        assertEquals(joined, clock.waves().get(MOVING).since());
    }

    @Test
    void slotsThatJoinAWaveHaveAllOfItsIdleTimeYet() {
        Instant joined = START.plus(IDLE).minusSeconds(1);
        for (DataplaneState before : List.of(state(4, 0), movedFrom(3))) {
            DataplaneState after = before.equals(state(4, 0)) ? state(5, 0) : state(4, 0);
            TransitionClock clock = TransitionClock.IDLE
                    .look(before, counters(7, 0), START, NOTHING)
                    .look(after, counters(7, 0), joined, NOTHING);
            assertEquals(Set.of(), ended(clock, after, START.plus(IDLE)));
            assertEquals(Set.of(MOVING), ended(clock, after, joined.plus(IDLE)));
        }
    }

    /** Four slots in transition, as in {@code state(4, 0)}, but from another owner. */
    private DataplaneState movedFrom(int owner) {
        DataplaneState state = state(4, 0);
        SlotTable table = SlotTable.generate(
                16,
                slot -> slot < 4
                        ? SlotWord.of(2, owner, 0, false).bits()
                        : SlotWord.stable(1).bits());
        return new DataplaneState(state.backends(), new TreeMap<>(Map.of(TABLE, table)), state.services());
    }

    @Test
    void whatAnEarlierProcessBeganIsCountedFromThen() {
        DataplaneState state = state(4, 0);
        TransitionClock clock =
                TransitionClock.IDLE.look(state, counters(1, 0), START, Map.of(MOVING, START.minus(CEILING)));
        assertEquals(Set.of(MOVING), ended(clock, state, START));
    }

    @Test
    void whenWavesWillHaveBegunIsKnownBeforeTheirSlotsAreWritten() {
        Instant joined = START.plusSeconds(60);
        TransitionClock clock = TransitionClock.IDLE.look(state(4, 2), counters(0, 0), START, NOTHING);
        assertEquals(Map.of(MOVING, START, FROZEN, START), clock.begins(state(4, 2), joined));
        assertEquals(Map.of(MOVING, joined, FROZEN, START), clock.begins(state(5, 1), joined));
        assertEquals(
                Map.of(MOVING, START, FROZEN, joined), clock.begins(state(0, 3), joined), "as long as it is there");
        Map<Wave, Instant> written = clock.begins(state(5, 2), joined);
        TransitionClock later = clock.look(state(5, 2), counters(0, 0), joined.plusSeconds(1), written);
        assertEquals(joined, later.waves().get(MOVING).since());
        assertEquals(joined.plusSeconds(1), later.waves().get(MOVING).quietSince());
        assertEquals(written, later.begins(state(5, 2), joined.plusSeconds(2)));
    }

    @Test
    void anOldFilterTakesNoNewSlots() {
        DataplaneState state = state(4, 0);
        TransitionClock clock = TransitionClock.IDLE.look(state, counters(1, 0), START, NOTHING);
        assertEquals(OptionalInt.empty(), clock.facts(state, program, START).retiringFilter());
        assertEquals(
                OptionalInt.of(0), clock.facts(state, program, START.plus(IDLE)).retiringFilter());
    }

    @Test
    void whatHasEndedIsForgotten() {
        TransitionClock clock = TransitionClock.IDLE
                .look(state(4, 0), counters(1, 0), START, NOTHING)
                .look(state(0, 0), counters(1, 0), START, NOTHING);
        assertEquals(Map.of(), clock.waves());
    }
}
