package dev.turnout.ebpf;

import static dev.turnout.ebpf.Fixture.CLIENT4;
import static dev.turnout.ebpf.Fixture.CLIENT6;
import static dev.turnout.ebpf.Fixture.VIP4;
import static dev.turnout.ebpf.Fixture.VIP6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets cut short and packets with random bytes: whatever comes, one outcome, a sane frame, and sums that agree. */
final class HostilePacketTest {
    private static final int PACKETS = 4000;
    private static PacketPath path;
    private static Decapsulation decapsulation;

    @BeforeAll
    static void load() throws RefusedException {
        decapsulation = new Decapsulation();
        path = new PacketPath(1_000_000, 1000)
                .services(
                        Fixture.service(VIP4, Protocol.TCP, 80, 0),
                        Fixture.service(VIP6, Protocol.TCP, 80, 1),
                        anyPort(VIP4, 2),
                        anyPort(VIP6, 3),
                        Fixture.service(VIP4, Protocol.TCP, 81, 4))
                .backends(
                        Fixture.backend(1, "10.0.0.1", Fixture.IPIP),
                        Fixture.backend(2, "2001:db8:9::2", Fixture.IPIP, Fixture.hop("::", 7, 5, 1500)),
                        Fixture.backend(3, "10.0.0.3", Fixture.GUE, Fixture.hop("10.0.0.3", 1, 6, 300)),
                        Fixture.backend(4, "2001:db8:9::4", Fixture.GUE),
                        Fixture.backend(5, "10.0.0.5", Fixture.L2));
        for (int table = 0; table < 5; table++) {
            path.table(
                    table,
                    slot -> SlotWord.of(slot % 6, slot % 3 == 0 ? 1 + slot % 5 : 0, slot & 1, slot % 7 == 0)
                            .bits());
        }
    }

    private static dev.turnout.core.dataplane.ServiceEntry anyPort(String vip, int table) {
        return Fixture.service(
                vip,
                Protocol.UDP,
                0,
                table,
                Algorithm.RANDOM,
                Affinity.CLIENT_IP,
                Persistence.FLOW_TABLE,
                ZeroBackendPolicy.REJECT);
    }

    @AfterAll
    static void unload() {
        path.close();
        decapsulation.close();
    }

