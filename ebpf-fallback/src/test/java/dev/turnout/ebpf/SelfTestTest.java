package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.PortState;
import dev.turnout.core.dataplane.PortState.Link;
import dev.turnout.core.dataplane.PortState.Runs;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.Trial;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.dataplane.TrialResult;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.liveness.Expectation;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a data plane says of itself while somebody does it harm. */
final class SelfTestTest {
    private static final String DRAWN = "192.0.2.9";

    private Namespace namespace;

    @BeforeEach
    void create() throws Exception {
        namespace = Namespace.create();
    }

    @AfterEach
    void remove() throws Exception {
        namespace.close();
    }

    private static PortState port(XdpDataplane dataplane) {
        return dataplane.selfTest().ports().getFirst();
    }

    private static Runs runs(XdpDataplane dataplane) {
        return port(dataplane).runs();
    }

    private Path link() throws RefusedException {
        return Pins.link(Pins.current(namespace.pins()), Attachment.index(Namespace.DEVICE));
    }

    private static int program(Path pins) {
        return Pins.get(Pins.programs(Pins.current(pins)).getFirst());
    }

    /** The pins of another data plane, on the second interface, that its user removes. */
    private Path somebodyElse() throws Exception {
        Path pins = namespace.pins().resolveSibling(namespace.pins().getFileName() + "_b");
        XdpDataplaneTest.open(XdpSettings.on(Namespace.SECOND).withPins(pins).withRoom(1 << 12, 64))
                .close();
        return pins;
    }

    @Test
    void anInterfaceIsSeenToComeAndGo() throws Exception {
        namespace.inside(() -> {
            XdpSettings both = XdpSettings.on(Namespace.DEVICE, Namespace.SECOND)
                    .withPins(namespace.pins())
                    .withRoom(1 << 12, 64);
            try (XdpDataplane dataplane = XdpDataplaneTest.open(both)) {
                assertEquals(
                        List.of(Namespace.DEVICE, Namespace.SECOND),
                        dataplane.selfTest().ports().stream()
                                .map(PortState::name)
                                .toList());
                assertEquals(Link.UP, port(dataplane).link());
                assertEquals(Runs.OURS, runs(dataplane));
                namespace.exec("ip", "link", "set", "peer" + Namespace.DEVICE, "down");
                assertEquals(Link.NO_CARRIER, port(dataplane).link());
                namespace.exec("ip", "link", "set", Namespace.DEVICE, "down");
                assertEquals(Link.DOWN, port(dataplane).link());
                assertEquals(Runs.OURS, runs(dataplane), "it stays attached");
                namespace.exec("ip", "link", "del", Namespace.DEVICE);
                assertEquals(new PortState(Namespace.DEVICE, Link.GONE, Runs.NOTHING, 0), port(dataplane));
                assertEquals(Link.UP, dataplane.selfTest().ports().getLast().link());
            }
            return null;
        });
    }

    @Test
    void packetsThatComeInAreCountedByTheInterface() throws Exception {
        namespace.inside(() -> {
            try (XdpDataplane dataplane = XdpDataplaneTest.open(namespace.settings())) {
                long before = port(dataplane).received();
                namespace.exec("ip", "addr", "add", "10.9.0.2/24", "dev", "peer" + Namespace.DEVICE);
                namespace.exec("ip", "route", "replace", "10.9.0.0/24", "dev", "peer" + Namespace.DEVICE);
                namespace.exec("sh", "-c", "ping -c 3 -i 0.2 -W 1 -I peer" + Namespace.DEVICE + " 10.9.0.7 || true");
                assertTrue(port(dataplane).received() > before, port(dataplane)::toString);
            }
            return null;
        });
    }

