package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.ZeroBackendPolicy;
import dev.turnout.core.plan.Plan;
import dev.turnout.core.plan.Planner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A writer that ends before any of its writes leaves nothing that the next one does not mend, and lets nobody in meanwhile. */
final class CutTest {
    private static final Cidr LEFT_OVER = Cidr.parse("203.0.113.0/24").orElseThrow();

    /** Its record has a fingerprint of table 1's owners. */
    private static final ServiceEntry REMEMBERING = new ServiceEntry(
            Fixture.service(
                            "192.0.2.5",
                            Protocol.UDP,
                            53,
                            5,
                            Algorithm.MAGLEV,
                            Affinity.FIVE_TUPLE,
                            Persistence.FLOW_TABLE,
                            ZeroBackendPolicy.REJECT)
                    .spec(),
            new TableId(1));

    private static final DataplaneState BEFORE = Programs.state(
            List.of(Programs.backend(1, "10.0.0.11", 1), Programs.backend(2, "10.0.0.12", 1)),
            Map.of(new TableId(1), table(1, 2), new TableId(2), table(2, 2)),
            List.of(
                    Programs.ranged(1, "192.0.2.1", 1, "198.51.100.0/24", "198.51.101.0/24"),
                    Programs.ranged(2, "192.0.2.2", 2, "198.51.102.0/24"),
                    Programs.ranged(4, "192.0.2.4", 1, "198.51.104.0/24"),
                    REMEMBERING));

    /** Other ranges, another outer source, a backend less and a new one, ids that are given up and taken. */
    private static final DataplaneState AFTER = Programs.state(
            List.of(moved(Programs.backend(1, "10.0.0.11", 1)), Programs.backend(3, "10.0.0.13", 1)),
            Map.of(new TableId(1), table(1, 3), new TableId(3), table(3, 3)),
            List.of(
                    Programs.ranged(1, "192.0.2.1", 1, "198.51.101.0/24", "198.51.103.0/24"),
                    Programs.ranged(3, "192.0.2.3", 3, "198.51.105.0/24", "198.51.106.0/24"),
                    Programs.ranged(4, "192.0.2.4", 1),
                    REMEMBERING));

    private Namespace namespace;

    @BeforeEach
    void create() throws Exception {
        namespace = Namespace.create();
    }

    @AfterEach
    void remove() throws Exception {
        namespace.close();
    }

    private static SlotTable table(int first, int last) {
        return SlotTable.generate(
                256, slot -> SlotWord.stable(slot < 250 ? first : last).bits());
    }

    private static BackendEntry moved(BackendEntry backend) {
        return new BackendEntry(
                backend.id(),
                backend.key(),
                backend.idGeneration(),
                backend.draining(),
                java.util.Optional.of(Programs.hop(1, "10.0.0.64/26")));
    }

    /** All that a state is in the maps: what is read back, and what stands beside the records. */
    private record Contents(
            DataplaneState state,
            Map<String, String> tunnels,
            Map<Integer, List<Cidr>> ranges,
            Map<ServiceId, Integer> sets) {}

    private static Contents contents(DataplaneState state, Path pins) throws RefusedException {
        try (MapSet maps = MapSet.open(Pins.current(pins))) {
            Map<String, String> tunnels = new TreeMap<>();
            new KernelMap(Maps.TUNNEL_MTU, maps.fd(Maps.TUNNEL_MTU), Layout.TunnelMtu.KEY_SIZE, Layout.TunnelMtu.SIZE)
                    .entries()
                    .forEach(entry -> tunnels.put(hex(entry.key()), hex(entry.value())));
            return new Contents(state, tunnels, new SourceRanges(maps.fd(Maps.SOURCE_RANGES)).read(), sets(maps));
        }
    }