    private static List<Packet> templates() {
        byte[] options = {60, 0, 1, 4, 0, 0, 0, 0};
        byte[] fragment = {Packet.UDP, 0, 0, 9, 0, 0, 0, 1};
        byte[] last = {Packet.TCP, 0, 1, 4, 0, 0, 0, 0};
        return List.of(
                Packet.tcp(CLIENT4, 4000, VIP4, 80, Packet.ACK, 30),
                Packet.syn(CLIENT4, 4001, VIP4, 80).tags(5),
                Packet.tcp(CLIENT4, 4002, VIP4, 80, Packet.ACK, 400).options(new byte[12]),
                Packet.tcp(CLIENT4, 4003, VIP4, 81).tags(5, 6),
                Packet.udp(CLIENT4, 4004, VIP4, 53, 40),
                Packet.udp(CLIENT4, 4005, VIP4, 53, 40).fragment(0x2000),
                Packet.icmp(CLIENT4, VIP4, 8, 0, 1, new byte[20]),
                Packet.icmp(
                        CLIENT4,
                        VIP4,
                        3,
                        4,
                        1400,
                        Packet.tcp(VIP4, 80, CLIENT4, 4000).ip()),
                Packet.tcp(CLIENT6, 4000, VIP6, 80, Packet.ACK, 30),
                Packet.syn(CLIENT6, 4001, VIP6, 80).extensions(60, options, last),
                Packet.of(CLIENT6, VIP6, Packet.UDP, new byte[50]).extensions(44, fragment),
                Packet.udp(CLIENT6, 4002, VIP6, 443, 1300).tags(9),
                Packet.icmp(CLIENT6, VIP6, 128, 0, 1, new byte[20]),
                Packet.icmp(
                        CLIENT6,
                        VIP6,
                        2,
                        0,
                        1400,
                        Packet.tcp(VIP6, 80, CLIENT6, 4000).ip()),
                Packet.icmp(
                        CLIENT6,
                        VIP6,
                        1,
                        0,
                        0,
                        Packet.tcp(VIP6, 80, CLIENT6, 4000).extensions(60, last).ip()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
    void survivesEveryLength(int template) {
        byte[] frame = templates().get(template).frame();
        for (int length = 14; length < frame.length; length++) {
            byte[] cut = Arrays.copyOf(frame, length);
            PacketPath.Result result = path.run(cut);
            String name = result.outcome().name();
            assertTrue(
                    name.equals("DROP_MALFORMED") || name.startsWith("PASS_NOT") || name.equals("DROP_FRAGMENT"),
                    () -> "cut to " + cut.length + " of " + frame.length + " bytes: " + name);
            assertSane(cut, result);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void survivesRandomBytes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Packet> templates = templates();
        long[] before = sums();
        for (int i = 0; i < PACKETS; i++) {
            byte[] frame =
                    mutated(templates.get(random.nextInt(templates.size())).frame(), random);
            try {
                assertSane(frame, path.run(frame));
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ", packet " + i + ": "
                                + java.util.HexFormat.of().formatHex(frame),
                        e);
            }
        }
        long[] after = sums();
        assertEquals(PACKETS, after[0] - before[0], "each packet has one outcome");
        assertEquals(after[1] - before[1], after[2] - before[2], "what was forwarded, by outcome and by backend");
        assertTrue(after[1] > before[1] + PACKETS / 20, "too few got through for this to say anything");
    }

    /** Up to five bytes of the headers, each changed in one bit or altogether; now and then the frame is cut. */
    private static byte[] mutated(byte[] frame, SplittableRandom random) {
        for (int changes = random.nextInt(6); changes > 0; changes--) {
            int at = random.nextInt(Math.min(frame.length, 100));
            frame[at] = (byte) (random.nextBoolean() ? frame[at] ^ 1 << random.nextInt(8) : random.nextInt());
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(frame, random.nextInt(14, frame.length + 1)) : frame;
    }

    /** All outcomes, those forwarded, and packets of all backends. */
    private static long[] sums() {
        long[] outcomes = path.counts(Maps.OUTCOMES, 0, Layout.Counts.OUTCOMES_SIZE);
        long backends = 0;
        for (int id = 1; id <= 5; id++) {
            backends += path.traffic(Maps.BACKEND_COUNTS, id)[0];
        }
        return new long[] {
            Arrays.stream(outcomes).sum(),
            outcomes[Outcome.FORWARD_TX.number()] + outcomes[Outcome.FORWARD_REDIRECT.number()],
            backends
        };
    }

    private static void assertSane(byte[] in, PacketPath.Result result) {
        byte[] out = result.frame();
        switch (result.outcome()) {
            case FORWARD_TX, FORWARD_REDIRECT -> assertForwarded(out);
            case ANSWER_ECHO -> assertEquals(in.length, out.length);
            case ANSWER_TOO_BIG, ANSWER_REJECT -> assertTrue(out.length <= 22 + 1280 && out.length >= 14 + 56);
            case DROP_LAYOUT, DROP_HEADROOM -> throw new AssertionError(result.outcome());
            default -> assertArrayEquals(in, out, "neither passing nor dropping touches a packet");
        }
    }

    /** A backend can open it again. */
    private static void assertForwarded(byte[] out) {
        assertArrayEquals(Fixture.NEIGHBOUR.bytes(), Arrays.copyOf(out, 6));
        TestRun received = decapsulation.run(out);
        boolean l2 = decapsulation.lastOutcome().equals("PASS_OTHER");
        assertTrue(l2 || decapsulation.lastOutcome().equals("DONE"), decapsulation::lastOutcome);
        int at = Wire.u16(received.frame(), 12) == 0x8100 ? 18 : 14;
        int version = Wire.u8(received.frame(), at) >> 4;
        assertEquals(version == 4 ? 0x0800 : 0x86dd, Wire.u16(received.frame(), at - 2));
    }
}
