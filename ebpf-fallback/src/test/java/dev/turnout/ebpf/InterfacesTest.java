package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.plan.Change;
import dev.turnout.core.plan.Plan;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two interfaces, of which one goes away and comes back: the other forwards on, and by what is written meanwhile. */
final class InterfacesTest {
    private static final String VIP = "192.0.2.1";
    private static final String SECOND_VIP = "192.0.2.2";
    private static final InterfaceState FIRST = new InterfaceState.Attached(Namespace.DEVICE, false);
    private static final InterfaceState SECOND = new InterfaceState.Attached(Namespace.SECOND, false);

    private Namespace namespace;

    @BeforeEach
    void create() throws Exception {
        namespace = Namespace.create();
        for (String device : List.of(Namespace.DEVICE, Namespace.SECOND)) {
            wire(device);
        }
    }

    @AfterEach
    void remove() throws Exception {
        namespace.close();
    }

    /** What is sent to the device's VIP leaves through its peer, and so comes in on the device. */
    private void wire(String device) throws IOException {
        boolean first = device.equals(Namespace.DEVICE);
        String peer = "peer" + device;
        String mac = namespace.exec("ip", "-o", "link", "show", device).replaceAll("(?s).*link/ether (\\S+) .*", "$1");
        namespace.exec("ip", "addr", "add", first ? "198.51.100.1/32" : "198.51.100.2/32", "dev", peer);
        String vip = first ? VIP : SECOND_VIP;
        namespace.exec("ip", "route", "replace", vip, "dev", peer);
        namespace.exec("ip", "neigh", "replace", vip, "lladdr", mac, "dev", peer, "nud", "permanent");
    }

    private void comesBack(String device) throws IOException {
        namespace.exec("ip", "link", "add", device, "type", "veth", "peer", "name", "peer" + device);
        namespace.exec("ip", "link", "set", device, "up");
        namespace.exec("ip", "link", "set", "peer" + device, "up");
        wire(device);
    }

    private XdpSettings both() {
        return new XdpSettings(
                List.of(Namespace.DEVICE, Namespace.SECOND),
                false,
                namespace.pins(),
                1 << 16,
                256,
                1 << 20,
                1024,
                1024,
                XdpSettings.ICMP,
                XdpSettings.NEW_FLOWS);
    }

    private static DataplaneState allTo(BackendEntry backend) {
        SlotTable table = SlotTable.generate(
                256, _ -> SlotWord.stable(backend.id().value()).bits());
        return Programs.state(
                List.of(backend),
                Map.of(new TableId(1), table),
                List.of(Programs.service(1, VIP, 80, 1), Programs.service(2, SECOND_VIP, 80, 1)));
    }

