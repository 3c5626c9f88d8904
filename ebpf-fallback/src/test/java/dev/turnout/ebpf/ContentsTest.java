package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.plan.Change;
import dev.turnout.core.plan.Plan;
import dev.turnout.core.plan.Planner;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the maps, as the program itself sees it. */
final class ContentsTest {
    private static final BackendEntry ONE = Programs.backend(1, "10.0.0.11", 1);
    private static final BackendEntry TWO = Programs.backend(2, "10.0.0.12", 1);

    private Namespace namespace;

    @BeforeEach
    void create() throws Exception {
        namespace = Namespace.create();
    }

    @AfterEach
    void remove() throws Exception {
        namespace.close();
    }

    private interface Task {
        void run(XdpDataplane dataplane) throws Exception;
    }

    private void with(Task task) throws Exception {
        namespace.inside(() -> {
            try (XdpDataplane dataplane = XdpDataplaneTest.open(namespace.settings())) {
                task.run(dataplane);
            }
            return null;
        });
    }

    private static Explanation explain(XdpDataplane dataplane, String source, IpAddress vip, int port) {
        FiveTuple flow = new FiveTuple(Programs.address(source), vip, Protocol.TCP, 40_000, port);
        return assertInstanceOf(ExplainResult.Explained.class, dataplane.explain(flow, true))
                .explanation();
    }

    private static Map<TableId, SlotTable> tables(int current) {
        return Map.of(new TableId(1), SlotTable.generate(256, _ -> current));
    }

    @Test
    void theProgramFindsEachOfManyServices() throws Exception {
        with(dataplane -> {
            List<ServiceEntry> services = new ArrayList<>();
            for (int i = 0; i < 256; i++) {
                services.add(Programs.service(i + 1, "192.0.2." + i, 1000 + i, 1));
            }
            XdpDataplaneTest.apply(dataplane, Programs.state(List.of(ONE), tables(1), services));
            for (ServiceEntry service : services) {
                IpAddress vip = service.spec().vip().address();
                Explanation said = explain(
                        dataplane, "198.51.100.1", vip, service.spec().vip().port());
                assertEquals(Optional.of(service.id()), said.service());
                assertEquals(
                        Outcome.DROP_UNKNOWN_PORT,
                        explain(dataplane, "198.51.100.1", vip, 5).outcome());
            }
            IpAddress nobody = Programs.address("203.0.113.1");
            assertEquals(
                    Outcome.PASS_NOT_VIP,
                    explain(dataplane, "198.51.100.1", nobody, 1000).outcome());
        });
    }

    @Test
    void moreServicesThanThereIsRoomFor() throws Exception {
        with(dataplane -> {
            List<Change> puts = IntStream.range(0, 1000)
                    .mapToObj(i -> (Change) new Change.PutService(
                            Programs.service(i + 1, "10." + i / 256 + "." + i % 256 + ".1", 80, 1)))
                    .toList();
            Plan plan = new Plan(
                    List.of(),
                    List.of(new Change.CreateTable(new TableId(1), SlotTable.generate(256, _ -> 0))),
                    puts,
                    List.of());
            assertEquals(List.of("DP_NO_SERVICES"), codes(dataplane.apply(plan)));
            assertEquals(DataplaneState.EMPTY, XdpDataplaneTest.read(dataplane).state());
        });
    }

    @Test
    void whatDoesNotFitOrIsStaleIsSaidAndTheRestIsDone() throws Exception {
        with(dataplane -> {
            XdpDataplaneTest.apply(dataplane, Programs.small(ONE, TWO));
            Plan plan = new Plan(
                    List.of(),
                    List.of(
                            new Change.CreateTable(new TableId(1), SlotTable.generate(256, _ -> 0)),
                            new Change.CreateTable(new TableId(2), SlotTable.generate(1 << 17, _ -> 0)),
                            new Change.CreateTable(new TableId(3), SlotTable.generate(256, _ -> 1)),
                            new Change.WriteSlots(new TableId(9), new int[] {0}, new int[] {1})),
                    List.of(
                            new Change.PutService(Programs.service(2, "192.0.2.2", 80, 2)),
                            new Change.PutService(Programs.service(3, "192.0.2.3", 80, 3))),
                    List.of(new Change.RemoveBackend(new BackendId(1))));
            assertEquals(
                    List.of("DP_STALE_PLAN", "DP_NO_SLOTS", "DP_STALE_PLAN", "DP_NO_TABLE"),
                    codes(dataplane.apply(plan)));
            DataplaneState state = XdpDataplaneTest.read(dataplane).state();
            assertTrue(state.backends().containsKey(new BackendId(1)), "nothing is deleted after a failure");
            assertEquals(
                    List.of(new ServiceId(1), new ServiceId(3)),
                    List.copyOf(state.services().keySet()));
            Plan named = new Plan(List.of(), List.of(), List.of(), List.of(new Change.RemoveTable(new TableId(1))));
            assertEquals(List.of("DP_STALE_PLAN"), codes(dataplane.apply(named)));
        });
    }

