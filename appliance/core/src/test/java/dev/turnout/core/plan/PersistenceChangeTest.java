package dev.turnout.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.TransitionTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PersistenceChangeTest {
    private final World world = new World();

    private DataplaneState advance(DataplaneState from) {
        DataplaneSnapshot snapshot = new DataplaneSnapshot(from, List.of(FilterFill.EMPTY, FilterFill.EMPTY));
        return Transitions.advance(snapshot, world.program(), TransitionFacts.NONE);
    }

    @Test
    void aServiceLooksAtMarksBeforeItsSlotsMove() {
        world.services.put(0, new World.Wish(new TreeSet<>(Set.of(1, 2, 3)), 64, Persistence.NONE));
        DataplaneState before = advance(DataplaneState.EMPTY);
        world.services.put(0, new World.Wish(new TreeSet<>(Set.of(1, 2)), 64, Persistence.TRANSIT));
        DataplaneState first = advance(before);
        assertEquals(before.tables(), first.tables());
        assertEquals(
                Persistence.TRANSIT, first.services().get(World.idOf(0)).spec().persistence());
        DataplaneState second = advance(first);
        assertTrue(second.tables().values().iterator().next().inTransition() > 0);
    }

    private static Persistence persistence(DataplaneState state) {
        return state.services().get(World.idOf(0)).spec().persistence();
    }

    private static SlotTable table(DataplaneState state) {
        return state.table(state.services().get(World.idOf(0)).table());
    }

    private static Set<Wave> waves(DataplaneState state) {
        return Set.of(new Wave(state.services().get(World.idOf(0)).table(), 0, false));
    }

    @Test
    void aServiceKeepsItsMarksUntilItsSlotsHaveMovedAndRemembersFlowsThen() {
        world.services.put(0, new World.Wish(new TreeSet<>(Set.of(1, 2, 3)), 64, Persistence.TRANSIT));
        DataplaneState before = advance(DataplaneState.EMPTY);
        world.services.put(0, new World.Wish(new TreeSet<>(Set.of(1, 2)), 64, Persistence.FLOW_TABLE));
        DataplaneState first = advance(before);
        assertTrue(table(first).inTransition() > 0);
        assertEquals(Persistence.TRANSIT, persistence(first));
        assertEquals(first, advance(first));
        TransitionFacts quiet = new TransitionFacts(waves(first), OptionalInt.empty());
        DataplaneState moved = Transitions.advance(
                new DataplaneSnapshot(first, List.of(FilterFill.EMPTY, FilterFill.EMPTY)), world.program(), quiet);
        assertEquals(0, table(moved).inTransition());
        assertEquals(Persistence.TRANSIT, persistence(moved));
        DataplaneState last = advance(moved);
        assertEquals(moved.tables(), last.tables());
        assertEquals(Persistence.FLOW_TABLE, persistence(last));
    }

    @Test
    void aServiceWhoseTableStaysRemembersFlowsAtOnce() {
        world.services.put(0, new World.Wish(new TreeSet<>(Set.of(1, 2)), 64, Persistence.TRANSIT));
        DataplaneState before = advance(DataplaneState.EMPTY);
        world.services.put(0, new World.Wish(new TreeSet<>(Set.of(1, 2)), 64, Persistence.FLOW_TABLE));
        assertEquals(Persistence.FLOW_TABLE, persistence(advance(before)));
    }

    /** The clock gives such a wave the times of its service, which has them though it asks for marks no more. */
    @Test
    void theTimesOfAServiceThatKeepsItsMarksHold() {
        world.services.put(0, new World.Wish(new TreeSet<>(Set.of(1, 2, 3)), 64, Persistence.TRANSIT));
        DataplaneState before = advance(DataplaneState.EMPTY);
        world.services.put(0, new World.Wish(new TreeSet<>(Set.of(1, 2)), 64, Persistence.FLOW_TABLE));
        world.times = new TransitionTimes(Duration.ofSeconds(5), Duration.ofSeconds(60), 0.001);
        DataplaneState first = advance(before);
        Instant start = Instant.EPOCH;
        TransitionClock clock = TransitionClock.IDLE.look(first, Counters.NONE, start, Map.of());
        assertEquals(
                Set.of(),
                clock.facts(first, world.program(), start.plusSeconds(4)).ended());
        assertEquals(
                waves(first),
                clock.facts(first, world.program(), start.plusSeconds(5)).ended());
    }
}
