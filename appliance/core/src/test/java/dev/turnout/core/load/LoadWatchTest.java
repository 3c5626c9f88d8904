package dev.turnout.core.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.Traffic;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LoadWatchTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ServiceId WEB = new ServiceId(1);
    private static final ServiceId API = new ServiceId(2);

    /** Both services have four backends of equal shares. */
    private static DataplaneState state(Persistence persistence) {
        TreeMap<BackendId, BackendEntry> backends = new TreeMap<>();
        for (int i = 1; i <= 4; i++) {
            BackendKey key = new BackendKey(IpAddress.ipv4(0x0a000000 + i), new Encapsulation.Ipip());
            backends.put(new BackendId(i), new BackendEntry(new BackendId(i), key, 0, false, Optional.empty()));
        }
        SlotTable table =
                SlotTable.generate(16, slot -> SlotWord.stable(1 + slot % 4).bits());
        TreeMap<ServiceId, ServiceEntry> services = new TreeMap<>();
        for (ServiceId id : List.of(WEB, API)) {
            ServiceSpec spec = new ServiceSpec(
                    id,
                    new Vip(IpAddress.ipv4(0xc0000200 + id.value()), Protocol.TCP, 80),
                    Algorithm.MAGLEV,
                    Affinity.FIVE_TUPLE,
                    persistence,
                    ZeroBackendPolicy.REJECT,
                    List.of());
            services.put(id, new ServiceEntry(spec, new TableId(0)));
        }
        return new DataplaneState(backends, new TreeMap<>(Map.of(new TableId(0), table)), services);
    }

    private static Counters counters(long web, long api, long... ofBackends) {
        Map<BackendId, Traffic> backends = new HashMap<>();
        for (int i = 0; i < ofBackends.length; i++) {
            backends.put(new BackendId(i + 1), new Traffic(ofBackends[i], 0));
        }
        return new Counters(
                Map.of(WEB, new Traffic(web, 0), API, new Traffic(api, 0)),
                backends,
                Map.of(),
                Map.of(),
                List.of(FilterFill.EMPTY, FilterFill.EMPTY),
                0);
    }

    private static BackendLoad first(DataplaneState state, Counters last) {
        return LoadWatch.IDLE
                .look(state, counters(0, 0, 0, 0, 0, 0), START)
                .look(state, last, START.plus(LoadWatch.WINDOW))
                .latest()
                .orElseThrow()
                .backends()
                .get(new BackendId(1));
    }

    @Test
    void aBackendThatFlowsAreAimedAtIsSeenThroughAllOfItsServices() {
        BackendLoad load = first(state(Persistence.TRANSIT), counters(60_000, 40_000, 70_000, 10_000, 10_000, 10_000));
        assertEquals(new BackendLoad(List.of(WEB, API), 70_000, 100_000, 0.25), load);
        assertTrue(load.excessive());
    }

    @Test
    void ordinaryUnevennessIsNone() {
        assertFalse(first(state(Persistence.TRANSIT), counters(60_000, 40_000, 40_000, 20_000, 20_000, 20_000))
                .excessive());
    }

    @Test
    void ofFewPacketsNothingIsSaid() {
        assertFalse(first(state(Persistence.TRANSIT), counters(9_999, 0, 9_999, 0, 0, 0))
                .excessive());
        assertTrue(first(state(Persistence.TRANSIT), counters(10_000, 0, 10_000, 0, 0, 0))
                .excessive());
    }

    @Test
    void whereAFlowTableDecidesSlotsTellNothing() {
        assertFalse(first(state(Persistence.FLOW_TABLE), counters(100_000, 0, 100_000, 0, 0, 0))
                .excessive());
    }

    @Test
    void theLimitIsTwiceTheOddsAndTwoPoints() {
        assertFalse(new BackendLoad(List.of(WEB), 686_000, 1_000_000, 0.5).excessive());
        assertTrue(new BackendLoad(List.of(WEB), 687_000, 1_000_000, 0.5).excessive());
        assertFalse(new BackendLoad(List.of(WEB), 39_000, 1_000_000, 0.01).excessive());
        assertTrue(new BackendLoad(List.of(WEB), 40_000, 1_000_000, 0.01).excessive());
        assertFalse(new BackendLoad(List.of(WEB), 1_000_000, 1_000_000, 1).excessive());
    }

    @Test
    void aWindowWithAChangeIsGivenUpAndTheLastWholeOneStays() {
        DataplaneState state = state(Persistence.TRANSIT);
        Instant later = START.plus(LoadWatch.WINDOW);
        LoadWatch watch = LoadWatch.IDLE
                .look(state, counters(0, 0, 0, 0, 0, 0), START)
                .look(state, counters(60_000, 0, 60_000, 0, 0, 0), later);
        Load whole = watch.latest().orElseThrow();
        LoadWatch changed = watch.look(
                state(Persistence.NONE), counters(120_000, 0, 60_000, 60_000, 0, 0), later.plus(LoadWatch.WINDOW));
        assertEquals(Optional.of(whole), changed.latest());
        assertEquals(1000, whole.packetsPerSecond(WEB), 1e-9);
    }

    @Test
    void countersThatBeganAnewMakeNoWindow() {
        DataplaneState state = state(Persistence.TRANSIT);
        LoadWatch watch = LoadWatch.IDLE
                .look(state, counters(60_000, 0, 60_000, 0, 0, 0), START)
                .look(state, counters(10, 0, 10, 0, 0, 0), START.plus(LoadWatch.WINDOW));
        assertEquals(Optional.empty(), watch.latest());
    }
}