    private static List<String> codes(ApplyResult result) {
        return assertInstanceOf(ApplyResult.PartlyApplied.class, result).failures().stream()
                .map(ApplyResult.Failure::code)
                .toList();
    }

    @Test
    void sourceRangesFollowTheService() throws Exception {
        with(dataplane -> {
            for (List<String> ranges : List.of(
                    List.of("198.51.100.0/24", "203.0.113.7/32"),
                    List.of("203.0.113.0/24"),
                    List.<String>of(),
                    List.of("198.51.100.9/32"))) {
                DataplaneState target = Programs.state(List.of(ONE), tables(1), List.of(ranged(ranges)));
                XdpDataplaneTest.apply(dataplane, target);
                assertEquals(target, XdpDataplaneTest.read(dataplane).state());
                for (String source : List.of("198.51.100.9", "198.51.100.10", "203.0.113.7", "203.0.113.8")) {
                    boolean allowed = ranges.isEmpty()
                            || ranges.stream()
                                    .anyMatch(range ->
                                            Cidr.parse(range).orElseThrow().contains(Programs.address(source)));
                    Outcome outcome = explain(dataplane, source, Programs.address("192.0.2.1"), 80)
                            .outcome();
                    assertEquals(allowed, outcome != Outcome.DROP_SOURCE_RANGE, source + " with " + ranges);
                }
            }
            XdpDataplaneTest.apply(dataplane, DataplaneState.EMPTY);
            try (MapSet maps = MapSet.open(Pins.current(namespace.pins()))) {
                assertEquals(Map.of(), new SourceRanges(maps.fd(Maps.SOURCE_RANGES)).read(), "none is left over");
            }
        });
    }

    private static ServiceEntry ranged(List<String> ranges) {
        return Programs.ranged(1, "192.0.2.1", 1, ranges.toArray(String[]::new));
    }