    private static Map<ServiceId, Integer> sets(MapSet maps) {
        Sizes sizes = Sizes.of(XdpSettings.on(Namespace.DEVICE)).as(maps.shapes());
        try {
            return new ServiceTable(maps.memory(Maps.SERVICES), sizes, new GracePeriod())
                    .read().stream().collect(Collectors.toMap(ServiceRow::id, ServiceRow::set));
        } catch (DamagedException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static Contents applied(XdpSettings settings, DataplaneState target) throws RefusedException {
        try (XdpDataplane dataplane = XdpDataplaneTest.open(settings)) {
            XdpDataplaneTest.apply(dataplane, target);
            return contents(XdpDataplaneTest.read(dataplane).state(), settings.pins());
        }
    }

    /** What a box has that never held anything else. */
    private Contents fresh(DataplaneState target) throws RefusedException {
        Path elsewhere = Path.of(namespace.pins() + "_fresh");
        try {
            return applied(XdpSettings.on(Namespace.SECOND).withPins(elsewhere).withRoom(1 << 16, 256), target);
        } finally {
            assertTrue(XdpDataplane.uninstall(elsewhere).isEmpty());
        }
    }

    /** A range of a service that is not there, as a writer leaves it that ended before it had withdrawn all. */
    private void leave(int service) throws RefusedException {
        try (MapSet maps = MapSet.open(Pins.current(namespace.pins()))) {
            assertEquals(0, new SourceRanges(maps.fd(Maps.SOURCE_RANGES)).permit(service, LEFT_OVER));
        }
    }

    /** Of the services that packets find, none lets in whom neither the old nor the new one lets in. */
    private void letsNobodyIn(DataplaneState from, DataplaneState to) throws Exception {
        XdpSettings settings = namespace.settings();
        try (MapSet maps = MapSet.open(Pins.current(namespace.pins()))) {
            State state = new State(maps, Sizes.of(settings).with(maps.shapes()));
            Map<Integer, List<Cidr>> ranges = state.ranges().read();
            for (ServiceRow row : state.services().read()) {
                List<Cidr> known = new ArrayList<>();
                for (DataplaneState each : List.of(from, to)) {
                    ServiceEntry entry = each.services().get(row.id());
                    known.addAll(entry == null ? List.of() : entry.spec().sourceRanges());
                }
                List<Cidr> permitted = ranges.getOrDefault(row.id().value(), List.of());
                assertTrue(known.containsAll(permitted), () -> row + " lets in " + permitted);
            }
        }
    }

    /** @param taken an id that the target takes, and for which somebody before has left a range */
    private int cutAtEveryWrite(DataplaneState from, DataplaneState to, int taken) throws Exception {
        Contents expected = fresh(to);
        Plan plan = Planner.diff(new dev.turnout.core.dataplane.DataplaneSnapshot(from, noFill()), to);
        int writes = 0;
        boolean cut = true;
        while (cut) {
            assertEquals(from, applied(namespace.settings(), from).state());
            leave(taken);
            cut = Cut.plan(namespace.pins(), plan, writes);
            letsNobodyIn(from, to);
            assertEquals(expected, applied(namespace.settings(), to), "cut after " + writes + " writes");
            writes++;
        }
        return writes;
    }

    private static List<dev.turnout.core.dataplane.FilterFill> noFill() {
        var empty = dev.turnout.core.dataplane.FilterFill.EMPTY;
        return List.of(empty, empty);
    }

    @Test
    void isMendedByTheNext() throws Exception {
        namespace.inside(() -> {
            assertTrue(cutAtEveryWrite(BEFORE, AFTER, 3) > 20);
            return null;
        });
    }

    @Test
    void isMendedByTheNextOnTheWayBack() throws Exception {
        namespace.inside(() -> {
            assertTrue(cutAtEveryWrite(AFTER, BEFORE, 2) > 20);
            return null;
        });
    }

    /** The plan is empty then: what is missing beside the records is seen all the same. */
    @Test
    void isMendedWhereNothingElseIsToBeDone() throws Exception {
        namespace.inside(() -> {
            Contents right = applied(namespace.settings(), BEFORE);
            try (MapSet maps = MapSet.open(Pins.current(namespace.pins()))) {
                KernelMap tunnels = new KernelMap(
                        Maps.TUNNEL_MTU, maps.fd(Maps.TUNNEL_MTU), Layout.TunnelMtu.KEY_SIZE, Layout.TunnelMtu.SIZE);
                assertEquals(0, tunnels.remove(tunnels.entries().getFirst().key()));
            }
            leave(9);
            try (XdpDataplane dataplane = XdpDataplaneTest.open(namespace.settings())) {
                assertTrue(
                        Planner.diff(XdpDataplaneTest.read(dataplane), BEFORE).isEmpty());
                assertEquals(right, contents(BEFORE, namespace.pins()));
            }
            return null;
        });
    }

    @Test
    void aRefusedServiceLeavesNoneOfItsRanges() throws Exception {
        XdpSettings few = new XdpSettings(
                List.of(Namespace.DEVICE),
                false,
                namespace.pins(),
                1 << 16,
                256,
                1 << 20,
                1024,
                4,
                XdpSettings.ICMP,
                XdpSettings.NEW_FLOWS);
        namespace.inside(() -> {
            Contents before = applied(few, BEFORE);
            try (XdpDataplane dataplane = XdpDataplaneTest.open(few)) {
                List<ServiceEntry> services = new ArrayList<>(BEFORE.services().values());
                services.set(0, Programs.ranged(1, "192.0.2.1", 1, "198.18.1.0/24", "198.18.2.0/24"));
                services.add(Programs.ranged(3, "192.0.2.3", 1, "198.18.3.0/24", "198.18.4.0/24"));
                DataplaneState target =
                        Programs.state(List.copyOf(BEFORE.backends().values()), BEFORE.tables(), services);
                ApplyResult.PartlyApplied result = assertInstanceOf(
                        ApplyResult.PartlyApplied.class,
                        dataplane.apply(Planner.diff(XdpDataplaneTest.read(dataplane), target)));
                assertEquals(
                        List.of("DP_NO_SOURCE_RANGE", "DP_NO_SOURCE_RANGE"),
                        result.failures().stream()
                                .map(ApplyResult.Failure::code)
                                .toList());
                assertEquals(before, contents(BEFORE, namespace.pins()));
                assertEquals(BEFORE, XdpDataplaneTest.read(dataplane).state());
            }
            return null;
        });
    }
}
