package dev.turnout.ebpf;

import static dev.turnout.ebpf.Fixture.CLIENT4;
import static dev.turnout.ebpf.Fixture.VIP4;
import static dev.turnout.ebpf.Fixture.VIP6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.Protocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A driver that leaves just enough room for the outer headers, and one that leaves a byte less. Port 80 + id for each backend. */
final class HeadroomTest {
    private static final int NOBODY = 8;
    private static final int FRAME = 74;

    @TempDir
    static Path scratch;

    private static PacketPath path;
    private static BpfObject narrow;

    @BeforeAll
    static void load() throws Exception {
        path = new PacketPath();
        for (BackendEntry backend : new BackendEntry[] {
            backend(1, "10.0.0.1", Fixture.IPIP, 0),
            backend(2, "10.0.0.2", Fixture.GUE, 0),
            backend(3, "2001:db8:9::3", Fixture.IPIP, 0),
            backend(4, "2001:db8:9::4", Fixture.GUE, 0),
            backend(5, "2001:db8:9::5", Fixture.GUE, 7),
            backend(6, "10.0.0.6", Fixture.L2, 0),
            backend(7, "10.0.0.7", Fixture.L2, 7)
        }) {
            path.backends(backend);
        }
        path.services(IntStream.rangeClosed(1, NOBODY)
                .boxed()
                .flatMap(id -> Stream.of(
                        Fixture.service(VIP4, Protocol.TCP, 80 + id, id),
                        Fixture.service(VIP6, Protocol.TCP, 80 + id, id)))
                .toArray(ServiceEntry[]::new));
        for (int id = 1; id <= NOBODY; id++) {
            int word = SlotWord.stable(id % NOBODY).bits();
            path.table(id, _ -> word);
        }
        narrow = BpfObject.open(TestObject.compile("narrow", scratch));
        narrow.load("narrow");
        byte[] target = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(path.programFd())
                .array();
        assertEquals(0, new KernelMap("target", narrow.mapFd("target"), 4, 4).put(new byte[4], target, KernelMap.ANY));
    }

    private static BackendEntry backend(int id, String address, Encapsulation encapsulation, int vlan) {
        return Fixture.backend(id, address, encapsulation, Fixture.hop(address, PacketPath.INGRESS, vlan, 1500));
    }

    @AfterAll
    static void unload() {
        narrow.close();
        path.close();
    }

    /** @param room the bytes in front of the frame that the program may use */
    private static PacketPath.Result run(Packet packet, int room) {
        byte[] frame = Arrays.copyOf(packet.frame(), FRAME);
        frame[5] = (byte) room;
        return path.run(narrow.programFd("narrow"), frame);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "IPIP over IPv4,    1, 20",
        "GUE over IPv4,     2, 32",
        "IPIP over IPv6,    3, 40",
        "GUE over IPv6,     4, 52",
        "GUE tagged,        5, 56",
        "L2 tagged,         7, 4"
    })
    void outerHeadersTakeTheirRoomAndNoMore(@SuppressWarnings("unused") String name, int id, int room) {
        Packet packet = Packet.tcp(CLIENT4, 4000, VIP4, 80 + id);
        PacketPath.Result sent = run(packet, room);
        assertEquals(Outcome.FORWARD_TX, sent.outcome());
        assertEquals(FRAME + room, sent.frame().length);
        PacketPath.Result dropped = run(packet, room - 1);
        assertEquals(Outcome.DROP_HEADROOM, dropped.outcome());
        assertArrayEquals(Arrays.copyOfRange(packet.frame(), 6, 54), Arrays.copyOfRange(dropped.frame(), 6, 54));
        assertEquals(Outcome.DROP_HEADROOM, run(packet, 0).outcome());
    }

    @ParameterizedTest
    @CsvSource({"198.51.100.1, 192.0.2.1, 28", "2001:db8::100, 2001:db8::1, 48"})
    void withoutRoomForAnAnswerThePacketIsDropped(String client, String vip, int room) {
        Packet packet = Packet.tcp(client, 4000, vip, 80 + NOBODY);
        assertEquals(Outcome.ANSWER_REJECT, run(packet, room).outcome());
        assertEquals(Outcome.DROP_NO_BACKEND, run(packet, room - 1).outcome());
    }

    @ParameterizedTest
    @CsvSource({"198.51.100.1, 192.0.2.1", "2001:db8::100, 2001:db8::1"})
    void layer2AndEchoTakeNone(String client, String vip) {
        assertEquals(
                Outcome.FORWARD_TX, run(Packet.tcp(client, 4000, vip, 86), 0).outcome());
        int request = Fixture.v6(vip) ? 128 : 8;
        assertEquals(
                Outcome.ANSWER_ECHO,
                run(Packet.icmp(client, vip, request, 0, 1, new byte[12]), 0).outcome());
    }
}