    @Test
    void anotherProgramOnTheLinkIsSeenAndPutRight() throws Exception {
        namespace.inside(() -> {
            Path others = somebodyElse();
            try (XdpDataplane dataplane = XdpDataplaneTest.open(namespace.settings())) {
                int pinned = Pins.get(link());
                assertEquals(0, Libbpf.linkUpdate(pinned, program(others), MemorySegment.NULL));
                LibC.close(pinned);
                assertEquals(Runs.FOREIGN, runs(dataplane));
                assertEquals(Optional.empty(), dataplane.keepAttached());
                assertEquals(Runs.FOREIGN, runs(dataplane), "told, though it is mended");
                assertEquals(Runs.OURS, runs(dataplane));
            } finally {
                assertEquals(Optional.empty(), XdpDataplane.uninstall(others));
            }
            return null;
        });
    }

    @Test
    void aProgramThatIsTakenOffIsMissed() throws Exception {
        namespace.inside(() -> {
            try (XdpDataplane dataplane = XdpDataplaneTest.open(namespace.settings())) {
                Pins.remove(link());
                Deadline.await("detached", () -> runs(dataplane) == Runs.NOTHING);
                int generic = Attachment.attachGeneric(Namespace.DEVICE, program(namespace.pins()));
                assertEquals(Runs.SLOWER, runs(dataplane));
                LibC.close(generic);
                Deadline.await("detached again", () -> runs(dataplane) == Runs.NOTHING);
                assertEquals(Optional.empty(), dataplane.keepAttached());
                assertEquals(Runs.NOTHING, runs(dataplane), "told, though it is mended");
                assertEquals(Runs.OURS, runs(dataplane));
            }
            return null;
        });
    }

    @Test
    void aProgramOnOtherMapsUnderOurNameIsNotAdopted() throws Exception {
        namespace.inside(() -> {
            Path others = namespace.pins().resolveSibling(namespace.pins().getFileName() + "_b");
            XdpDataplaneTest.open(namespace.settings()).close();
            Path ours = Pins.programs(Pins.current(namespace.pins())).getFirst();
            try (XdpDataplane _ = XdpDataplaneTest.open(
                    XdpSettings.on(Namespace.SECOND).withPins(others).withRoom(1 << 16, 256))) {
                Path theirs = Pins.programs(Pins.current(others)).getFirst();
                assertEquals(ours.getFileName(), theirs.getFileName(), "one program by its name");
                int foreign = Pins.get(theirs);
                int foreignId = BpfInfo.programId(foreign);
                Pins.remove(ours);
                Pins.pin(foreign, ours);
                try (XdpDataplane dataplane = XdpDataplaneTest.open(namespace.settings())) {
                    assertEquals(Runs.OURS, runs(dataplane));
                    assertNotEquals(foreignId, BpfInfo.programId(Pins.get(ours)));
                }
            } finally {
                assertEquals(Optional.empty(), XdpDataplane.uninstall(others));
            }
            return null;
        });
    }

    private static DataplaneState site() {
        BackendEntry one = Programs.backend(1, "10.0.0.11", 1);
        BackendEntry lost = new BackendEntry(
                Programs.backend(2, "10.0.0.12", 1).id(),
                Programs.backend(2, "10.0.0.12", 1).key(),
                0,
                false,
                Optional.empty());
        return Programs.state(
                List.of(one, lost),
                Map.of(
                        new TableId(1),
                        SlotTable.generate(256, _ -> SlotWord.stable(1).bits()),
                        new TableId(2),
                        SlotTable.generate(256, _ -> SlotWord.stable(2).bits()),
                        new TableId(3),
                        SlotTable.generate(256, _ -> 0),
                        new TableId(8),
                        SlotTable.generate(
                                256, slot -> SlotWord.stable(1 + slot % 2).bits())),
                List.of(
                        Programs.service(1, "192.0.2.1", 80, 1),
                        Programs.service(2, "192.0.2.2", 80, 2),
                        Programs.service(3, "192.0.2.3", 80, 3),
                        Fixture.service(
                                DRAWN,
                                Protocol.TCP,
                                80,
                                8,
                                Algorithm.RANDOM,
                                Affinity.FIVE_TUPLE,
                                Persistence.FLOW_TABLE,
                                ZeroBackendPolicy.REJECT)));
    }

