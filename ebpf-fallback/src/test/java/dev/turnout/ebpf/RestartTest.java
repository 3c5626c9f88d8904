package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ReadResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a start makes of what it finds: nothing, its own, a smaller one, another layout's, halves. */
final class RestartTest {
    private static final DataplaneState STATE =
            Programs.small(Programs.backend(1, "10.0.0.11", 1), Programs.backend(2, "10.0.0.12", 1));

    private Namespace namespace;

    @BeforeEach
    void create() throws Exception {
        namespace = Namespace.create();
    }

    @AfterEach
    void remove() throws Exception {
        namespace.close();
    }

    private Path current() {
        return Pins.current(namespace.pins());
    }

    /** The link that holds the program on the device; closed again. */
    private BpfInfo.LinkInfo link(String device) throws RefusedException {
        int fd = Pins.get(Pins.link(current(), Attachment.index(device)));
        assertTrue(fd >= 0, () -> "no link on " + device);
        try {
            return BpfInfo.link(fd);
        } finally {
            LibC.close(fd);
        }
    }

    private static List<String> openApplyClose(XdpSettings settings, DataplaneState state) {
        OpenResult.Opened opened = assertInstanceOf(OpenResult.Opened.class, XdpDataplane.open(settings));
        XdpDataplaneTest.apply(opened.dataplane(), state);
        opened.dataplane().close();
        return opened.notes();
    }

    private static void assertHolds(XdpSettings settings, DataplaneState state) {
        try (XdpDataplane dataplane = XdpDataplaneTest.open(settings)) {
            assertEquals(state, XdpDataplaneTest.read(dataplane).state());
        }
    }

    @Test
    void adoptsMapsAndLinkAndReplacesNothing() throws Exception {
        namespace.inside(() -> {
            XdpSettings settings = namespace.settings();
            assertEquals(List.of("XDP native on box0 was attached"), openApplyClose(settings, STATE));
            BpfInfo.LinkInfo before = link("box0");
            assertEquals(List.of("XDP native on box0 was running and goes on"), openApplyClose(settings, STATE));
            assertEquals(before, link("box0"));
            assertHolds(settings, STATE);
            return null;
        });
    }

    @Test
    void anotherProgramTakesOverThroughTheSameLink() throws Exception {
        namespace.inside(() -> {
            XdpSettings settings = namespace.settings();
            openApplyClose(settings, STATE);
            BpfInfo.LinkInfo before = link("box0");
            XdpSettings slower = withIcmpRate(settings, 7);
            assertEquals(
                    List.of("XDP native on box0 took over from another version of the program"),
                    openApplyClose(slower, STATE));
            assertEquals(before.id(), link("box0").id());
            assertNotEquals(before.programId(), link("box0").programId());
            assertEquals(1, Pins.programs(current()).size(), "the old program's pin is gone");
            assertHolds(slower, STATE);
            return null;
        });
    }

    static XdpSettings withIcmpRate(XdpSettings settings, int rate) {
        return new XdpSettings(
                settings.interfaces(),
                settings.allowGeneric(),
                settings.pins(),
                settings.slotCapacity(),
                settings.maxServices(),
                settings.filterBits(),
                settings.maxFlows(),
                settings.maxSourceRanges(),
                new RateLimit(rate, settings.icmp().burst()),
                settings.newFlows());
    }

    @Test
    void growsWhatIsTooSmallAndKeepsItsContents() throws Exception {
        namespace.inside(() -> {
            XdpSettings settings = namespace.settings();
            openApplyClose(settings, STATE);
            BpfInfo.LinkInfo before = link("box0");
            XdpSettings larger = settings.withRoom(1 << 18, 2000);
            try (XdpDataplane dataplane = XdpDataplaneTest.open(larger)) {
                assertEquals(STATE, XdpDataplaneTest.read(dataplane).state());
                assertEquals(1 << 18, dataplane.capabilities().slotCapacity());
                assertTrue(dataplane.capabilities().maxServices() >= 2000);
                assertEquals(before.id(), link("box0").id());
                assertInstanceOf(
                        ExplainResult.Explained.class,
                        dataplane.explain(XdpDataplaneTest.FLOW, true),
                        "the program works on the larger maps");
            }
            assertFalse(Files.exists(Pins.next(namespace.pins())));
            try (XdpDataplane dataplane = XdpDataplaneTest.open(settings)) {
                assertEquals(1 << 18, dataplane.capabilities().slotCapacity(), "room that is there stays");
                assertEquals(STATE, XdpDataplaneTest.read(dataplane).state());
            }
            return null;
        });
    }

    @Test
    void anotherLayoutForwardsUntilTheFirstPlanIsApplied() throws Exception {
        namespace.inside(() -> {
            XdpSettings settings = namespace.settings();
            openApplyClose(settings, STATE);
            BpfInfo.LinkInfo before = link("box0");
            Path old = namespace.pins().resolve("v0");
            Pins.move(current(), old);
            OpenResult.Opened opened = assertInstanceOf(OpenResult.Opened.class, XdpDataplane.open(settings));
            assertEquals(
                    List.of("the program of another layout forwards until the first plan is applied"), opened.notes());
            assertEquals(
                    DataplaneState.EMPTY,
                    XdpDataplaneTest.read(opened.dataplane()).state());
            assertEquals(1, Pins.links(old).size(), "the old program still has the interface");
            XdpDataplaneTest.apply(opened.dataplane(), STATE);
            assertFalse(Files.exists(old));
            assertEquals(before.id(), link("box0").id(), "replaced through the old link");
            assertNotEquals(before.programId(), link("box0").programId());
            assertEquals("XDP native on box0", opened.dataplane().capabilities().name());
            opened.dataplane().close();
            assertHolds(settings, STATE);
            return null;
        });
    }

