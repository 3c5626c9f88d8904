package dev.turnout.ebpf;

import static dev.turnout.ebpf.Fixture.VIP4;
import static dev.turnout.ebpf.Fixture.VIP6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the box itself says to a client. */
final class AnswerTest {
    private static final int MTU = 1500;
    private static PacketPath path;

    @BeforeAll
    static void load() throws RefusedException {
        path = new PacketPath(1_000_000, 1000);
    }

    @AfterAll
    static void unload() {
        path.close();
    }

    record Case(String vip, String backend, Encapsulation encapsulation, int overhead) {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String vip : List.of(VIP4, VIP6)) {
            cases.add(new Case(vip, "10.0.0.7", Fixture.IPIP, 20));
            cases.add(new Case(vip, "2001:db8:9::7", Fixture.IPIP, 40));
            cases.add(new Case(vip, "10.0.0.7", Fixture.GUE, 32));
            cases.add(new Case(vip, "2001:db8:9::7", Fixture.GUE, 52));
            cases.add(new Case(vip, Fixture.v6(vip) ? "2001:db8:9::7" : "10.0.0.7", Fixture.L2, 0));
        }
        return cases;
    }

    private static void prepare(Case c, int owner) {
        path.services(Fixture.service(c.vip(), Protocol.TCP, 80, 0))
                .backends(Fixture.backend(
                        7, c.backend(), c.encapsulation(), Fixture.hop(c.backend(), PacketPath.INGRESS, 0, MTU)))
                .table(0, _ -> SlotWord.stable(owner).bits());
    }

    /** A segment in an IP packet of so many bytes. */
    private static Packet sized(String vip, int length) {
        int headers = Fixture.v6(vip) ? 60 : 40;
        return Packet.tcp(Fixture.client(vip), 4000, vip, 80, Packet.ACK, length - headers);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tellsTheExactMtu(Case c) {
        prepare(c, 7);
        int room = MTU - c.overhead();
        assertEquals(Outcome.FORWARD_TX, path.run(sized(c.vip(), room)).outcome());
        PacketPath.Result answer = path.run(sized(c.vip(), room + 1));
        assertEquals(Outcome.ANSWER_TOO_BIG, answer.outcome());
        byte[] icmp = assertAnswer(answer, sized(c.vip(), room + 1).ip(), c.vip());
        assertEquals(Fixture.v6(c.vip()) ? 2 << 8 : 3 << 8 | 4, Wire.u16(icmp, 0), "type and code");
        assertEquals(room, Wire.u32(icmp, 4), "MTU");
        assertEquals(
                Fixture.v6(c.vip()) ? 1280 : 576, answer.ip().length, "as much as RFC 4443 and RFC 1812 let through");
    }

    /** Checks addresses, checksums and the embedded packet; returns the ICMP message. */
    private static byte[] assertAnswer(PacketPath.Result answer, byte[] about, String vip) {
        boolean v6 = Fixture.v6(vip);
        byte[] ip = answer.ip();
        int header = v6 ? 40 : 20;
        int width = v6 ? 16 : 4;
        int addresses = v6 ? 8 : 12;
        assertArrayEquals(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}, Arrays.copyOf(answer.frame(), 12), "MACs");
        assertEquals(ip.length, v6 ? 40 + Wire.u16(ip, 4) : Wire.u16(ip, 2), "length");
        assertEquals(Programs.address(vip), Wire.address(ip, addresses, width));
        assertEquals(Programs.address(Fixture.client(vip)), Wire.address(ip, addresses + width, width));
        assertEquals(64, Wire.u8(ip, v6 ? 7 : 8), "TTL");
        if (!v6) {
            Wire.assertIpv4Checksum(ip);
        }
        Wire.assertIcmpChecksum(ip);
        byte[] icmp = Wire.from(ip, header);
        assertArrayEquals(Arrays.copyOf(about, icmp.length - 8), Wire.from(icmp, 8), "the packet it is about");
        return icmp;
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 41, 42, 43, 300, 548, 549, 1000})
    void rejectsWithAsMuchAsFits(int length) {
        Case c = new Case(VIP4, "10.0.0.7", Fixture.IPIP, 20);
        prepare(c, 0);
        PacketPath.Result answer = path.run(sized(VIP4, length));
        assertEquals(Outcome.ANSWER_REJECT, answer.outcome());
        byte[] icmp = assertAnswer(answer, sized(VIP4, length).ip(), VIP4);
        assertEquals(3 << 8 | 3, Wire.u16(icmp, 0), "port unreachable");
        assertEquals(8 + Math.min(length & ~1, 548), icmp.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 61, 62, 63, 1231, 1232, 1233, 1400})
    void rejectsOverIpv6(int length) {
        prepare(new Case(VIP6, "10.0.0.7", Fixture.GUE, 32), 0);
        PacketPath.Result answer = path.run(sized(VIP6, length));
        assertEquals(Outcome.ANSWER_REJECT, answer.outcome());
        byte[] icmp = assertAnswer(answer, sized(VIP6, length).ip(), VIP6);
        assertEquals(1 << 8 | 4, Wire.u16(icmp, 0), "port unreachable");
        assertEquals(8 + Math.min(length & ~1, 1232), icmp.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void answersUnderTheTagsThatCameIn(int tags) {
        prepare(new Case(VIP4, "10.0.0.7", Fixture.IPIP, 20), 0);
        int[] tcis = new int[tags];
        Arrays.setAll(tcis, i -> 0x6010 + i);
        byte[] frame = sized(VIP4, 40).tags(tcis).frame();
        byte[] answer = path.run(frame).frame();
        assertArrayEquals(Arrays.copyOfRange(frame, 12, 14 + 4 * tags), Arrays.copyOfRange(answer, 12, 14 + 4 * tags));
        Wire.assertIcmpChecksum(Wire.from(answer, 14 + 4 * tags));
    }

    @Test
    void leavesPaddingOut() {
        prepare(new Case(VIP4, "10.0.0.7", Fixture.IPIP, 20), 0);
        byte[] frame = sized(VIP4, 40).frame();
        assertAnswer(path.run(Arrays.copyOf(frame, 60)), sized(VIP4, 40).ip(), VIP4);
    }

    /** RFC 1122 §3.2.2. */
    @Test
    void saysNothingToNobodyAndAboutErrors() {
        prepare(new Case(VIP4, "10.0.0.7", Fixture.IPIP, 20), 0);
        for (String source : List.of("0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255")) {
            assertEquals(
                    Outcome.DROP_NO_BACKEND,
                    path.run(Packet.tcp(source, 1, VIP4, 80)).outcome(),
                    source);
        }
        byte[] toMany = sized(VIP4, 40).frame();
        toMany[0] |= 1;
        assertEquals(Outcome.DROP_NO_BACKEND, path.run(toMany).outcome(), "a frame to a group of hosts");
        byte[] reply = Packet.tcp(VIP4, 80, Fixture.CLIENT4, 4000).ip();
        assertEquals(
                Outcome.DROP_NO_BACKEND,
                path.run(Packet.icmp("9.9.9.9", VIP4, 3, 1, 0, reply)).outcome());
    }

    /** No refill at rate 0: the burst, and not one more. */
    @Test
    void isLimitedByTheBucket() throws RefusedException {
        try (PacketPath limited = new PacketPath(0, 3)) {
            limited.services(Fixture.service(VIP4, Protocol.TCP, 80, 0)).table(0, _ -> 0);
            int cpus = Libbpf.possibleCpus();
            int answers = 0;
            Outcome last = Outcome.ANSWER_REJECT;
            for (int i = 0; i < 3 * cpus + 1; i++) {
                last = limited.run(sized(VIP4, 40)).outcome();
                answers += last == Outcome.ANSWER_REJECT ? 1 : 0;
            }
            assertEquals(Outcome.DROP_REJECT_LIMITED, last);
            assertTrue(answers >= 3 && answers <= 3 * cpus, answers + " answers on " + cpus + " CPUs");
        }
    }

    @Test
    void saysNothingWhereThatIsSwitchedOff() throws RefusedException {
        try (PacketPath quiet = new PacketPath(100, 50, 0)) {
            quiet.services(Fixture.service(VIP4, Protocol.TCP, 80, 0))
                    .backends(1)
                    .table(0, _ -> 1);
            assertEquals(Outcome.DROP_TOO_BIG, quiet.run(sized(VIP4, MTU + 1)).outcome());
            assertEquals(
                    Outcome.DROP_ICMP,
                    quiet.run(Packet.icmp(Fixture.CLIENT4, VIP4, 8, 0, 1, new byte[8]))
                            .outcome());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {VIP4, VIP6})
    void echoesWhatItIsSent(String vip) {
        prepare(new Case(vip, "10.0.0.7", Fixture.GUE, 32), 0);
        boolean v6 = Fixture.v6(vip);
        for (int length = 0; length < 70; length++) {
            byte[] data = new byte[length];
            for (int i = 0; i < length; i++) {
                data[i] = (byte) (i * 7);
            }
            Packet request = Packet.icmp(Fixture.client(vip), vip, v6 ? 128 : 8, 0, 0x0102_0000 + length, data)
                    .hops(3);
            PacketPath.Result answer = path.run(request);
            assertEquals(Outcome.ANSWER_ECHO, answer.outcome());
            byte[] ip = answer.ip();
            assertEquals(64, Wire.u8(ip, v6 ? 7 : 8));
            assertEquals(v6 ? 129 << 8 : 0, Wire.u16(ip, v6 ? 40 : 20), "echo reply");
            Wire.assertIcmpChecksum(ip);
            if (!v6) {
                Wire.assertIpv4Checksum(ip);
            }
            int body = v6 ? 44 : 24;
            assertArrayEquals(Wire.from(request.ip(), body), Wire.from(ip, body), "identifier, sequence, data");
        }
    }
}