    private static TrialPacket syn(String vip, int port) {
        return new TrialPacket(
                new FiveTuple(Programs.address("198.18.0.1"), Programs.address(vip), Protocol.TCP, port, 80), true);
    }

    private static List<Trial> tryOut(XdpDataplane dataplane, List<TrialPacket> packets) {
        return assertInstanceOf(TrialResult.Tried.class, dataplane.selfTest().tryOut(packets))
                .trials();
    }

    private static Trial.Outcome outcome(XdpDataplane dataplane, String vip) {
        TrialPacket packet = syn(vip, 1024);
        Trial trial = tryOut(dataplane, List.of(packet)).getFirst();
        assertEquals(Optional.empty(), new Expectation(site()).difference(packet, trial));
        return trial.outcome();
    }

    @Test
    void itsWordsAreThoseOfTheModel() throws Exception {
        namespace.inside(() -> {
            try (XdpDataplane dataplane = XdpDataplaneTest.open(namespace.settings())) {
                XdpDataplaneTest.apply(dataplane, site());
                assertEquals(Trial.Outcome.SENT, outcome(dataplane, "192.0.2.1"));
                assertEquals(Trial.Outcome.UNRESOLVED, outcome(dataplane, "192.0.2.2"));
                assertEquals(Trial.Outcome.NO_BACKEND, outcome(dataplane, "192.0.2.3"));
                assertEquals(Trial.Outcome.NOT_A_VIP, outcome(dataplane, "192.0.2.4"));
                List<TrialPacket> draws = IntStream.range(2000, 2100)
                        .mapToObj(port -> syn(DRAWN, port))
                        .toList();
                List<Trial> drawn = tryOut(dataplane, draws);
                for (int i = 0; i < draws.size(); i++) {
                    assertEquals(Trial.By.CHANCE, drawn.get(i).by());
                    assertEquals(Optional.empty(), new Expectation(site()).difference(draws.get(i), drawn.get(i)));
                }
            }
            return null;
        });
    }

    @Test
    void whatAForeignHandWritesIsSeen() throws Exception {
        namespace.inside(() -> {
            Expectation expectation = new Expectation(site());
            TrialPacket packet = syn("192.0.2.1", 1024);
            try (XdpDataplane dataplane = XdpDataplaneTest.open(namespace.settings());
                    MapSet maps = MapSet.open(Pins.current(namespace.pins()))) {
                XdpDataplaneTest.apply(dataplane, site());
                MemorySegment slots = maps.memory(Maps.SLOTS).memory();
                for (int word : new int[] {2, 0, 77, -1}) {
                    MemorySegment kept = slots.asSlice(0, 4096);
                    byte[] before = kept.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
                    for (long at = 0; at < 4096; at += Integer.BYTES) {
                        slots.set(JAVA_INT, at, word);
                    }
                    assertTrue(
                            expectation
                                    .difference(
                                            packet,
                                            tryOut(dataplane, List.of(packet)).getFirst())
                                    .isPresent(),
                            "slot words " + word);
                    kept.copyFrom(MemorySegment.ofArray(before));
                }
                assertEquals(
                        Optional.empty(),
                        expectation.difference(
                                packet, tryOut(dataplane, List.of(packet)).getFirst()));
                MemorySegment services = maps.memory(Maps.SERVICES).memory();
                services.set(
                        JAVA_INT, Layout.Services.ACTIVE, 1 - (services.get(JAVA_INT, Layout.Services.ACTIVE) & 1));
                assertTrue(
                        expectation
                                .difference(
                                        packet,
                                        tryOut(dataplane, List.of(packet)).getFirst())
                                .isPresent(),
                        "the other generation of the service table");
            }
            return null;
        });
    }
}
