package dev.turnout.core.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.Traffic;
import dev.turnout.core.load.DrainWatch.Drain;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class DrainWatchTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final BackendId FIRST = new BackendId(1);
    private static final BackendId SECOND = new BackendId(2);

    private static BackendEntry backend(BackendId id, String address, boolean draining) {
        BackendKey key = new BackendKey(IpAddress.parse(address).orElseThrow(), new Encapsulation.Ipip());
        return new BackendEntry(id, key, 0, draining, Optional.empty());
    }

    private static DataplaneState state(BackendEntry... entries) {
        TreeMap<BackendId, BackendEntry> backends = new TreeMap<>();
        for (BackendEntry entry : entries) {
            backends.put(entry.id(), entry);
        }
        return new DataplaneState(backends, new TreeMap<>(), new TreeMap<>());
    }

    private static Counters counted(long first, long second) {
        return new Counters(
                Map.of(),
                Map.of(FIRST, new Traffic(first, 100 * first), SECOND, new Traffic(second, 100 * second)),
                Map.of(),
                Map.of(),
                Counters.NONE.filters(),
                0);
    }

    private static Instant after(int seconds) {
        return START.plusSeconds(seconds);
    }

    private static final DataplaneState FIRST_DRAINS =
            state(backend(FIRST, "10.0.0.1", true), backend(SECOND, "10.0.0.2", false));

    @Test
    void onlyWhoDrainsIsWatched() {
        DrainWatch watch = DrainWatch.IDLE.look(FIRST_DRAINS, counted(5, 7), START);
        Drain drain = watch.of(FIRST).orElseThrow();
        assertEquals("10.0.0.1", drain.backend().address().toString());
        assertEquals(Optional.empty(), watch.of(SECOND));
        assertThrows(UnsupportedOperationException.class, () -> watch.drains().clear());
    }

    @Test
    void whatCameBeforeCountsForNothing() {
        Drain drain = DrainWatch.IDLE
                .look(FIRST_DRAINS, counted(1_000_000, 7), START)
                .of(FIRST)
                .orElseThrow();
        assertEquals(0, drain.packets());
        assertEquals(Duration.ZERO, drain.quietFor());
        assertEquals(START, drain.began());
    }

    @Test
    void packetsAreAddedUpAndEndTheQuiet() {
        DrainWatch watch = DrainWatch.IDLE
                .look(FIRST_DRAINS, counted(100, 0), START)
                .look(FIRST_DRAINS, counted(130, 9), after(10))
                .look(FIRST_DRAINS, counted(130, 99), after(25));
        Drain quiet = watch.of(FIRST).orElseThrow();
        assertEquals(30, quiet.packets());
        assertEquals(Duration.ofSeconds(15), quiet.quietFor());

        Drain loud =
                watch.look(FIRST_DRAINS, counted(131, 99), after(40)).of(FIRST).orElseThrow();
        assertEquals(31, loud.packets());
        assertEquals(Duration.ZERO, loud.quietFor());
        assertEquals(START, loud.began());
    }

    @Test
    void withoutAPacketItIsQuietFromTheBeginning() {
        Drain drain = DrainWatch.IDLE
                .look(FIRST_DRAINS, Counters.NONE, START)
                .look(FIRST_DRAINS, Counters.NONE, after(900))
                .of(FIRST)
                .orElseThrow();
        assertEquals(Duration.ofMinutes(15), drain.quietFor());
    }

    @Test
    void whoTakesFlowsAgainBeginsAnewTheNextTime() {
        DrainWatch watch =
                DrainWatch.IDLE.look(FIRST_DRAINS, counted(0, 0), START).look(FIRST_DRAINS, counted(10, 0), after(10));
        DrainWatch undone = watch.look(state(backend(FIRST, "10.0.0.1", false)), counted(20, 0), after(20));
        assertEquals(DrainWatch.IDLE, undone);

        Drain again =
                undone.look(FIRST_DRAINS, counted(30, 0), after(30)).of(FIRST).orElseThrow();
        assertEquals(new Drain(again.backend(), after(30), 0, 30, after(30), after(30)), again);
    }

    /** An id that another backend has now, which may be drained in its turn. */
    @Test
    void anIdThatHasChangedHandsIsAnotherDrain() {
        Drain other = DrainWatch.IDLE
                .look(FIRST_DRAINS, counted(0, 0), START)
                .look(FIRST_DRAINS, counted(10, 0), after(10))
                .look(state(backend(FIRST, "10.0.0.9", true)), counted(500, 0), after(20))
                .of(FIRST)
                .orElseThrow();
        assertEquals("10.0.0.9", other.backend().address().toString());
        assertEquals(0, other.packets());
        assertEquals(after(20), other.began());
    }

    /** The counters of a data plane that was made anew begin at 0. */
    @Test
    void countersThatBeginAnewTakeNothingBack() {
        Drain drain = DrainWatch.IDLE
                .look(FIRST_DRAINS, counted(100, 0), START)
                .look(FIRST_DRAINS, counted(130, 0), after(10))
                .look(FIRST_DRAINS, counted(4, 0), after(20))
                .of(FIRST)
                .orElseThrow();
        assertEquals(34, drain.packets());
        assertEquals(Duration.ZERO, drain.quietFor());
    }
}
