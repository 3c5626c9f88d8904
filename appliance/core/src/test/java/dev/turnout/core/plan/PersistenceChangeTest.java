package dev.turnout.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.model.Persistence;
import java.util.List;
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
}
