package dev.turnout.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.FlowTable;
import dev.turnout.core.dataplane.FlowTable.Keeping;
import dev.turnout.core.dataplane.FlowTable.Kind;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.model.Persistence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FlowCountsTest {
    /** Service 1 remembers, service 2 does not; backend 1 is resolved, 2 is not, 3 drains and is not, so that it is dead. */
    private static DataplaneState state() {
        World world = new World();
        world.services.put(0, new World.Wish(new TreeSet<>(Set.of(1, 2)), 64, Persistence.FLOW_TABLE));
        world.services.put(1, new World.Wish(new TreeSet<>(Set.of(1, 2)), 64, Persistence.TRANSIT));
        DataplaneState state = Transitions.advance(
                new DataplaneSnapshot(DataplaneState.EMPTY, List.of(FilterFill.EMPTY, FilterFill.EMPTY)),
                world.program(),
                TransitionFacts.NONE);
        TreeMap<BackendId, BackendEntry> backends = new TreeMap<>();
        backends.put(new BackendId(1), backend(1, false, true));
        backends.put(new BackendId(2), backend(2, false, false));
        backends.put(new BackendId(3), backend(3, true, false));
        return new DataplaneState(backends, state.tables(), state.services());
    }

    private static BackendEntry backend(int id, boolean draining, boolean resolved) {
        return new BackendEntry(
                new BackendId(id),
                World.keyOf(id),
                5,
                draining,
                resolved ? Optional.of(ForecastWorld.HOP) : Optional.empty());
    }

    private static Kind kind(int service, int backend, int generation) {
        return new Kind(new Keeping(new ServiceId(service), new BackendId(backend)), generation);
    }

    @Test
    void onlyWhatHoldsCounts() {
        FlowCounts counts = FlowCounts.of(
                Map.of(
                        kind(1, 1, 5), 10L,
                        kind(1, 1, 4), 100L,
                        kind(1, 2, 5), 20L,
                        kind(1, 3, 5), 1_000L,
                        kind(1, 4, 5), 10_000L,
                        kind(2, 1, 5), 100_000L,
                        kind(3, 1, 5), 1_000_000L),
                state());
        assertEquals(Map.of(new ServiceId(1), Map.of(new BackendId(1), 10L, new BackendId(2), 20L)), counts.entries());
        assertEquals(30, counts.of(new ServiceId(1)).orElseThrow());
        assertEquals(
                Optional.empty(), counts.of(new ServiceId(2)).stream().boxed().findAny());
    }

    @Test
    void nothingRememberedIsZeroWhereItWasCounted() {
        assertEquals(
                0,
                FlowCounts.of(FlowTable.NONE.count(), state())
                        .of(new ServiceId(1))
                        .orElseThrow());
    }
}