    @Test
    void halvesAreRemovedOrCompleted() throws Exception {
        namespace.inside(() -> {
            XdpSettings settings = namespace.settings();
            openApplyClose(settings, STATE);
            int id = link("box0").id();

            Files.createDirectories(Pins.unfinished(namespace.pins()));
            Pins.move(
                    current().resolve("flows"),
                    Pins.unfinished(namespace.pins()).resolve("flows"));
            Pins.move(
                    Pins.unfinished(namespace.pins()).resolve("flows"),
                    current().resolve("flows"));
            openApplyClose(settings, STATE);
            assertFalse(Files.exists(Pins.unfinished(namespace.pins())), "half a set of maps");

            // Died after a growth's maps were complete, before any link moved.
            Pins.move(current(), Pins.next(namespace.pins()));
            Files.createDirectories(current());
            Pins.move(
                    Pins.link(Pins.next(namespace.pins()), Attachment.index("box0")),
                    Pins.link(current(), Attachment.index("box0")));
            openApplyClose(settings, STATE);
            assertEquals(id, link("box0").id());
            assertFalse(Files.exists(Pins.next(namespace.pins())));
            return null;
        });
    }

    @Test
    void aRemovalThatDidNotEndIsFinished() throws Exception {
        namespace.inside(() -> {
            openApplyClose(namespace.settings(), STATE);
            Pins.remove(Pins.link(current(), Attachment.index("box0")));
            Pins.remove(current().resolve("backends"));
            assertEquals(
                    List.of("XDP native on box0 was attached"),
                    openApplyClose(namespace.settings(), DataplaneState.EMPTY));
            return null;
        });
    }

    @Test
    void interfacesComeAndGo() throws Exception {
        namespace.inside(() -> {
            XdpSettings one = namespace.settings();
            XdpSettings both = new XdpSettings(
                    List.of("box0", "box1"),
                    false,
                    one.pins(),
                    1 << 16,
                    256,
                    1 << 20,
                    1024,
                    1024,
                    XdpSettings.ICMP,
                    XdpSettings.NEW_FLOWS);
            openApplyClose(both, STATE);
            assertEquals(2, Pins.links(current()).size());
            openApplyClose(one, STATE);
            assertEquals(List.of(Pins.link(current(), Attachment.index("box0"))), Pins.links(current()));
            Namespace.run(namespace.enter(List.of("ip", "link", "del", "box0")).toArray(String[]::new));
            Namespace.run(namespace
                    .enter(List.of("ip", "link", "set", "box1", "name", "box0"))
                    .toArray(String[]::new));
            openApplyClose(one, STATE);
            assertEquals(List.of(Pins.link(current(), Attachment.index("box0"))), Pins.links(current()));
            assertHolds(one, STATE);
            return null;
        });
    }

    @Test
    void anInterfaceThatComesBackIsAttachedAgain() throws Exception {
        namespace.inside(() -> {
            try (XdpDataplane dataplane = XdpDataplaneTest.open(namespace.settings())) {
                XdpDataplaneTest.apply(dataplane, STATE);
                namespace.exec("ip", "link", "del", "box0");
                ReadResult.Unreadable gone =
                        assertInstanceOf(ReadResult.Unreadable.class, dataplane.read(), "no interface, no data plane");
                assertEquals("XDP_NO_DEVICE", gone.code());
                namespace.exec("ip", "link", "add", "box0", "type", "veth", "peer", "name", "peerbox0");
                assertEquals(STATE, XdpDataplaneTest.read(dataplane).state());
                assertEquals(Attachment.index("box0"), link("box0").ifindex());
                assertEquals(1, Pins.links(current()).size());
            }
            return null;
        });
    }

    @Test
    void whatIsNotOursStays() throws Exception {
        namespace.inside(() -> {
            Path foreign = namespace.pins().resolve("vendor");
            Files.createDirectories(foreign);
            openApplyClose(namespace.settings(), STATE);
            assertTrue(Files.exists(foreign));
            Refusal refusal = XdpDataplane.uninstall(namespace.pins()).orElseThrow();
            assertTrue(refusal.message().contains("cannot be removed"), refusal.message());
            assertTrue(Files.exists(foreign));
            Files.delete(foreign);
            return null;
        });
    }

    @Test
    void uninstallLeavesNothing() throws Exception {
        namespace.inside(() -> {
            openApplyClose(namespace.settings(), STATE);
            assertTrue(XdpDataplane.uninstall(namespace.pins()).isEmpty());
            assertFalse(Files.exists(namespace.pins()));
            assertTrue(XdpDataplane.uninstall(namespace.pins()).isEmpty(), "twice does no harm");
            return null;
        });
        Deadline.await(
                "the program is off",
                () -> !namespace.exec("ip", "-d", "link", "show", "box0").contains("prog/xdp"));
    }
}
