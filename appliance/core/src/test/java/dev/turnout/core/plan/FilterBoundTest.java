package dev.turnout.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.program.DataplaneProgram;
import dev.turnout.core.program.DesiredService;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Where filters are full: two services with marks, one with a flow table, each with another false positive rate. */
class FilterBoundTest {
    private static final double LAX = 0.01;
    private static final double STRICT = 0.000_1;
    private static final double OF_NO_CONCERN = 0.000_001;
    private static final TransitionFacts NOTHING_ENDED = new TransitionFacts(Set.of(), OptionalInt.empty());

    private static DataplaneProgram program(Integer... backends) {
        World world = new World();
        TreeSet<Integer> set = new TreeSet<>(List.of(backends));
        world.services.put(0, new World.Wish(set, 16, Persistence.TRANSIT));
        world.services.put(1, new World.Wish(set, 32, Persistence.TRANSIT));
        world.services.put(2, new World.Wish(set, 64, Persistence.FLOW_TABLE));
        DataplaneProgram equal = world.program();
        SortedMap<ServiceId, DesiredService> services = new TreeMap<>();
        double[] rates = {LAX, STRICT, OF_NO_CONCERN};
        equal.services().forEach((id, service) -> {
            double rate = rates[id.value() - 1];
            TransitionTimes times = new TransitionTimes(Duration.ofMinutes(1), Duration.ofHours(1), rate);
            services.put(id, new DesiredService(service.spec(), service.table(), times));
        });
        return new DataplaneProgram(equal.revision(), equal.backends(), equal.tables(), services, equal.surroundings());
    }

    private static DataplaneState step(DataplaneState from, long bitsSet, DataplaneProgram program) {
        FilterFill fill = new FilterFill(bitsSet, 1 << 20, 4);
        return Transitions.advance(new DataplaneSnapshot(from, List.of(fill, fill)), program, NOTHING_ENDED);
    }

    @Test
    void leastRateOfServicesWithMarksBoundsBothFilters() {
        DataplaneState first = step(DataplaneState.EMPTY, 0, program(1, 2, 3));
        assertEquals(STRICT, first.maxFalsePositiveRate());
        DataplaneSnapshot empty =
                new DataplaneSnapshot(DataplaneState.EMPTY, List.of(FilterFill.EMPTY, FilterFill.EMPTY));
        Plan plan = Planner.diff(empty, first);
        assertTrue(plan.backends().contains(new Change.BoundFilters(STRICT)), "before a slot uses one");
        DataplaneSnapshot written = new DataplaneSnapshot(first, empty.filters());
        assertTrue(Planner.diff(written, step(first, 0, program(1, 2, 3))).isEmpty());
    }

    /** The service that asks for less than its neighbour shares the filter with it, and so freezes with it. */
    @Test
    void slotsFreezeAsSoonAsPacketsTakeTheFilterForFull() {
        long room = new FilterFill(0, 1 << 20, 4).room(STRICT);
        DataplaneProgram fewer = program(1, 2);
        DataplaneState moving = step(step(DataplaneState.EMPTY, 0, program(1, 2, 3)), 0, fewer);
        assertTrue(moving.tables().values().stream().anyMatch(table -> table.inTransition() > 0));
        assertEquals(0, frozen(step(moving, room - 1, fewer)));
        DataplaneState full = step(moving, room, fewer);
        assertEquals(
                full.tables().values().stream()
                        .mapToInt(SlotTable::inTransition)
                        .sum(),
                frozen(full));
    }

    private static int frozen(DataplaneState state) {
        return state.tables().values().stream()
                .mapToInt(table -> FrozenSlots.of(table, table).all())
                .sum();
    }
}