    /** Sends one SYN, and waits until it has been counted for the backend as the n-th. */
    private static void forwards(XdpDataplane dataplane, String vip, int backend, long nth) throws Exception {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            boolean ignored = channel.connect(new InetSocketAddress(vip, 80));
        }
        Deadline.await("packet " + nth + " for backend " + backend, () -> {
            var traffic = dataplane.counters().backends().get(new BackendId(backend));
            return traffic != null && traffic.packets() == nth;
        });
    }

    private static String missing(XdpDataplane dataplane, String device) {
        return dataplane.interfaces().stream()
                .filter(state -> state.device().equals(device))
                .map(state -> assertInstanceOf(InterfaceState.Detached.class, state)
                        .why()
                        .code())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theOtherGoesOnAndTheFirstIsAttachedAgain() throws Exception {
        namespace.inside(() -> {
            try (XdpDataplane dataplane = XdpDataplaneTest.open(both())) {
                int index = Attachment.index(Namespace.DEVICE);
                XdpDataplaneTest.apply(dataplane, allTo(Programs.backend(1, "10.0.0.11", index)));
                assertEquals(List.of(FIRST, SECOND), dataplane.interfaces());
                forwards(dataplane, VIP, 1, 1);
                forwards(dataplane, SECOND_VIP, 1, 2);

                namespace.exec("ip", "link", "del", Namespace.DEVICE);
                assertTrue(dataplane.keepAttached().isEmpty());
                assertEquals("XDP_NO_DEVICE", missing(dataplane, Namespace.DEVICE));
                assertTrue(dataplane.interfaces().contains(SECOND));
                XdpDataplaneTest.apply(
                        dataplane, allTo(Programs.backend(2, "10.0.0.12", Attachment.index(Namespace.SECOND))));
                forwards(dataplane, SECOND_VIP, 2, 1);

                comesBack(Namespace.DEVICE);
                assertNotEquals(index, Attachment.index(Namespace.DEVICE));
                assertTrue(dataplane.keepAttached().isEmpty());
                assertEquals(List.of(FIRST, SECOND), dataplane.interfaces());
                assertEquals(2, Pins.links(Pins.current(namespace.pins())).size(), "the old link's pin is gone");
                forwards(dataplane, VIP, 2, 2);
            }
            return null;
        });
    }

    @Test
    void noneIsAnErrorUntilOneIsBack() throws Exception {
        namespace.inside(() -> {
            try (XdpDataplane dataplane = XdpDataplaneTest.open(both())) {
                namespace.exec("ip", "link", "del", Namespace.DEVICE);
                namespace.exec("ip", "link", "del", Namespace.SECOND);
                ReadResult.Unreadable unreadable = assertInstanceOf(ReadResult.Unreadable.class, dataplane.read());
                assertEquals("XDP_NO_DEVICE", unreadable.code());
                assertEquals("XDP_NO_DEVICE", missing(dataplane, Namespace.DEVICE));
                assertEquals("XDP_NO_DEVICE", missing(dataplane, Namespace.SECOND));
                Plan plan = new Plan(
                        List.of(new Change.PutBackend(Programs.backend(1, "10.0.0.11", 1))),
                        List.of(),
                        List.of(),
                        List.of());
                assertInstanceOf(ApplyResult.PartlyApplied.class, dataplane.apply(plan), "nothing would forward by it");
                comesBack(Namespace.SECOND);
                DataplaneState state = XdpDataplaneTest.read(dataplane).state();
                assertTrue(dataplane.interfaces().contains(SECOND));
                assertTrue(state.backends().containsKey(new BackendId(1)));
            }
            return null;
        });
    }

    @Test
    void aStartWithoutOneOfThemUsesTheOther() throws Exception {
        namespace.inside(() -> {
            namespace.exec("ip", "link", "del", Namespace.DEVICE);
            OpenResult.Opened opened = assertInstanceOf(OpenResult.Opened.class, XdpDataplane.open(both()));
            try (XdpDataplane dataplane = opened.dataplane()) {
                assertTrue(
                        opened.notes().stream().anyMatch(note -> note.startsWith("not attached to box0: There is no")),
                        opened.notes()::toString);
                assertEquals("XDP native on box1", dataplane.capabilities().name());
                assertInstanceOf(ExplainResult.Explained.class, dataplane.explain(XdpDataplaneTest.FLOW, true));
            }
            return null;
        });
    }

    @Test
    void oneThatRefusesIsTriedAgainWithEachRead() throws Exception {
        namespace.inside(() -> {
            XdpSettings other = XdpSettings.on(Namespace.DEVICE)
                    .withPins(namespace.pins().resolveSibling(namespace.pins().getFileName() + "_b"));
            XdpDataplaneTest.open(other.withRoom(1 << 12, 64)).close();
            try (XdpDataplane dataplane = XdpDataplaneTest.open(both())) {
                assertEquals("XDP_BUSY", missing(dataplane, Namespace.DEVICE));
                assertTrue(XdpDataplane.uninstall(other.pins()).isEmpty());
                Deadline.await(
                        "attached",
                        () -> XdpDataplaneTest.read(dataplane) != null
                                && dataplane.interfaces().equals(List.of(FIRST, SECOND)));
            } finally {
                assertTrue(XdpDataplane.uninstall(other.pins()).isEmpty());
            }
            return null;
        });
    }
}
