package dev.turnout.agent.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.health.PoolBackend;
import dev.turnout.core.health.ProbeTask;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TimetableTest {
    private static final long INTERVAL = Duration.ofSeconds(1).toNanos();
    /** Clocks may begin anywhere, also shortly before they overflow. */
    private static final long START = Long.MAX_VALUE - INTERVAL / 2;

    private final Timetable timetable = new Timetable();

    private static PoolBackend backend(int number) {
        return new PoolBackend("pool", new BackendKey(IpAddress.ipv4(0x0a00_0000 + number), new Encapsulation.Ipip()));
    }

    private static ProbeTask task(int port, double jitter) {
        return new ProbeTask(
                new Probe(
                        new ProbeQuestion.Tcp(port),
                        Probe.Via.ADDRESS,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        jitter),
                List.of());
    }

    @Test
    void nobodyIsTakenTwiceBeforeItIsDone() {
        timetable.replace(Map.of(backend(1), task(80, 0)), START);
        Timetable.Entry taken = timetable.take(START).orElseThrow();

        assertEquals(Optional.empty(), timetable.take(START + 5 * INTERVAL));
        timetable.done(taken, START + INTERVAL / 4);
        assertEquals(Optional.empty(), timetable.take(START + INTERVAL - 1));
        assertEquals(taken, timetable.take(START + INTERVAL).orElseThrow());
    }

    @Test
    void whatWasMissedIsNotMadeUpForAndThePlaceIsKept() {
        timetable.replace(Map.of(backend(1), task(80, 0)), START);
        Timetable.Entry taken = timetable.take(START).orElseThrow();

        timetable.done(taken, START + 3 * INTERVAL + INTERVAL / 3);

        assertEquals(INTERVAL - INTERVAL / 3, timetable.rest(START + 3 * INTERVAL + INTERVAL / 3));
        assertTrue(timetable.take(START + 4 * INTERVAL).isPresent());
    }

    @Test
    void probesOfManyBackendsSpreadOverTheInterval() {
        Map<PoolBackend, ProbeTask> wanted = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            wanted.put(backend(i), task(80, 1));
        }
        timetable.replace(wanted, START);

        for (int tenth = 1; tenth <= 10; tenth++) {
            int taken = 0;
            while (timetable.take(START + INTERVAL / 10 * tenth).isPresent()) {
                taken++;
            }
            assertTrue(taken > 50 && taken < 150, "in tenth " + tenth + ": " + taken);
        }
    }

    @Test
    void whoIsAskedTheSameKeepsItsPlaceAndOthersAreForgotten() {
        timetable.replace(Map.of(backend(1), task(80, 0), backend(2), task(80, 0)), START);
        Timetable.Entry first = timetable.take(START).orElseThrow();
        Timetable.Entry second = timetable.take(START).orElseThrow();
        timetable.done(first, START);

        timetable.replace(Map.of(first.target(), first.task()), START + INTERVAL / 2);
        timetable.done(second, START + INTERVAL / 2);

        assertTrue(first.isCurrent());
        assertFalse(second.isCurrent());
        assertEquals(INTERVAL / 2, timetable.rest(START + INTERVAL / 2));
        assertEquals(first, timetable.take(START + INTERVAL).orElseThrow());
        assertEquals(Long.MAX_VALUE, timetable.rest(START + INTERVAL));
    }

    @Test
    void anotherTaskOfTheSameBackendReplacesTheOneThatIsUnderWay() {
        timetable.replace(Map.of(backend(1), task(80, 0)), START);
        Timetable.Entry before = timetable.take(START).orElseThrow();

        timetable.replace(Map.of(backend(1), task(81, 0)), START);
        timetable.done(before, START);

        assertEquals(task(81, 0), timetable.take(START).orElseThrow().task());
        assertEquals(Optional.empty(), timetable.take(START + INTERVAL));
    }
}
