package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What packets write while a box's maps are made larger. */
final class GrowthTest {
    private static final int FLOW_KEY = 40;
    private static final int FLOW_VALUE = 8;
    private static final int SERVICE = 7;

    private Namespace namespace;

    @BeforeEach
    void create() throws Exception {
        namespace = Namespace.create();
    }

    @AfterEach
    void remove() throws Exception {
        namespace.close();
    }

    private XdpSettings room(int slots, int services, int flows) {
        return new XdpSettings(
                List.of(Namespace.DEVICE),
                false,
                namespace.pins(),
                slots,
                services,
                1 << 20,
                flows,
                1024,
                XdpSettings.ICMP,
                XdpSettings.NEW_FLOWS);
    }

    /** Kernel ids of the maps, which tell whether a map is the same one. */
    private Map<String, Integer> ids() throws RefusedException {
        Map<String, Integer> ids = new TreeMap<>();
        try (MapSet maps = MapSet.open(Pins.current(namespace.pins()))) {
            for (Map.Entry<String, Integer> map : maps.descriptors().entrySet()) {
                ids.put(map.getKey(), BpfInfo.map(map.getValue()).id());
            }
        }
        return ids;
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static KernelMap flows(MapSet maps) {
        return new KernelMap(Maps.FLOWS, maps.fd(Maps.FLOWS), FLOW_KEY, FLOW_VALUE);
    }

    private static PerCpuArray counts(MapSet maps) {
        return new PerCpuArray(Maps.SERVICE_COUNTS, maps.fd(Maps.SERVICE_COUNTS), Layout.Counts.PAIR_SIZE);
    }

    private static void flow(MapSet maps, int flow, int backend) {
        assertEquals(0, flows(maps).put(filled(FLOW_KEY, flow), filled(FLOW_VALUE, backend), KernelMap.ANY));
    }

    /** Counts one more on every CPU, as packets would. */
    private static void count(MapSet maps) throws RefusedException {
        int bytes = BpfInfo.map(maps.fd(Maps.SERVICE_COUNTS)).copiedBytes();
        KernelMap map = new KernelMap(Maps.SERVICE_COUNTS, maps.fd(Maps.SERVICE_COUNTS), 4, bytes);
        byte[] key = {SERVICE, 0, 0, 0};
        byte[] value = map.get(key);
        for (int at = 0; at < bytes; at += Long.BYTES) {
            value[at]++;
        }
        assertEquals(0, map.put(key, value, KernelMap.ANY));
    }

    @Test
    void moreSlotsShareEverythingThatPacketsWrite() throws Exception {
        namespace.inside(() -> {
            XdpDataplaneTest.open(room(1 << 16, 256, 1024)).close();
            Map<String, Integer> before = ids();
            XdpDataplaneTest.open(room(1 << 17, 256, 1024)).close();
            Map<String, Integer> after = ids();
            assertNotEquals(before.remove(Maps.SLOTS), after.remove(Maps.SLOTS));
            assertEquals(before, after);
            return null;
        });
    }

    @Test
    void whatIsWrittenAfterTheCopyIsBroughtAfterIt() throws Exception {
        namespace.inside(() -> {
            XdpDataplaneTest.open(room(1 << 16, 256, 1024)).close();
            XdpSettings larger = room(1 << 16, 2048, 4096);
            Installation installation = new Installation(larger, BpfObject.resource(BpfObject.RESOURCE));
            try (MapSet found = MapSet.open(Pins.current(namespace.pins()))) {
                flow(found, 1, 1);
                flow(found, 2, 1);
                flow(found, 3, 1);
                count(found);
                Growth growth = Growth.grow(found, Sizes.of(larger).with(found.shapes()), installation);
                try (MapSet grown = MapSet.open(Pins.next(namespace.pins()))) {
                    assertArrayEquals(filled(FLOW_VALUE, 1), flows(grown).get(filled(FLOW_KEY, 1)));
                    assertNull(flows(grown).get(filled(FLOW_KEY, 4)));
                    // Before the program is replaced, packets write here …
                    flow(found, 2, 2);
                    flow(found, 3, 2);
                    flow(found, 4, 2);
                    count(found);
                    count(found);
                    // … and after that there.
                    flow(grown, 3, 3);
                    count(grown);
                    growth.catchUp(grown);
                    int[] backends = {1, 2, 3, 2};
                    for (int flow = 1; flow <= backends.length; flow++) {
                        assertArrayEquals(
                                filled(FLOW_VALUE, backends[flow - 1]),
                                flows(grown).get(filled(FLOW_KEY, flow)),
                                "flow " + flow);
                    }
                    long[] sums = counts(grown).sums(SERVICE + 1)[SERVICE];
                    assertArrayEquals(
                            new long[] {4L * Libbpf.possibleCpus(), 4L * Libbpf.possibleCpus()}, sums, "1 + 2 + 1");
                }
            }
            // A start that finds the maps complete goes on from there.
            XdpDataplaneTest.open(larger).close();
            return null;
        });
    }
}
