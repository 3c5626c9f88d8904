package dev.turnout.agent.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.reconcile.StepResult;
import dev.turnout.agent.reconcile.View;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.liveness.LivenessWatch;
import dev.turnout.core.load.BackendLoad;
import dev.turnout.core.load.DrainWatch;
import dev.turnout.core.load.Load;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.plan.TransitionClock;
import dev.turnout.core.program.Surroundings;
import dev.turnout.v1.Alarm;
import dev.turnout.v1.DataplaneStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    private static final BackendId ID = new BackendId(1);

    private static View view() {
        BackendKey key = new BackendKey(IpAddress.ipv4(0x0a000001), new Encapsulation.Ipip());
        return new View(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Surroundings.UNKNOWN,
                new DataplaneState(
                        new TreeMap<>(Map.of(ID, new BackendEntry(ID, key, 0, false, Optional.empty()))),
                        new TreeMap<>(),
                        new TreeMap<>()),
                Counters.NONE,
                TransitionClock.IDLE,
                Optional.empty(),
                List.of(),
                new StepResult.Idle());
    }

    private static BoxFacts facts(BackendId backend, long packets) {
        BackendLoad load = new BackendLoad(List.of(new ServiceId(1)), packets, 100_000, 0.25);
        return new BoxFacts(
                "box",
                "1",
                Optional.empty(),
                new byte[0],
                List.of(),
                DataplaneStatus.getDefaultInstance(),
                List.of(),
                Set.of(),
                Map.of(),
                _ -> Optional.empty(),
                Optional.of(new Load(Duration.ofSeconds(60), new TreeMap<>(), new TreeMap<>(Map.of(backend, load)))),
                DrainWatch.IDLE,
                LivenessWatch.begun(Instant.EPOCH).liveness(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    @Test
    void aBackendWithFarMoreThanItsShareIsNamedWithFigures() {
        Alarm alarm = Alarms.of(view(), facts(ID, 70_000)).getFirst();
        assertEquals("LOAD_SHARE", alarm.getCode());
        assertEquals("10.0.0.1", alarm.getSubject());
        assertTrue(
                alarm.getMessage().contains("got 70.0% of 100000 packets")
                        && alarm.getMessage().contains("make 25.0%"),
                alarm.getMessage());
    }

    @Test
    void itsShareIsNoAlarm() {
        assertEquals(List.of(), Alarms.of(view(), facts(ID, 30_000)));
    }

    @Test
    void whoHasGoneMeanwhileIsNotNamed() {
        assertEquals(List.of(), Alarms.of(view(), facts(new BackendId(2), 70_000)));
    }
}