    @Test
    void aSlotInTransitionIsExplained() throws Exception {
        with(dataplane -> {
            int moving = SlotWord.of(2, 1, 1, false).bits();
            XdpDataplaneTest.apply(
                    dataplane,
                    Programs.state(
                            List.of(ONE, TWO), tables(moving), List.of(Programs.service(1, "192.0.2.1", 80, 1))));
            FiveTuple flow = XdpDataplaneTest.FLOW;
            Explanation syn = assertInstanceOf(ExplainResult.Explained.class, dataplane.explain(flow, true))
                    .explanation();
            assertEquals(Optional.of(new BackendId(2)), syn.backend());
            Explanation later = assertInstanceOf(ExplainResult.Explained.class, dataplane.explain(flow, false))
                    .explanation();
            assertEquals(Optional.of(new BackendId(1)), later.backend(), "the dry run marked nothing");
            assertTrue(later.choice().previousOwner());
            assertEquals(moving, later.slot().orElseThrow().word().bits());
            assertTrue(XdpDataplaneTest.read(dataplane).filters().stream().allMatch(fill -> fill.clean()));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54, 55, 56})
    void garbageInTheMapsIsCalledSo(long seed) throws Exception {
        with(dataplane -> {
            XdpDataplaneTest.apply(dataplane, Programs.random(new SplittableRandom(seed)));
            SplittableRandom random = new SplittableRandom(seed);
            Sizes sizes = Sizes.of(namespace.settings());
            int unreadable = 0;
            try (MapSet maps = MapSet.open(Pins.current(namespace.pins()))) {
                for (int i = 0; i < 200; i++) {
                    // Near the records in use: the first of the backends, the second generation of the services.
                    boolean backend = random.nextBoolean();
                    long from = backend ? Layout.Backend.SIZE : Layout.Services.HEAD + sizes.serviceGeneration();
                    long bytes = backend ? 20 * Layout.Backend.SIZE : sizes.serviceGeneration() / 16;
                    maps.memory(backend ? Maps.BACKENDS : Maps.SERVICES)
                            .memory()
                            .set(ValueLayout.JAVA_INT, from + 4 * random.nextLong(bytes / 4), random.nextInt());
                    switch (dataplane.read()) {
                        case ReadResult.Read _ -> dataplane.counters();
                        case ReadResult.Unreadable(String code, String message) -> {
                            assertEquals("DP_DAMAGED", code);
                            assertTrue(message.contains("turnout uninstall"), message);
                            dataplane.counters();
                            unreadable++;
                        }
                    }
                }
            }
            assertTrue(unreadable > 0, "200 wild words did no harm at all");
        });
    }

    @Test
    void tunnelErrorsAreTakenOnce() throws Exception {
        with(dataplane -> {
            XdpDataplaneTest.apply(dataplane, Programs.small(ONE, TWO));
            try (MapSet maps = MapSet.open(Pins.current(namespace.pins()))) {
                KernelMap map = new KernelMap(
                        Maps.TUNNEL_MTU, maps.fd(Maps.TUNNEL_MTU), Layout.TunnelMtu.KEY_SIZE, Layout.TunnelMtu.SIZE);
                assertEquals(2, map.entries().size(), "one for each tunnel");
                byte[] key = ONE.key().address().mappedBytes();
                byte[] value = map.get(key);
                assertTrue(value != null);
                ByteBuffer.wrap(value)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(Layout.TunnelMtu.MTU, 1400)
                        .putLong(Layout.TunnelMtu.ERRORS, 3);
                assertEquals(0, map.put(key, value, KernelMap.ANY));
                assertEquals(List.of(new TunnelError(ONE.key().address(), 1400, 3)), dataplane.takeTunnelErrors());
                assertEquals(List.of(), dataplane.takeTunnelErrors());
                XdpDataplaneTest.apply(dataplane, Programs.small(TWO));
                assertNull(map.get(key), "gone with its backend");
            }
        });
    }

    @Test
    void countersOfAnIdBeginAgainWithItsNextOwner() throws Exception {
        with(dataplane -> {
            XdpDataplaneTest.apply(dataplane, Programs.small(ONE, TWO));
            try (MapSet maps = MapSet.open(Pins.current(namespace.pins()))) {
                countSeven(maps, Maps.BACKEND_COUNTS, 2);
                countSeven(maps, Maps.SERVICE_COUNTS, 1);
            }
            long each = 7L * Libbpf.possibleCpus();
            assertEquals(
                    each, dataplane.counters().backends().get(new BackendId(2)).packets());
            assertEquals(
                    each, dataplane.counters().services().get(new ServiceId(1)).bytes());
            XdpDataplaneTest.apply(dataplane, Programs.small(ONE));
            assertEquals(
                    each, dataplane.counters().services().get(new ServiceId(1)).packets(), "still the same service");
            XdpDataplaneTest.apply(dataplane, Programs.small(ONE, TWO));
            assertEquals(
                    0, dataplane.counters().backends().get(new BackendId(2)).packets());
            assertEquals(
                    Outcome.values().length, dataplane.counters().verdicts().size());
        });
    }

    /** Every CPU's counters of that entry become 7. */
    private static void countSeven(MapSet maps, String name, int index) {
        int bytes = Layout.Counts.PAIR_SIZE * Libbpf.possibleCpus();
        ByteBuffer value = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (value.hasRemaining()) {
            value.putLong(7);
        }
        byte[] key = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(index)
                .array();
        assertEquals(0, new KernelMap(name, maps.fd(name), 4, bytes).put(key, value.array(), KernelMap.ANY));
    }

    @Test
    void aPlanWaitsOnceBeforeItWritesAndOnceBeforeItDeletes() throws Exception {
        namespace.inside(() -> {
            XdpSettings settings = namespace.settings();
            XdpDataplaneTest.open(settings).close();
            try (MapSet maps = MapSet.open(Pins.current(namespace.pins()))) {
                State state = new State(maps, Sizes.of(settings));
                BackendEntry[] many = IntStream.rangeClosed(1, 200)
                        .mapToObj(i -> Programs.backend(i, "10.0.0." + i, 1))
                        .toArray(BackendEntry[]::new);
                for (BackendEntry[] backends : List.of(many, new BackendEntry[] {ONE, TWO})) {
                    long before = state.grace().waits();
                    Plan plan = Planner.diff(state.snapshot(), Programs.small(backends));
                    assertInstanceOf(ApplyResult.Applied.class, new PlanWriter(state).write(plan));
                    assertTrue(
                            state.grace().waits() - before <= 2,
                            "waits: " + state.grace().waits());
                }
            }
            return null;
        });
    }

    @Test
    void oneWaitServesAllThatWasUnlinked() {
        GracePeriod grace = new GracePeriod();
        grace.await();
        assertEquals(1, grace.waits(), "what came before the process is not known");
        grace.await();
        assertEquals(1, grace.waits(), "nothing was unlinked since");
        grace.unlinked();
        grace.unlinked();
        grace.await();
        assertEquals(2, grace.waits());
    }
}
